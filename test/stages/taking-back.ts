import { tmpdir } from "node:os";
import type { MigrationRecord } from "../../src/core/journal.ts";
import type { TrailStep } from "../../src/core/take-back/trail.ts";
import type { WayBack } from "../../src/core/take-back/way-back.ts";
import type { Context } from "../../src/stages/context.ts";
import type { Migrator } from "../../src/stages/ports/migrator.ts";
import { type DatabaseOutcome, type TakeBackOptions, takeBackDatabase } from "../../src/stages/take-back.ts";
import { type Bench, openBench, v2 } from "../doubles/bench.ts";
import { addingColumn, memoryMigrator } from "../doubles/migrator.ts";

/** A migration that broke the previous release and loses nothing on its way down. */
export function renaming(version: string, parts: Partial<TrailStep> = {}): TrailStep {
  return {
    ...{ version, name: `add_${version}`, verdict: "REVERT-FIRST", previous: "broken", hasDown: true },
    ...{ probes: [], loosens: false, needsPerson: false, loses: null },
    ...parts,
  };
}

/** v2 has applied migrations over the schema `1`, and is open. */
export async function migratedBench(...versions: readonly string[]): Promise<Bench> {
  const bench = await openBench();
  for (const version of ["1", ...versions]) {
    bench.migrator.applied.push(addingColumn(version));
    bench.migrator.schema.push(version);
  }
  return bench;
}

/** What the journal holds of them. */
export function recordOf(steps: readonly TrailStep[], parts: Partial<MigrationRecord> = {}): MigrationRecord {
  const versions = steps.map(({ version }) => version);
  return { verdict: "REVERT-FIRST", versions, applied: true, fingerprint: "1", steps, ...parts };
}

/** The way down of all these, newest first. */
export function downOf(steps: readonly TrailStep[]): Extract<WayBack, { kind: "down" }> {
  const probes = steps.filter((step) => step.probes.length > 0);
  return { kind: "down", why: "it breaks", steps: [...steps].reverse(), probes };
}

/** What a rollback's database part opens, in memory; the folder of the files that were asked for is told. */
export function takeBackOptions(bench: Bench, parts: Partial<TakeBackOptions> = {}): TakeBackOptions {
  const { migrator, migratorProblem, limits, lockWait, retries } = bench.rollBackOptions();
  const openFiles = async (commit: string) => ({
    folder: `${tmpdir()}/${commit}`,
    [Symbol.asyncDispose]: async () => undefined,
  });
  return { ...{ migrator, migratorProblem, limits, lockWait, retries }, openFiles, restore: null, ...parts };
}

/** The same tool; whatever is asked of it or of its database is written down. */
export function watchedMigrator(bench: Bench, seen: string[]): Migrator {
  const port = memoryMigrator(bench.migrator);
  const { target, rollBack } = port;
  const told = {
    ...target,
    read: (...asked: Parameters<typeof target.read>) => {
      seen.push("probe");
      return target.read(...asked);
    },
    lock: (options: Parameters<typeof target.lock>[0]) => {
      seen.push("lock");
      return target.lock(options);
    },
    fingerprint: () => {
      seen.push("fingerprint");
      return target.fingerprint();
    },
  };
  const migrator: Migrator = {
    ...{ ...port, target: told },
    async rollBack(migration, options) {
      seen.push(`down ${migration.version}`);
      await rollBack?.(migration, options);
    },
    from(folder) {
      seen.push(`files of ${folder.split("/").at(-1)?.slice(0, 8)}`);
      return migrator;
    },
  };
  return migrator;
}

/** Takes the database back under a lease; how it ended. */
export async function takingBack(
  bench: Bench,
  way: Exclude<WayBack, { kind: "hold" }>,
  { migration, ...parts }: Partial<TakeBackOptions> & { readonly migration: MigrationRecord },
): Promise<DatabaseOutcome | (Error & { hint?: string })> {
  return bench.within(async (context: Context) => {
    const { session } = context;
    if (session.state.open === null) await session.write({ phase: "done", deed: "open", release: v2 });
    const release = session.state.open;
    if (release === null) throw new Error("no release is open");
    const work = takeBackDatabase(context, { ...release, migration }, way, takeBackOptions(bench, parts));
    return work.catch((error: Error) => error);
  });
}
