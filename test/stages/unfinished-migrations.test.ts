import { describe, expect, test } from "vitest";
import { CancelledError } from "../../src/kit/errors.ts";
import { migrate } from "../../src/stages/migrate.ts";
import { rollBack } from "../../src/stages/roll-back.ts";
import { type Bench, migrateStep, opened, v2 } from "../doubles/bench.ts";
import { addingColumn, memoryMigrator } from "../doubles/migrator.ts";
import { benchWith } from "./trying.ts";

/** The same tool on an engine with or without transactional DDL. */
function stepOn(bench: Bench, isTransactional: boolean) {
  const port = memoryMigrator(bench.migrator);
  const dialect = isTransactional ? "postgres" : "mariadb";
  return migrateStep(bench, {
    migrator: opened("tool", { ...port, target: { ...port.target, dialect, isTransactional } }),
  });
}

/** A run that ended while migration 2 was under way, and told nobody how far it came. */
async function interruptedBench(isTransactional: boolean): Promise<Bench> {
  const bench = await benchWith(addingColumn("2"));
  const effects = bench.run();
  bench.migrator.beforeEach = () => {
    effects.cancel(new CancelledError("SIGTERM"));
    throw new CancelledError("SIGTERM");
  };
  await bench.within(async (context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    await expect(migrate(context, stepOn(bench, isTransactional))).rejects.toThrow("SIGTERM");
  }, effects);
  bench.migrator.beforeEach = () => undefined;
  return bench;
}

describe("a migration that an earlier run has begun and not ended", () => {
  test("is not begun once more on an engine that undoes nothing: part of it may be there", async () => {
    const bench = await interruptedBench(false);
    await bench.within(async (context) => {
      await expect(migrate(context, stepOn(bench, false))).rejects.toMatchObject({
        code: "refused",
        message: expect.stringContaining("ended in the middle of add_2"),
        hint: expect.stringContaining("SHOW PROCESSLIST"),
      });
    });
    expect(bench.migrator.applied).toHaveLength(1);
  });

  test("goes out once a person has looked, left the schema and deployed again", async () => {
    const bench = await interruptedBench(false);
    await bench.within((context) => rollBack(context, bench.rollBackOptions({ policy: "leave" })));
    await bench.within(async (context) => {
      await context.session.write({ phase: "done", deed: "open", release: v2 });
      expect(await migrate(context, stepOn(bench, false))).toMatchObject({ applied: ["2"] });
    });
  });

  test("is simply begun again where its transaction was undone", async () => {
    const bench = await interruptedBench(true);
    await bench.within(async (context) => {
      expect(await migrate(context, stepOn(bench, true))).toMatchObject({ applied: ["2"] });
    });
  });
});
