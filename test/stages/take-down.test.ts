import { describe, expect, test } from "vitest";
import { AbortedError, CommandError } from "../../src/kit/errors.ts";
import { writeFreely } from "../../src/stages/free-entries.ts";
import { rollBack } from "../../src/stages/roll-back.ts";
import { type Bench, opened, v2 } from "../doubles/bench.ts";
import { slotWith } from "../doubles/host.ts";
import { memoryJournal } from "../doubles/journal.ts";
import { addingColumn, memoryMigrator } from "../doubles/migrator.ts";
import { ruleText, shareAt } from "../doubles/router.ts";
import { downOf, migratedBench, recordOf, renaming, takingBack } from "./taking-back.ts";

const both = [renaming("2"), renaming("3")];
const takeDown = (bench: Bench, migration = recordOf(both)) => takingBack(bench, downOf(both), { migration });

test("each migration goes down by itself, newest first, each with its own entries", async () => {
  const bench = await migratedBench("2", "3");
  expect(await takeDown(bench)).toBe("taken-down");
  expect(bench.entries("take-down", "intend")).toMatchObject([
    { asked: { version: "3" }, before: { applied: ["1", "2", "3"] }, adapter: { name: "memory" } },
    { asked: { version: "2" }, before: { applied: ["1", "2"] } },
  ]);
  expect(bench.entries("take-down", "done")).toMatchObject([
    { after: { applied: ["1", "2"] } },
    { after: { applied: ["1"] } },
  ]);
});

describe("it is refused", () => {
  test("where somebody else has migrated since: what stands above is not ours", async () => {
    const bench = await migratedBench("2", "3");
    bench.migrator.applied.push(addingColumn("9"));
    const error = await takeDown(bench);
    expect(error).toMatchObject({ message: expect.stringContaining("9 was applied since by somebody else") });
    expect([bench.migrator.runs, bench.entries("take-down")]).toEqual([0, []]);
  });

  test("where the tool has no way down at all", async () => {
    const bench = await migratedBench("2", "3");
    bench.migrator.canRollBack = false;
    const error = await takeDown(bench);
    expect(error).toMatchObject({ message: expect.stringContaining("memory has no way down"), code: "refused" });
    expect(bench.migrator.schema).toEqual(["1", "2", "3"]);
  });

  test("where the lock was lost in the meantime: the second one is not begun", async () => {
    const bench = await migratedBench("2", "3");
    bench.migrator.beforeBack = () => {
      bench.migrator.holder = "bob";
    };
    expect(await takeDown(bench)).toMatchObject({
      message: expect.stringContaining("the lock on the database was lost"),
    });
    expect(bench.migrator.schema).toEqual(["1", "2"]);
  });
});

describe("a way down that gets no lock", () => {
  const late = new CommandError("psql: canceling statement due to lock timeout", { exitCode: 3, output: "" });

  /** The first tries give up waiting. */
  function busy(bench: Bench, failures: number, isTransactional: boolean): Parameters<typeof takingBack>[2] {
    const port = memoryMigrator(bench.migrator);
    let tries = 0;
    const rollBack: NonNullable<typeof port.rollBack> = async (...asked) => {
      tries += 1;
      if (tries <= failures) throw late;
      await port.rollBack?.(...asked);
    };
    const migrator = { ...port, target: { ...port.target, isTransactional }, rollBack, from: () => migrator };
    return { migration: recordOf(both), migrator: opened("memory", migrator) };
  }

  test("is tried again where nothing of it is left, and the journal holds it once", async () => {
    const bench = await migratedBench("2", "3");
    expect(await takingBack(bench, downOf(both), busy(bench, 3, true))).toBe("taken-down");
    expect(bench.entries("take-down", "intend")).toHaveLength(2);
    expect(bench.clock.elapsed()).toBeGreaterThanOrEqual(3_500);
  });

  test("is given up after the last try, and on an engine that undoes nothing after the first", async () => {
    for (const [failures, isTransactional] of [[4, true] as const, [1, false] as const]) {
      const bench = await migratedBench("2", "3");
      expect(await takingBack(bench, downOf(both), busy(bench, failures, isTransactional))).toBe(late);
      expect(bench.migrator.schema).toEqual(["1", "2", "3"]);
    }
  });
});

test("a tool that says ok is not believed when the history table disagrees", async () => {
  const bench = await migratedBench("2", "3");
  bench.migrator.isHonest = false;
  const error = await takeDown(bench);
  expect(error).toBeInstanceOf(AbortedError);
  expect((error as Error).message).toBe("memory ended without an error, but 3 is still applied");
  expect(bench.entries("take-down", "failed")).toHaveLength(1);
});

