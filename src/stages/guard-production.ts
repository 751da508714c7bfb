import { RefusedError } from "../kit/errors.ts";
import type { Migrator } from "./ports/migrator.ts";

/** What production looks like past its rows. */
interface Sight {
  readonly applied: readonly string[];
  readonly dirty: readonly string[];
  readonly fingerprint: string;
}

/** Production as it was when somebody began to work on its copy. */
export interface Guard {
  /** What is another than then, one sentence; null where nothing is. Throws where production cannot be looked at. */
  difference(): Promise<string | null>;
}

/** Looks at production before the first migration is run on a copy of it. */
export async function guardProduction(migrator: Migrator): Promise<Guard> {
  const before = await lookAt(migrator);
  return { difference: async () => differenceOf(before, await lookAt(migrator)) };
}

/**
 * Throws a RefusedError where the work on the copy has changed production. `error` is what has ended that work, null where
 * nothing has; a refusal comes back with what was seen of production.
 */
export async function refuseTouched(guard: Guard, error: unknown): Promise<unknown> {
  const difference = await guard.difference().catch((why) => {
    if (error === null) throw why;
    return undefined;
  });
  if (difference === null) return seen(error, "Production was not touched.");
  if (difference === undefined)
    return seen(error, "Whether production was touched cannot be told: it does not answer.");
  const ended = error instanceof Error ? `. The rehearsal ended with: ${error.message}` : "";
  throw new RefusedError(`THE REHEARSAL HAS CHANGED PRODUCTION: ${difference}${ended}`, {
    ...(error === null ? {} : { cause: error }),
    hint: "The migration tool does not go to the database that it is given, or somebody else has changed the database at this moment. Look at production now. Set `rehearse: off` until the tool's configuration takes its address from the environment (DATABASE_URL and its like) and from nowhere else.",
  });
}

function seen(error: unknown, what: string): unknown {
  if (!(error instanceof RefusedError)) return error;
  return new RefusedError(error.message, { cause: error, hint: [what, error.hint ?? ""].join(" ").trim() });
}

async function lookAt(migrator: Migrator): Promise<Sight> {
  const { applied, problems } = await migrator.state();
  const dirty = problems.filter(({ kind }) => kind === "dirty");
  return {
    applied: applied.map(({ version }) => version),
    dirty: dirty.map(({ version }) => version),
    fingerprint: await migrator.target.fingerprint(),
  };
}

function differenceOf(before: Sight, after: Sight): string | null {
  const gone = without(before.applied, after.applied);
  const told = [
    ...sentence(without(after.applied, before.applied), "applied there since it began"),
    ...sentence(gone, "no longer applied there"),
    ...sentence(without(after.dirty, before.dirty), "applied there in part"),
    ...(before.fingerprint === after.fingerprint ? [] : ["its catalogue is another one than before"]),
  ];
  return told.length === 0 ? null : told.join(", and ");
}

function sentence(versions: readonly string[], what: string): readonly string[] {
  return versions.length === 0 ? [] : [`${versions.join(", ")} ${versions.length === 1 ? "is" : "are"} ${what}`];
}

function without(all: readonly string[], others: readonly string[]): readonly string[] {
  return all.filter((one) => !others.includes(one));
}
