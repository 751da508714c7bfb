import { compareFacts } from "../core/facts.ts";
import type { RehearsedMigration, RoundTrip } from "../core/rehearsal/rehearsal.ts";
import { ActionError, CancelledError } from "../kit/errors.ts";
import type { RehearsalCopy } from "./copy-for-rehearsal.ts";
import type { Facts } from "./ports/database.ts";
import type { Limits } from "./ports/migration-target.ts";
import type { Migration, Migrator } from "./ports/migrator.ts";

interface RoundTripOptions {
  readonly effects: { readonly signal: AbortSignal; monotonic(): number };
  readonly copy: RehearsalCopy;
  /** On the copy, where all of `pending` are applied. */
  readonly migrator: Migrator;
  readonly pending: readonly Migration[];
  readonly limits: Limits;
  readonly steps: readonly RehearsedMigration[];
  /** Catalogues before the first and after each step. */
  readonly prints: readonly string[];
  /** What the copy held before the first. */
  readonly counted: Facts;
}

interface Round {
  readonly down: RoundTrip;
  readonly why: string | null;
}

/** Takes the rehearsed migrations down, newest first, and puts them on again; answers for each step. */
export async function goDownAndUp(options: RoundTripOptions): Promise<readonly Round[]> {
  const { migrator, steps, pending, copy, prints } = options;
  const untried = steps.map((): Round => ({ down: "not-tried", why: null }));
  const { applied } = await migrator.state();
  // Before the first migration of all there is no history table either: nothing to compare with.
  if (applied.length === pending.length) return untried;
  if (migrator.rollBack === undefined) return steps.map(() => none);
  const rounds = [...untried];
  for (const [i, step] of [...steps.entries()].reverse()) {
    const round = await takeDown(options, step);
    const print = round.down === "lossless" ? await copy.database.fingerprint(copy.scratch) : "";
    rounds[i] =
      round.down === "lossless" && print !== prints[i] ? differs("the catalogue is another one than before") : round;
    // Only a trip to the very beginning shows that no row is lost: half of one says nothing of those above.
    if (rounds[i].down !== "lossless") return untried.with(i, rounds[i]);
  }
  const lost = compareFacts(options.counted, await copy.database.census(copy.scratch, hashing(options)));
  if (lost.length > 0) return rounds.map(() => differs(lost.slice(0, 3).join("; ")));
  return upAgain(options, rounds);
}

const none: Round = { down: "none", why: "it has no way down" };

function differs(why: string): Round {
  return { down: "differs", why };
}

function hashing({ copy, counted }: RoundTripOptions) {
  return { hashRows: copy.database.hashesRows !== false && counted.hashes !== undefined };
}

async function takeDown(
  { migrator, pending, limits, effects }: RoundTripOptions,
  step: RehearsedMigration,
): Promise<Round> {
  const own = pending.filter(({ version }) => step.versions.includes(version)).reverse();
  try {
    for (const migration of own) {
      if ((await migrator.preview(migration)).hasDown === false) return none;
      await migrator.rollBack?.(migration, { limits, signal: effects.signal });
      const { applied } = await migrator.state();
      if (applied.some(({ version }) => version === migration.version))
        return {
          down: "failed",
          why: `${migrator.tool} ended without an error, but ${migration.version} is still applied`,
        };
    }
    return { down: "lossless", why: null };
  } catch (error) {
    if (!(error instanceof ActionError) || error instanceof CancelledError) throw error;
    return { down: "failed", why: error.message };
  }
}

async function upAgain(options: RoundTripOptions, rounds: readonly Round[]): Promise<readonly Round[]> {
  const { migrator, pending, limits, effects, copy, prints } = options;
  try {
    await migrator.apply({ versions: pending, limits, signal: effects.signal });
  } catch (error) {
    if (!(error instanceof ActionError) || error instanceof CancelledError) throw error;
    return rounds.map(() => ({
      down: "failed",
      why: `it cannot be applied again after the way down: ${error.message}`,
    }));
  }
  const isSame = (await copy.database.fingerprint(copy.scratch)) === prints.at(-1);
  return isSame ? rounds : rounds.map(() => differs("going up again makes another catalogue than the first time"));
}
