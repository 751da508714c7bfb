import type { MigrationRecord } from "../core/journal.ts";
import type { TrailStep } from "../core/take-back/trail.ts";
import { AbortedError } from "../kit/errors.ts";
import type { Context, Opened } from "./context.ts";
import { held } from "./held.ts";
import { patiently } from "./patiently.ts";
import type { HeldLock, Limits } from "./ports/migration-target.ts";
import type { Migrator } from "./ports/migrator.ts";

export interface TakeDownOptions {
  /** With the files of the release that brought the migrations. */
  readonly migrator: Opened<Migrator>;
  /** Newest first. */
  readonly steps: readonly TrailStep[];
  readonly limits: Limits;
  /** How often one that gave up waiting for a lock is tried again, where nothing of it is left. */
  readonly retries: number;
  readonly lock: HeldLock;
  readonly migration: MigrationRecord;
}

/** Takes migrations down one by one, each in the journal, and believes it when history table and catalogue are as they were before. */
export async function takeDown(context: Context, options: TakeDownOptions): Promise<void> {
  const { steps, migrator, migration } = options;
  const { applied } = await migrator.port.state();
  // What failed half way was never applied, or is gone since an earlier try.
  const there = steps.filter(({ version }) => applied.some((one) => one.version === version));
  const newest = applied.slice(-there.length).map(({ version }) => version);
  const foreign = there.length === 0 ? [] : newest.filter((version) => !there.some((step) => step.version === version));
  if (foreign.length > 0) throw held(`${foreign.join(", ")} was applied since by somebody else and stands above`);
  const isWhole = migration.versions.every((version) => steps.some((step) => step.version === version));
  const prove = async () => {
    if (isWhole && migration.fingerprint !== undefined) await compareCatalogue(options, migration.fingerprint);
  };
  for (const step of there.slice(0, -1)) await takeOneDown(context, options, step);
  const last = there.at(-1);
  // Once the last one counts as down nobody looks again: it does so only with the catalogue of before.
  if (last === undefined) await prove();
  else await takeOneDown(context, options, last, prove);
}

async function takeOneDown(
  context: Context,
  { migrator, limits, lock, retries }: TakeDownOptions,
  step: TrailStep,
  prove: () => Promise<void> = async () => undefined,
): Promise<void> {
  const { session, effects } = context;
  const { version, name } = step;
  if (migrator.port.rollBack === undefined)
    throw held(`${migrator.port.tool} has no way down: only a restore, or a repair forward, is left`);
  const rollBack = migrator.port.rollBack;
  if (!(await lock.isHeld())) throw new AbortedError("the lock on the database was lost: its session has ended", {});
  const { applied } = await migrator.port.state();
  const intent = {
    doing: `Take ${name} down`,
    deed: "take-down" as const,
    adapter: migrator.record,
    before: { applied: applied.map((one) => one.version) },
    asked: { version },
  };
  await session.mutate(intent, async () => {
    // Half of a way down is worse than none: it is not stopped by who asked this run to stop.
    const { signal } = effects;
    const tries = migrator.port.target.isTransactional ? retries : 0;
    await patiently({ effects, signal, retries: tries, what: `the way down of ${name}`, lock: limits.lock }, () =>
      rollBack({ version, name }, { limits, signal }),
    );
    const after = (await migrator.port.state()).applied.map((one) => one.version);
    if (after.includes(version)) throw stillApplied(migrator.port.tool, version);
    await prove();
    return { applied: after };
  });
}

function stillApplied(tool: string, version: string): AbortedError {
  return new AbortedError(`${tool} ended without an error, but ${version} is still applied`, {
    hint: "No traffic was moved. Look at the tool's output above and at its history table.",
  });
}

async function compareCatalogue({ migrator }: TakeDownOptions, wanted: string): Promise<void> {
  if ((await migrator.port.target.fingerprint()) === wanted) return;
  throw new AbortedError("the migrations are down, but the schema is not the one that was there before", {
    hint: "No traffic was moved. Compare the schema with the backup's; then `rollback --database leave` goes on.",
  });
}
