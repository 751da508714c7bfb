import { CommandError } from "../../src/kit/errors.ts";
import { migrate } from "../../src/stages/migrate.ts";
import type { Limits } from "../../src/stages/ports/migration-target.ts";
import type { Migrator } from "../../src/stages/ports/migrator.ts";
import { type Bench, migrateStep, openBench, opened, type RunEffects, v2 } from "../doubles/bench.ts";
import { memoryMigrator } from "../doubles/migrator.ts";

export const late = () =>
  new CommandError("dbmate ended with code 1: canceling statement due to lock timeout", { exitCode: 1, output: "" });
export const broken = () => new CommandError("dbmate ended with code 2: no such table", { exitCode: 2, output: "" });

export const concurrently = {
  version: "2",
  name: "2_index.sql",
  up: "CREATE INDEX CONCURRENTLY i ON tickets (title);",
};
export const backwards = { version: "2", name: "2_code.php" };

/** What a tool was asked for, and how many tries a migration needs before it works. */
export interface Trying {
  readonly error?: () => Error;
  readonly failures?: number;
  readonly retries?: number;
  readonly dialect?: Migrator["target"]["dialect"];
  readonly effects?: RunEffects;
  /** After each failure. */
  readonly meanwhile?: () => void;
}

interface Tried {
  readonly result: Error & { hint?: string };
  readonly tries: number;
  readonly limits: readonly Limits[];
  readonly lines: readonly string[];
}

/** Migrates with a tool that fails at first. */
export async function trying(bench: Bench, asked: Trying = {}): Promise<Tried> {
  const { error = late, failures = 1, retries = 3, dialect = "postgres", meanwhile, effects = bench.run() } = asked;
  const port = memoryMigrator(bench.migrator);
  const limits: Limits[] = [];
  const failing: Migrator = {
    ...port,
    target: { ...port.target, dialect, isTransactional: dialect === "postgres" || dialect === "sqlite" },
    async apply(options) {
      limits.push(options.limits);
      if (limits.length > failures) return port.apply(options);
      meanwhile?.();
      throw error();
    },
  };
  const step = migrateStep(bench, { migrator: opened("tool", failing), rules: { retries } });
  const result = await bench.within(async (context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    return migrate(context, step).catch((reason: unknown) => reason);
  }, effects);
  return { result: result as Error, tries: limits.length, limits, lines: effects.lines };
}

export async function benchWith(...pending: Bench["migrator"]["pending"]): Promise<Bench> {
  const bench = await openBench();
  bench.migrator.applied.push({ version: "1", name: "first" });
  bench.migrator.pending.push(...pending);
  return bench;
}
