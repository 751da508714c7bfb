import { hasChanged } from "../core/changed.ts";
import type { JournalState, OpenRelease } from "../core/journal.ts";
import { isUnderWay } from "../core/ramp.ts";
import type { Outcome } from "../kit/action.ts";
import { ActionError, CancelledError, InputError, RefusedError, toActionError } from "../kit/errors.ts";
import type { Chain } from "../stages/chain.ts";
import type { Context } from "../stages/context.ts";
import { returnEach, returnUnlessHeld } from "../stages/return-traffic.ts";
import { rollBack } from "../stages/roll-back.ts";
import type { Session } from "../stages/session.ts";
import { type Deployment, openChain, openDeployment, sectionsFor, underLease } from "./deployment.ts";
import { admit, enter } from "./opening.ts";
import type { SectionContext } from "./sections/context.ts";
import { openRollback } from "./sections/rollback.ts";
import type { DeployTask } from "./task.ts";

/** What one stage of an open release works with. */
export interface Work {
  readonly deployment: Deployment;
  readonly sections: SectionContext;
  readonly chain: Chain;
  readonly context: Context;
  readonly session: Session;
}

type Outputs = Readonly<Record<string, string>>;

/** True where a stage works outside of any release: nothing is opened, nothing has to be finished or taken back. */
export type StandsAlone = (sections: SectionContext, state: JournalState, commit: string) => boolean;

/** What a step's outputs say so far; they are published also when the stage fails. */
export type Told = Record<string, string>;

/** One stage as an action of its own: opens the release if none is open, refuses when another one is. */
export async function runStage(
  task: DeployTask,
  section: string,
  stage: (work: Work, told: Told) => Promise<Outputs>,
  standsAlone: StandsAlone = () => false,
): Promise<Outcome> {
  const deployment = await openDeployment(task);
  const { commit } = deployment.release;
  const sections = sectionsFor(deployment, commit);
  const chain = openChain(sections);
  const isLeftOut = !sections.settings.has(section);
  if (isLeftOut && !task.common["if-configured"]) {
    throw new InputError([
      { where: section, what: "is not configured; write the section in deploy.yml, or give its inputs in `with:`" },
    ]);
  }
  return withOutputs(deployment, async (told) => {
    const { state } = await deployment.journal.head();
    const isAlone = !isLeftOut && state.open?.commit !== commit && standsAlone(sections, state, commit);
    const admission = isAlone ? null : await admit({ deployment, sections, chain, state });
    return underLease(deployment, null, async (context, session) => {
      const work = { deployment, sections, chain, context: { ...context, commit }, session };
      if (admission !== null) await enter(work, admission);
      // A backup outside of any release is wanted most of all while one has failed.
      if (!isAlone) refuseFailed(session.state.open);
      try {
        if (!isLeftOut) return await stage(work, told);
        task.effects.log.info(`Leave out ${section}: deploy.yml does not configure it`);
        return {};
      } finally {
        told.journal = session.lastEntry;
      }
    });
  });
}

/** A step that is run again does not send traffic to what has failed. */
function refuseFailed(open: OpenRelease | null): void {
  if (open === null || (open.failure === null && !open.rollingBack)) return;
  throw new RefusedError(`${open.version} has to be taken back: ${open.failure ?? "its rollback has begun"}`, {
    hint: "Run `rollback` (or `continue`, which does the same here), then deploy a repaired commit.",
  });
}

/** Turns a foreseen failure into an outcome, so that the outputs are set all the same. */
export async function withOutputs(deployment: Deployment, work: (told: Told) => Promise<Outputs>): Promise<Outcome> {
  const told: Told = { release: deployment.release.commit };
  try {
    const outputs = await work(told);
    return { outputs: { ...told, ...outputs, changed: await changed(deployment) } };
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return { outputs: { ...told, changed: await changed(deployment) }, failure: error };
  }
}

/** Empty where the journal cannot be read: then nobody may rely on it. */
async function changed({ journal, release }: Deployment): Promise<string> {
  try {
    return String(hasChanged((await journal.head()).state, release.commit));
  } catch (error) {
    if (error instanceof ActionError) return "";
    throw error;
  }
}

/** Runs stages and puts everything back when one fails; what was put back is added to the failure's message. */
export async function orPutBack<T>({ sections, chain, context, session }: Work, stages: () => Promise<T>): Promise<T> {
  try {
    return await stages();
  } catch (error) {
    const { open } = session.state;
    const isMoving = open?.shifts.some(isUnderWay) ?? false;
    const failure = toActionError(error);
    const isCancelled = (session.signal.reason ?? error) instanceof CancelledError;
    if (isCancelled && isMoving) throw restated(failure, await returnAll(chain, context, failure.message));
    if (isCancelled || session.signal.aborted) throw failure;
    // Somebody else has changed the router: putting traffic anywhere is a person's decision.
    if (open === null || (failure instanceof RefusedError && isMoving)) throw failure;
    context.effects.log.warn(failure.message);
    throw restated(failure, await putBack(sections, context, session, failure.message));
  }
}

/** A cancelled run has seconds left: only the traffic goes back, and the rest is in the journal. */
async function returnAll({ shifts }: Chain, context: Context, why: string): Promise<string> {
  try {
    const each = ({ item, router }: Chain["shifts"][number]) => returnUnlessHeld(context, item, router, why);
    return (await returnEach(context, shifts, each)).told;
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return `Not all traffic was put back: ${error.message}`;
  }
}

/** What became of putting everything back; its own failure must not hide the first one. */
async function putBack(sections: SectionContext, context: Context, session: Session, reason: string): Promise<string> {
  try {
    return (await rollBack(context, { ...openRollback(sections, session.state), reason })).told;
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return [`The rollback did not succeed: ${error.message.replace(/\.$/, "")}.`, error.hint ?? ""].join(" ").trim();
  }
}

function restated(error: ActionError, told: string): ActionError {
  error.message = `${error.message.replace(/\.$/, "")}. ${told}`;
  return error;
}
