import { oneLine } from "../core/announcement.ts";
import type { GoodRelease, JournalState } from "../core/journal.ts";
import { prose } from "../core/markdown.ts";
import { type Age, agesDue, unjudgedSince } from "../core/watching.ts";
import { AbortedError, ActionError, RefusedError } from "../kit/errors.ts";
import { withHooks } from "../stages/commands.ts";
import { canLook, type LiveLook, type LiveOptions, lookAtLive, writeLook } from "../stages/look-at-live.ts";
import type { Told } from "./begin.ts";
import { type Deployment, sectionsFor, underLease } from "./deployment.ts";
import type { SectionContext } from "./sections/context.ts";
import { openSmokeTests } from "./sections/smoke-test.ts";
import { openShifts } from "./sections/traffic-shift.ts";
import type { WatchPlan } from "./sections/watch.ts";
import type { Looked } from "./watched.ts";

/** Looks at the live release again at its ages, and returns what is wrong with it; null where nothing is. */
export async function tendLive(
  deployment: Deployment,
  state: JournalState,
  { ages }: WatchPlan,
  looked: Looked,
  told: Told,
): Promise<AbortedError | null> {
  const { live, watched } = state;
  const due = agesDue(state, ages, deployment.task.effects.now());
  if (live === null || due.length === 0) return null;
  const sections = sectionsFor(deployment, live.commit);
  const parts = partsOf(sections, live);
  if (!canLook(parts)) return null;
  const options = { ...parts, release: live, since: new Date(unjudgedSince(live, watched, ages)) };
  const look = await lookAndWrite(deployment, options, due, told);
  if (look === null) {
    looked.see(`somebody works here; ${live.version} is looked at next time`);
    return null;
  }
  const names = due.map(({ name }) => name);
  for (const line of look.told) looked.see(`${live.version} at the age of ${names.join(", ")}: ${line}`);
  if (look.verdict === "inconclusive") {
    looked.see(`nothing is wrong with ${live.version} and nothing is proven: it is looked at again next time`);
    return null;
  }
  looked.did(names.map((name) => `look ${name}`).join(", "));
  if (look.verdict === "pass") return null;
  await looked.tell(deployment, sections, "held");
  const { issue, failure } = await tellGitHub(deployment, live, look);
  looked.see(issue);
  return failingLive(state, live, look, failure);
}

/** The checks run without the lease, so that no deployment has to wait for a look; the user's commands need one. */
async function lookAndWrite(
  deployment: Deployment,
  options: Omit<LiveOptions, "around">,
  due: readonly Age[],
  told: Told,
): Promise<LiveLook | null> {
  const { effects } = deployment.task;
  const hasCommands = options.smoke.some(({ hooks }) => hooks.before.length + hooks.after.length > 0);
  const early = hasCommands ? null : await lookAtLive(effects, { ...options, around: (_, __, checks) => checks() });
  if (early?.verdict === "inconclusive") return early;
  let hasLease = false;
  try {
    return await underLease(deployment, null, async (context, session) => {
      hasLease = true;
      const around: LiveOptions["around"] = (section, hooks, checks) => withHooks(context, section, hooks, checks);
      const look = early ?? (await lookAtLive(effects, { ...options, around }));
      if (look.verdict === "inconclusive") return look;
      const isWritten = await writeLook(session, options.release, due, look);
      told.journal = session.lastEntry;
      return isWritten ? look : null;
    });
  } catch (error) {
    if (hasLease || !(error instanceof RefusedError)) throw error;
    return null;
  }
}

function partsOf(sections: SectionContext, { slot }: GoodRelease): Pick<LiveOptions, "smoke" | "shifts"> {
  const { settings } = sections;
  return {
    smoke: settings.has("smoke-test") ? openSmokeTests(sections, slot) : [],
    shifts: settings.has("traffic-shift") ? openShifts(sections) : [],
  };
}

/** One issue for each release, however often it fails. */
async function tellGitHub(
  { task, application, environment, github }: Deployment,
  { commit, version, at }: GoodRelease,
  { failures }: LiveLook,
): Promise<{ readonly issue: string; readonly failure: string }> {
  const { effects } = task;
  try {
    const api = await github();
    if (api === null) return { issue: "no issue was opened: there is no `github-token`", failure: "" };
    const marker = `<!-- deploy-actions watch ${encodeURIComponent(`${application}/${environment}`)} ${commit} -->`;
    const title = oneLine(`${application} ${version} fails in ${environment}`, 200);
    const seen = failures.map((line) => `- ${prose(effects.redact(line).slice(0, 1000))}`).slice(0, 20);
    const body = [
      `${prose(version)} (${commit}) is live since ${at} and does not pass any more:`,
      "",
      ...seen,
      "",
      marker,
    ];
    const { number, url } = await api.openIssue({ marker, title, body: `${body.join("\n")}\n`, labels: [] });
    return { issue: `issue ${number} tells of it: ${url}`, failure: ` Issue ${number} tells of it.` };
  } catch (error) {
    effects.signal.throwIfAborted();
    if (!(error instanceof ActionError)) throw error;
    const why = [error.message.replace(/\.$/, ""), error.hint ?? ""].join(". ");
    effects.log.warn(`No issue was opened: ${why}`);
    return { issue: `no issue was opened: ${why}`, failure: "" };
  }
}

function failingLive({ good }: JournalState, live: GoodRelease, { failures }: LiveLook, issue: string): AbortedError {
  const earlier = good.find(({ commit }) => commit !== live.commit);
  const return_ =
    earlier === undefined
      ? "Deploy a repaired commit."
      : `Deploy ${earlier.version} (\`release: ${earlier.commit}\`, checked out) or a repaired commit.`;
  return new AbortedError(
    `${live.version}, live since ${live.at}, does not pass any more: ${failures.join("; ")}. Nothing was changed.${issue}`,
    { hint: `\`rollback\` cannot help: the release is closed, and the slot of the one before was stopped. ${return_}` },
  );
}
