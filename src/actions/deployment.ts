import { openGitJournal } from "../adapters/journals/git.ts";
import { gitRepository } from "../adapters/repositories/git.ts";
import type { JournalState } from "../core/journal.ts";
import { InputError, type Problem } from "../kit/errors.ts";
import type { Chain } from "../stages/chain.ts";
import type { Context } from "../stages/context.ts";
import type { LeaseTerms } from "../stages/lease.ts";
import type { GitHub } from "../stages/ports/github.ts";
import type { Journal } from "../stages/ports/journal.ts";
import type { Repository } from "../stages/ports/repository.ts";
import { deploymentPublisher } from "../stages/publish-deployment.ts";
import { openSession, type Session } from "../stages/session.ts";
import { type Survey, survey } from "../stages/survey.ts";
import { jobStillWorks } from "../stages/who-works.ts";
import { conditionsOf } from "./conditions.ts";
import { githubOf } from "./github.ts";
import { planValues } from "./release-times.ts";
import { openBackups } from "./sections/backup.ts";
import type { SectionContext } from "./sections/context.ts";
import { openDeploySlot } from "./sections/deploy-slot.ts";
import { decoderOf } from "./sections/drill.ts";
import { openMaintenance, openMaintenanceForRollback } from "./sections/maintenance.ts";
import { openMigrate } from "./sections/migrate.ts";
import { fullUntilOf, rollbackSection } from "./sections/rollback.ts";
import { openSmokeTests } from "./sections/smoke-test.ts";
import { openShifts } from "./sections/traffic-shift.ts";
import type { DeployTask } from "./task.ts";

/** What every action works with once its inputs are read: the journal, the checkout, the release. */
export interface Deployment {
  readonly task: DeployTask;
  readonly application: string;
  readonly environment: string;
  readonly repository: Repository;
  readonly journal: Journal;
  /** GitHub's API, or null where no token was given or the repository is not known; opened once, at the first call. */
  readonly github: () => Promise<GitHub | null>;
  /** What the inputs ask for; an open release may be another. */
  readonly release: { readonly commit: string; readonly version: string };
}

const minute = 60_000;

/** Opens journal and repository and resolves the release. Changes nothing. */
export async function openDeployment(task: DeployTask): Promise<Deployment> {
  const { common, effects } = task;
  const application = common.application ?? effects.env("GITHUB_REPOSITORY")?.split("/")[1];
  if (application === undefined) {
    throw new InputError([{ where: "application", what: "is required; name it at the top of deploy.yml" }]);
  }
  const { environment } = common;
  const repository = gitRepository(effects);
  const commit = await repository.resolve(common.release ?? effects.env("GITHUB_SHA") ?? "HEAD");
  const version = common.version ?? tagOf(task) ?? commit.slice(0, 8);
  const token = common["github-token"];
  const journal = await openGitJournal({
    effects,
    store: common.journal,
    application,
    environment,
    ...(token === undefined ? {} : { token }),
  });
  return { task, application, environment, repository, journal, github: githubOf(task), release: { commit, version } };
}

function tagOf({ effects }: DeployTask): string | undefined {
  return effects.env("GITHUB_REF_TYPE") === "tag" ? effects.env("GITHUB_REF_NAME") : undefined;
}

/** The sections for one commit: the open release's while one is open. */
export function sectionsFor({ task, application, environment }: Deployment, commit: string): SectionContext {
  return { effects: task.effects, application, environment, settings: task.configure(commit) };
}

/** Opens every configured section. One InputError names every problem of all of them, before anything is touched. */
export function openChain(context: SectionContext): Chain {
  const { settings } = context;
  const problems: Problem[] = [];
  const open = <T>(section: string, absent: T, opening: () => T): T => {
    if (!settings.has(section)) return absent;
    try {
      return opening();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems);
      return absent;
    }
  };
  const hasChecks = settings.has("smoke-test");
  const chain: Chain = {
    backups: open<Chain["backups"]>("backup", [], () => openBackups(context)),
    migrate: open("migrate", null, () => openMigrate(context)),
    slot: open("deploy-slot", null, () => openDeploySlot(context)),
    smoke: (slot) => (hasChecks ? openSmokeTests(context, slot) : []),
    shifts: open<Chain["shifts"]>("traffic-shift", [], () => openShifts(context)),
    maintenance: open("maintenance", openMaintenanceForRollback(context), () => openMaintenance(context)),
  };
  open("plan", null, () => planValues(context));
  open("smoke-test", null, () => openSmokeTests(context, "idle"));
  open("rollback", null, () => context.settings.items(rollbackSection));
  if (problems.length > 0) throw new InputError(problems);
  return chain;
}

/** Looks at everything before the release begins; GitHub is asked where it is handed in. */
export function surveyFor(
  deployment: Deployment,
  context: SectionContext,
  chain: Chain,
  state: JournalState,
  github: GitHub | null = null,
): Promise<Survey> {
  const { application, environment, repository, release, task } = deployment;
  const { effects } = task;
  return survey({
    rehearsing: { openDecoder: () => decoderOf(context) },
    effects,
    application,
    environment,
    release,
    state,
    chain,
    repository,
    allowsBadCommit: task.common["allow-bad-commit"],
    onDrift: planValues(context)["on-drift"],
    fullUntil: fullUntilOf(context),
    configuration: context.settings.fingerprintText,
    conditions: () => conditionsOf(deployment, context, { state, github }),
  });
}

/** Where the release is looked at from outside; what cannot be read here is no reason to stop. */
function publicUrl(deployment: Deployment, { state }: Session): string | null {
  const sections = sectionsFor(deployment, state.open?.commit ?? deployment.release.commit);
  try {
    const items = sections.settings.has("smoke-test") ? openSmokeTests(sections, "idle") : [];
    return items.find(({ liveUrl }) => liveUrl !== null)?.liveUrl ?? null;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** Works under the lease; the lease is given back whatever happens. */
export async function underLease<T>(
  deployment: Deployment,
  requestAbort: LeaseTerms["requestAbort"],
  work: (context: Context, session: Session) => Promise<T>,
): Promise<T> {
  const { task, application, environment, journal } = deployment;
  const { effects, common } = task;
  const onRunner = effects.env("GITHUB_ACTIONS") === "true";
  const terms: LeaseTerms = {
    length: onRunner ? 15 * minute : minute / 2,
    wait: common.wait,
    requestAbort,
    askLiveness: (holder) => jobStillWorks(holder, { ...deployment, effects }),
  };
  await using session = await openSession(journal, effects, terms);
  const publisher = deploymentPublisher({ ...deployment, effects, url: publicUrl(deployment, session) });
  return await work({ effects, session, application, environment, publisher }, session);
}
