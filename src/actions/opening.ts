import type { Approval } from "../core/approval.ts";
import type { JournalState } from "../core/journal.ts";
import { runOf } from "../core/lease.ts";
import { RefusedError } from "../kit/errors.ts";
import { refuseOtherPlan, slotAsPlanned } from "../stages/approved-plan.ts";
import type { Chain, MigrateStep } from "../stages/chain.ts";
import { checkGates, type GateOptions, gatesToCheck, refuseUsed } from "../stages/check-gates.ts";
import { checkPublished } from "../stages/check-published.ts";
import { putWeightBack } from "../stages/put-weight-back.ts";
import { supersede } from "../stages/supersede.ts";
import { refuseObstacles, type Survey } from "../stages/survey.ts";
import { toJson } from "../stages/writer.ts";
import type { Work } from "./begin.ts";
import { checklistSignOffs } from "./conditions.ts";
import { type Deployment, surveyFor } from "./deployment.ts";
import { overrideNow, planValues, timeObstacles } from "./release-times.ts";
import type { SectionContext } from "./sections/context.ts";

/** What was found before the lease was taken. */
export interface Admission {
  /** The journal's state that was looked at. */
  readonly surveyed: JournalState;
  /** Approvals that the journal does not have yet. */
  readonly approvals: readonly Approval[];
  /** What was found and planned for a release that begins; null for one that is gone on with. */
  readonly survey: Survey | null;
}

/** What a step works with before it has the lease. */
interface Asking {
  readonly deployment: Deployment;
  readonly sections: SectionContext;
  readonly chain: Chain;
  readonly state: JournalState;
}

/** Asks everything that has to hold before this step may touch anything: its gates, and for a release that begins, its plan. */
export async function admit(asking: Asking): Promise<Admission> {
  const { deployment, sections, state } = asking;
  if (state.open?.commit !== deployment.release.commit) {
    await refuseTakenBack(deployment);
    return admitOpening(asking);
  }
  const gates = gatesOf(deployment, sections);
  const approvals = await checkGates({ ...gates, gates: gatesToCheck(state.open, gates) });
  refuseUsed(approvals, state, state.open);
  return { surveyed: state, approvals, survey: null };
}

/** How many entries are looked back over: more than a release writes between two steps and until it is taken back. */
const reach = 200;

/** Each step may open the release; but not once more what this very job has opened and somebody else has closed. */
async function refuseTakenBack({ journal, task, release }: Deployment): Promise<void> {
  const { run } = task.effects;
  if (runOf(run) === null) return;
  const entries = await journal.entries(reach);
  const opened = entries.find(({ deed, release: known }) => deed === "open" && known?.commit === release.commit);
  if (opened?.run.id === run.id) throw overtaken(release.version);
}

/** As `admit`, for a release that is opened, whatever is open now. */
export async function admitOpening({ deployment, sections, chain, state }: Asking): Promise<Admission> {
  const approvals = await checkGates(gatesOf(deployment, sections));
  refuseUsed(approvals, state, null);
  await holdAgainstGitHub(deployment, state);
  const survey = await refuseChanged(deployment, sections, { chain, state });
  return { surveyed: state, approvals, survey };
}

/** What a step asks of its gates. */
export function gatesOf({ task, github }: Deployment, sections: SectionContext): GateOptions {
  const { common, effects } = task;
  const asked = planValues(sections);
  const terms = { now: effects.now(), validFor: asked["approval-valid-for"], reviewers: asked["gate-reviewers"] };
  return { gates: common.gate ?? [], run: effects.run, github, terms };
}

async function refuseChanged(
  deployment: Deployment,
  sections: SectionContext,
  { chain, state }: { readonly chain: Chain; readonly state: JournalState },
): Promise<Survey> {
  const survey = await surveyFor(deployment, sections, chain, state);
  const { plan, digest, parts } = survey;
  refuseObstacles(plan.obstacles);
  const { common, effects } = deployment.task;
  const approved = common["approved-digest"];
  // An output goes out with its secrets hidden, and the digits of a short one may turn up in any digest.
  refuseOtherPlan(approved === undefined ? approved : effects.redact(approved), effects.redact(digest), parts);
  return survey;
}

async function holdAgainstGitHub(deployment: Deployment, state: JournalState): Promise<void> {
  const github = await deployment.github();
  if (github !== null) await checkPublished({ ...deployment, effects: deployment.task.effects, github, state });
}

