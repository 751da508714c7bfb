import { isProven } from "../core/backup.ts";
import { judgeConditions } from "../core/backup-conditions.ts";
import { ActionError, InputError, RefusedError } from "../kit/errors.ts";
import { askAll } from "./ask-all.ts";
import type { BackUpStep, DumpStep } from "./backup-step.ts";
import type { Context } from "./context.ts";
import type { DatabaseIdentity, Vitals } from "./ports/database.ts";
import type { Part } from "./ports/store.ts";

/** What was found before anything was touched. */
export interface Looked {
  readonly identity: DatabaseIdentity;
  readonly vitals: Vitals;
  /** The newest part of the same item that was proven; null where there is none. */
  readonly last: Part | null;
}

/** Asks every database who it is and whether it may be backed up now, before anything is touched. One error names everything that speaks against it. */
export async function checkBeforehand(context: Context, steps: readonly BackUpStep[]): Promise<readonly Looked[]> {
  const looks = await askAll(
    steps.map((step) => () => {
      context.effects.log.info(`Look at ${step.item} before it is backed up`);
      return lookAt(context, step).catch((error: unknown) => ofItem(error, step, steps));
    }),
  );
  const problems = looks.flatMap((look) => look.problems);
  for (const note of looks.flatMap((look) => look.notes)) context.effects.log.info(note);
  if (problems.length === 0) return looks;
  throw new RefusedError(`nothing is backed up: ${problems.join("; ")}`, {
    hint: "Nothing was touched. Where the change is right (a table was dropped, much was deleted), widen the limit for one run, or leave it out.",
  });
}

/** Of several databases it has to be said which one does not answer. */
function ofItem(error: unknown, { item }: BackUpStep, { length }: readonly BackUpStep[]): never {
  if (error instanceof ActionError && !(error instanceof InputError) && length > 1) {
    error.message = `${item}: ${error.message}`;
  }
  throw error;
}

async function lookAt({ application, environment, session }: Context, step: BackUpStep) {
  const identity = await step.database.port.identity();
  const vitals = await step.database.port.vitals();
  session.signal.throwIfAborted();
  // Whom it is encrypted for is looked at before anything is written, too.
  if (step.method === "dump") await step.openCodec();
  const own = { application, environment };
  const [last, free] =
    step.method === "dump" ? [await lastProven(step, own), await step.store.port.freeSpace()] : [null, null];
  return {
    identity,
    vitals,
    last,
    ...judgeConditions({ item: step.item, vitals, last, freeSpace: free }, step.limits),
  };
}

async function lastProven(
  { item, store }: DumpStep,
  own: { readonly application: string; readonly environment: string },
): Promise<Part | null> {
  // What is broken is no measure; it is told where backups are looked at, and where old ones are removed.
  const sets = await store.port.list(() => undefined);
  // What a restore was about to replace is no measure of what ought to be there.
  const ours = sets.filter(
    ({ application, environment, madeBefore }) =>
      application === own.application && environment === own.environment && madeBefore === undefined,
  );
  const parts = ours.flatMap(({ parts }) => parts.filter((part) => part.item === item && isProven(part.level)));
  return parts[0] ?? null;
}