test("whoever asks the run to stop by the journal waits until a way down that has begun has ended", async () => {
  const bench = await migratedBench("2");
  const port = memoryMigrator(bench.migrator);
  const stopped: (boolean | undefined)[] = [];
  const rollBack: NonNullable<typeof port.rollBack> = async (migration, { limits, signal }) => {
    const journal = memoryJournal(bench.journal);
    await writeFreely(journal, bench.run(), { phase: "note", deed: "abort-requested", reason: "stop" });
    await bench.clock.effects.sleep(60_000);
    stopped.push(signal?.aborted);
    await port.rollBack?.(migration, { limits });
  };
  const migrator: typeof port = { ...port, rollBack, from: () => migrator };
  const one = [renaming("2")];
  const outcome = await takingBack(bench, downOf(one), {
    migration: recordOf(one),
    migrator: opened("tool", migrator),
  });
  expect([stopped, bench.migrator.schema]).toEqual([[false], ["1"]]);
  expect([outcome, bench.entries("abort-requested", "note")]).toEqual(["taken-down", [expect.anything()]]);
});

describe("what failed half way", () => {
  test("was never applied: only what is in the history table goes down, and the catalogue is compared", async () => {
    const bench = await migratedBench("2");
    expect(await takeDown(bench, recordOf(both, { applied: false }))).toBe("taken-down");
    expect(bench.entries("take-down", "intend")).toMatchObject([{ asked: { version: "2" } }]);
  });

  test("and was taken back by its own transaction needs no way down, but the schema has to be the one before", async () => {
    const bench = await migratedBench();
    expect(await takeDown(bench, recordOf(both, { applied: false }))).toBe("taken-down");
    bench.migrator.schema.push("an index that was left");
    const error = await takeDown(bench, recordOf(both, { applied: false }));
    expect(error).toMatchObject({
      code: "aborted",
      message: expect.stringContaining("not the one that was there before"),
    });
    expect(bench.migrator.runs).toBe(0);
  });
});

test("where only a part goes down, there is no catalogue to compare with", async () => {
  const bench = await migratedBench("2", "3");
  const way = downOf([renaming("3")]);
  expect(await takingBack(bench, way, { migration: recordOf(both) })).toBe("taken-down");
  expect(bench.migrator.schema).toEqual(["1", "2"]);
});

/** v2 has all traffic and has broken v1. */
async function brokenBench(): Promise<Bench> {
  const bench = await migratedBench();
  await bench.within(async ({ session }) => {
    await session.write({ phase: "done", deed: "open", release: v2 });
    const asked = { versions: ["2", "3"], verdict: "REVERT-FIRST", left: 0, fingerprint: "1", steps: both };
    const migrate = { doing: "Migrate", deed: "migrate", asked, adapter: { kind: "tool", name: "memory", with: {} } };
    await session.mutate({ ...migrate, deed: "migrate" } as never, async () => ({ applied: ["1", "2", "3"] }));
    const shift = { doing: "", deed: "set-weight", item: "flags", asked: { slot: "green", weight: 100 } } as const;
    await session.mutate(shift, async () => ({ weight: 100 }));
  });
  bench.migrator.applied.push(addingColumn("2"), addingColumn("3"));
  bench.migrator.schema.push("2", "3");
  bench.host.slots.green = slotWith("green", v2);
  bench.router.text = ruleText({ first: "blue", weight: 100 });
  return bench;
}

const rollingBack = (bench: Bench) =>
  bench.within((context) => rollBack(context, bench.rollBackOptions()).catch((error: Error) => error));

describe("a rollback", () => {
  test("moves no traffic before everything is down", async () => {
    const bench = await brokenBench();
    const shares: number[] = [];
    bench.migrator.beforeBack = () => void shares.push(shareAt(bench.router, "green"));
    expect(await rollingBack(bench)).toMatchObject({ database: "taken-down" });
    expect([shares, shareAt(bench.router, "green"), bench.migrator.schema]).toEqual([[100, 100], 0, ["1"]]);
  });

  test("whose way down fails moves none, and the next one goes on where it stood", async () => {
    const bench = await brokenBench();
    bench.migrator.beforeBack = ({ version }) => {
      if (version === "2") throw new CommandError("the down fails", { exitCode: 1, output: "" });
    };
    expect(await rollingBack(bench)).toMatchObject({ message: "the down fails" });
    expect([shareAt(bench.router, "green"), bench.migrator.schema]).toEqual([100, ["1", "2"]]);
    bench.migrator.beforeBack = () => undefined;
    expect(await rollingBack(bench)).toMatchObject({ database: "taken-down" });
    expect(bench.entries("take-down", "done")).toMatchObject([
      { asked: { version: "3" } },
      { asked: { version: "2" } },
    ]);
  });

  test("to a schema that is not the one before moves none, however often it is tried, until a person has looked", async () => {
    const bench = await brokenBench();
    bench.migrator.isLossless = false;
    for (const _ of ["at once", "by the watch", "by the next run"]) {
      const error = await rollingBack(bench);
      expect(error).toMatchObject({
        code: "aborted",
        message: expect.stringContaining("not the one that was there before"),
      });
      expect(shareAt(bench.router, "green")).toBe(100);
    }
    bench.migrator.schema.splice(1);
    expect(await rollingBack(bench)).toMatchObject({ database: "taken-down" });
    expect(shareAt(bench.router, "green")).toBe(0);
  });
});