/** Under the lease: opens the release, or goes on with the one that is open; either way its approvals are written down. */
export async function enter(work: Work, admission: Admission): Promise<void> {
  const { commit, version } = work.deployment.release;
  const { open } = work.session.state;
  if (admission.surveyed.open?.commit === commit && open?.id !== admission.surveyed.open.id) throw overtaken(version);
  if (open?.commit !== commit) return openRelease(work, admission);
  // Another run may have opened the same commit while this one waited for the lease.
  gatesToCheck(open, gatesOf(work.deployment, work.sections));
  refuseUsed(admission.approvals, work.session.state, open);
  await writeApprovals(work, admission.approvals);
}

/** What was to be gone on with is closed: nobody begins anew with what was allowed for that. */
export function overtaken(version: string): RefusedError {
  return new RefusedError(`${version} was finished or taken back by another run in the meantime`, {
    hint: "Look at `deploy-actions status`; nothing was changed by this run.",
  });
}

/** Writes the release into the journal; nothing of it exists before. */
export async function openRelease(work: Work, { surveyed, approvals, survey: first }: Admission): Promise<void> {
  const { deployment, sections, chain, session, context } = work;
  const { commit, version } = deployment.release;
  // Another run may have ended while this one waited for the lease: what was allowed then may be forbidden now.
  const isOther = decisive(session.state) !== decisive(surveyed);
  const { state } = session;
  const survey = isOther || first === null ? await refuseChanged(deployment, sections, { chain, state }) : first;
  await refuseWrongTime(deployment, sections);
  const inherits = await supersede(context);
  if (session.state.open !== null) {
    throw new RefusedError(`${session.state.open.version} was opened by another run in the meantime`, {
      hint: "Wait until it is finished, or take it back with `deploy-actions rollback`.",
    });
  }
  refuseUsed(approvals, session.state, null);
  if (planValues(sections)["on-drift"] === "overwrite") await putWeightBack(context, chain, survey.splits);
  const slot = await slotAsPlanned(context, chain, survey.plan);
  await session.write({ phase: "done", deed: "open", release: { commit, version, slot }, asked: toJson({ inherits }) });
  context.effects.log.info(`Open release ${version} (${commit.slice(0, 8)}) for slot ${slot}`);
  context.effects.log.event("open", { commit, version, slot });
  const { evidence } = survey;
  if (evidence !== null) await session.write({ phase: "done", deed: "rehearse", after: toJson(evidence) });
  await writeApprovals(work, approvals);
  await writeExceptions(work);
  await context.publisher?.opened(session);
}

function decisive({ open, live, bad }: JournalState): string {
  return JSON.stringify([open?.id, open?.prepared, open?.shifts, live, bad]);
}

async function refuseWrongTime({ task }: Deployment, sections: SectionContext): Promise<void> {
  refuseObstacles(await timeObstacles(sections, task.common["override-freeze"]));
}

/** The chain, with the times looked at again right before something is migrated: a backup may have taken hours. */
export function mayMigrate({ deployment, sections, chain }: Work, looked?: MigrateStep["looked"]): Chain {
  if (chain.migrate === null) return chain;
  const mayBegin = () => refuseWrongTime(deployment, sections);
  return { ...chain, migrate: { ...chain.migrate, mayBegin, ...(looked === undefined ? {} : { looked }) } };
}

/** GitHub may forget who has approved; and each approval counts once. */
export async function writeApprovals({ session, context }: Work, approvals: readonly Approval[]): Promise<void> {
  const known = session.state.open?.approvals ?? [];
  for (const approval of approvals) {
    if (known.some(({ gate, run }) => gate === approval.gate && run === approval.run)) continue;
    const after = toJson({ ...approval, comment: approval.comment.slice(0, longestComment) });
    await session.write({ phase: "done", deed: "approve", item: approval.gate, after });
    context.effects.log.info(`Note the approval of ${approval.gate} by ${approval.user}`);
  }
}

const longestComment = 1000;

/** What was shown for this release, and what it goes on in spite of. */
async function writeExceptions({ deployment, sections, session }: Work): Promise<void> {
  const override = await overrideNow(sections, deployment.task.common["override-freeze"]);
  if (override !== null) {
    await session.write({ phase: "note", deed: "override", after: toJson(override), reason: override.reason });
  }
  for (const signOff of checklistSignOffs(sections)) {
    await session.write({ phase: "note", deed: "sign-off", item: signOff.item, after: toJson(signOff) });
  }
}
