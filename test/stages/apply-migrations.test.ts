import { describe, expect, test } from "vitest";
import { CancelledError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import { migrate } from "../../src/stages/migrate.ts";
import { rollBack } from "../../src/stages/roll-back.ts";
import { type Bench, migrateStep, v2 } from "../doubles/bench.ts";
import { addingColumn } from "../doubles/migrator.ts";
import { backwards, benchWith, broken, concurrently, type Trying, trying } from "./trying.ts";

describe("a migration that gets no lock", () => {
  test("is tried again after a pause that grows, and the journal holds it once", async () => {
    const bench = await benchWith(addingColumn("2"));
    const { result, tries, lines } = await trying(bench, { failures: 3 });
    expect([result, tries]).toEqual([{ applied: ["2"], pending: [], verdict: "SAFE" }, 4]);
    expect(lines.filter((line) => line.includes("got no lock"))).toEqual([
      expect.stringMatching(/^warn: 2 got no lock within 5000 ms; try 2 of 4 in [12] s$/),
      expect.stringMatching(/try 3 of 4 in [123] s$/),
      expect.stringMatching(/try 4 of 4 in [23456] s$/),
    ]);
    expect(bench.clock.elapsed()).toBeGreaterThanOrEqual(3_500);
    expect(bench.deeds()).toEqual(["done open v2", "intend migrate", "done migrate"]);
  });

  test("is given up after the last try, and whoever was in the way is named", async () => {
    const bench = await benchWith(addingColumn("2"));
    bench.migrator.blockers = ["1", "2", "3", "4"].map((pid) => `pid ${pid} of alice, idle in transaction`);
    const { result, tries } = await trying(bench, { failures: 9, retries: 2 });
    expect(tries).toBe(3);
    expect(result).toBeInstanceOf(ServiceError);
    expect(result.message).toMatch(/lock timeout\. In the way: pid 1 .*; pid 2 .*; pid 3 .*transaction$/);
    expect(bench.migrator.applied).toHaveLength(1);
  });

  test.each<[string, Bench["migrator"]["pending"][number], Trying]>([
    ["a concurrent index, which is left invalid", concurrently, {}],
    ["code that nobody can read", backwards, {}],
    [
      "several statements on an engine that keeps the first",
      { ...addingColumn("2"), up: "ALTER TABLE tickets ADD a INT; ALTER TABLE tickets ADD b INT;" },
      { dialect: "mariadb" },
    ],
    ["where no retries are wanted", addingColumn("2"), { retries: 0 }],
  ])("is tried once only: %s", async (_, migration, asked) => {
    const { tries } = await trying(await benchWith(migration), { failures: 9, ...asked });
    expect(tries).toBe(1);
  });

  test("is not tried again by a run that was cancelled while it waited", async () => {
    const bench = await benchWith(addingColumn("2"));
    const effects = bench.run();
    const reason = new CancelledError("SIGINT");
    const { result, tries } = await trying(bench, { effects, failures: 9, meanwhile: () => effects.cancel(reason) });
    expect([result, tries, bench.migrator.applied.length]).toEqual([reason, 1, 1]);
  });

  test("is not tried again once our own lock is lost, which is no fault of the commit: it is run again", async () => {
    const bench = await benchWith(addingColumn("2"));
    const meanwhile = () => {
      bench.migrator.holder = "bob";
    };
    const { result, tries } = await trying(bench, { failures: 9, meanwhile });
    expect(result).toBeInstanceOf(ServiceError);
    expect(result.message).toContain("the lock on the database was lost");
    expect([tries, bench.migrator.holder]).toEqual([1, "bob"]);
    bench.migrator.holder = null;
    await bench.within(async (context) => {
      expect(context.session.state.open?.failure).toBeNull();
      expect(await migrate(context, migrateStep(bench))).toMatchObject({ applied: ["2"] });
    });
  });
});

test("any other failure is told at once, and not tried again", async () => {
  const { result, tries } = await trying(await benchWith(addingColumn("2")), { error: broken, failures: 9 });
  expect([result.message, tries]).toEqual(["dbmate ended with code 2: no such table", 1]);
});

test("somebody else who migrates is named, and the tool is not started", async () => {
  const bench = await benchWith(addingColumn("2"));
  bench.migrator.holder = "run 77 of bob";
  const { result, tries } = await trying(bench);
  expect(result).toBeInstanceOf(RefusedError);
  expect([result.message, tries]).toEqual(["run 77 of bob holds the lock", 0]);
});

test("what changes between the look and the lock is refused: somebody else migrates beside us", async () => {
  const bench = await benchWith(addingColumn("2"));
  const mayBegin = async () => void bench.migrator.schema.push("an index");
  const error = await bench.within(async (context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    return migrate(context, migrateStep(bench, { mayBegin })).catch((reason: unknown) => reason);
  });
  expect(error).toMatchObject({ code: "refused", message: expect.stringContaining("somebody else has changed") });
  expect([bench.migrator.runs, bench.migrator.holder]).toEqual([0, null]);
});

describe("a failure in the middle", () => {
  const renaming = {
    ...{ version: "2", name: "2_rename.sql", up: "ALTER TABLE tickets RENAME title TO heading;" },
    down: "ALTER TABLE tickets RENAME heading TO title;",
  };

  /** 2 renames what v1 reads, and 3 fails. */
  async function failed(dialect: "postgres" | "mariadb"): Promise<{ bench: Bench; error: Error & { hint?: string } }> {
    const bench = await benchWith(renaming, addingColumn("3"));
    bench.migrator.isTransactional = dialect === "postgres";
    bench.migrator.schema.push("1");
    bench.migrator.beforeEach = ({ version }) => {
      if (version === "3") throw broken();
    };
    const step = migrateStep(bench, { rules: { breaking: "accept" } });
    const error = await bench.within(async (context) => {
      await context.session.write({ phase: "done", deed: "open", release: v2 });
      return migrate(context, step).catch((reason: unknown) => reason);
    });
    return { bench, error: error as Error };
  }

  const rollingBack = (bench: Bench) =>
    bench.within((context) => rollBack(context, bench.rollBackOptions()).catch((reason: unknown) => reason));

  test("of an engine with transactions leaves what was before it, which goes down by itself", async () => {
    const { bench, error } = await failed("postgres");
    expect(error.hint ?? "").not.toContain("Partially applied");
    expect(bench.migrator.schema).toEqual(["1", "2"]);
    expect(await rollingBack(bench)).toMatchObject({ database: "taken-down" });
    expect(bench.migrator.schema).toEqual(["1"]);
  });

  test("of an engine without them is partially applied: inspect, and nothing goes down by itself", async () => {
    const { bench, error } = await failed("mariadb");
    expect(error.hint).toMatch(/^Partially applied: inspect\./);
    const refused = await rollingBack(bench);
    expect(refused).toMatchObject({ code: "refused", message: expect.stringContaining("inspect the database") });
    expect(bench.migrator.schema).toEqual(["1", "2"]);
    expect(bench.entries("take-down")).toEqual([]);
  });
});
