import { hidden, prose } from "../../core/markdown.ts";
import { renderProposal } from "../../core/plan/proposal-sheet.ts";
import { lookAtChecklist } from "../../core/preflight/checklist.ts";
import { migrationsAmong, type ProposalPlan } from "../../core/proposal.ts";
import { readableSpan } from "../../core/readable.ts";
import type { Outcome } from "../../kit/action.ts";
import { ActionError, CancelledError, InputError } from "../../kit/errors.ts";
import type { Occasion } from "../../stages/ports/calendar.ts";
import type { GitHub } from "../../stages/ports/github.ts";
import { githubOf } from "../github.ts";
import { planSection } from "../sections/plan.ts";
import type { DeployTask } from "../task.ts";
import {
  chainAsWritten,
  keysBetween,
  migrationFolders,
  migrationSetup,
  newNamesIn,
  readWritten,
} from "./configured.ts";
import { openProposal, type Proposal } from "./event.ts";
import { type JudgedChanges, judgeChanges } from "./migrations.ts";

/** The plan on a pull request: what git's objects tell. No adapter is opened and no program but git is started. */
export async function planProposal(task: DeployTask): Promise<Outcome> {
  const proposal = await openProposal(task.effects);
  const { plan } = await describe(task, proposal);
  const text = renderProposal(plan);
  const github = await githubOf(task)();
  const told = github === null ? "" : await comment(github, plan, text);
  const outputs = {
    release: proposal.head ?? "",
    plan: JSON.stringify(plan),
    digest: "",
    "rollback-plan": "[]",
    "plan-comment": text,
  };
  return { outputs, summary: told === "" ? text : `${text}\n${told}\n` };
}

/** What can be said of the pull request, and where its migrations stand. */
export async function describe(
  { common, effects, configure }: DeployTask,
  proposal: Proposal,
): Promise<{ readonly plan: ProposalPlan; readonly files: JudgedChanges["files"] }> {
  const { number, base, head, repository } = proposal;
  const { config, environment } = common;
  const now = await repository.fileAt(base.commit, config);
  const present = readWritten(config, now, environment);
  const fork = head === null ? null : await repository.forkPoint(base.commit, head);
  const isSeen = head !== null && fork !== null;
  const { before, after, changes } = isSeen ? await changed(repository, { fork, head, config }) : unseen;
  const proposed = readWritten(config, after, environment);
  const asked = readAsked(configure(base.commit));
  const folders = [present, proposed].flatMap(({ file }) => migrationFolders(file));
  const migrations = changes === null ? null : migrationsAmong(changes, folders);
  const setup = migrationSetup(migrationSetup(present.file).tool === null ? proposed.file : present.file);
  const judged = isSeen && migrations !== null ? await judgeChanges(repository, head, migrations, setup) : null;
  const plan: ProposalPlan = {
    application: common.application ?? effects.env("GITHUB_REPOSITORY")?.split("/")[1] ?? "",
    environment,
    number,
    base,
    file: config,
    isConfigured: now !== null,
    chain: chainAsWritten(present.file),
    migrations,
    judgement: judged?.judgement ?? null,
    judgementNotes: judged?.notes ?? [],
    keys: isSeen ? keysBetween(before, after) : null,
    newNames: isSeen ? newNamesIn(before, after) : [],
    problems: after === before ? [] : proposed.problems,
    times: asked === null ? [] : timesOf(asked),
    checklist: lookAtChecklist(asked?.checklist ?? [], { checks: null, now: effects.now() }),
    contacts: asked?.contacts ?? [],
    notLookedAt: notLookedAt(isSeen, asked !== null, number),
  };
  return { plan, files: judged?.files ?? new Map() };
}

const unseen = { before: null, after: null, changes: null };

/** From where the two parted: what the base branch has got since is not the pull request's doing. */
async function changed(
  repository: Proposal["repository"],
  { fork, head, config }: { readonly fork: string; readonly head: string; readonly config: string },
) {
  return {
    before: await repository.fileAt(fork, config),
    after: await repository.fileAt(head, config),
    changes: await repository.changesBetween(fork, head),
  };
}

type Asked = ReturnType<typeof itemOf>;

function itemOf(settings: ReturnType<DeployTask["configure"]>) {
  return settings.items(planSection)[0]?.values ?? null;
}

/** Null where a value has to be resolved before it can be read. */
function readAsked(settings: ReturnType<DeployTask["configure"]>): Asked {
  try {
    return itemOf(settings);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return null;
  }
}

function timesOf({ freeze = [], window = [] }: NonNullable<Asked>): readonly string[] {
  const line = (kind: string) => (occasion: Occasion) => {
    const { cron, for: length, "time-zone": zone = "UTC", why } = occasion;
    return `${kind}: \`${cron}\` for ${readableSpan(length)} (${zone})${why === undefined ? "" : `: ${why}`}`;
  };
  return [...freeze.map(line("nothing is released")), ...window.map(line("releases may begin"))];
}

function notLookedAt(isSeen: boolean, isAskedReadable: boolean, number: number): readonly string[] {
  const commits = `what this pull request changes, because the checkout holds none of its commits: check out \`refs/pull/${number}/merge\` with \`fetch-depth: 0\``;
  const asked = "checklist, times and contacts, because a `$NAME` in the `plan` section decides them";
  return [
    ...(isSeen ? [] : [commits]),
    ...(isAskedReadable ? [] : [asked]),
    "what is live, the journal, databases, slots, routers, gates and checks: a pull request gets none of them",
  ];
}

/** Comments where the token may; a fork's may not, and that is no failure. What is to be told of it, or nothing. */
export async function comment(
  github: Pick<GitHub, "commentOn">,
  plan: ProposalPlan,
  text: string,
  kind: "plan" | "migrations" = "plan",
): Promise<string> {
  const marker = hidden("deploy-actions", kind, plan.application, plan.environment);
  try {
    const { failure } = await github.commentOn(plan.number, marker, `${marker}\n${text}`);
    return failure === null ? "" : `The comment on the pull request could not be written: ${prose(failure)}`;
  } catch (error) {
    if (!(error instanceof ActionError) || error instanceof CancelledError) throw error;
    return `The comment on the pull request could not be written: ${prose(error.message)}`;
  }
}
