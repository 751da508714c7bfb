import { describe, expect, test } from "vitest";
import { CancelledError, InputError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import { opened } from "../doubles/bench.ts";
import { memoryMigrator } from "../doubles/migrator.ts";
import { downOf, migratedBench, recordOf, renaming, takingBack, watchedMigrator } from "./taking-back.ts";

const nulls = { asks: "rows whose `title` is NULL", sql: "SELECT nulls" };
const long = { asks: "titles that are too long", sql: "SELECT long" };
const probed = renaming("2", { probes: [nulls, long] });
const leaving = { kind: "leave", why: "nothing speaks against it", probes: [probed] } as const;

describe("before the schema stays, what the new release has written is asked", () => {
  test("and without a hit it stays: the tool is not started and nothing is in the journal", async () => {
    const bench = await migratedBench("2");
    const asked: string[] = [];
    bench.migrator.answer = (sql) => {
      asked.push(sql);
      return [["0"]];
    };
    expect(await takingBack(bench, leaving, { migration: recordOf([probed]) })).toBe("schema-stays");
    expect([asked, bench.migrator.runs, bench.deeds()]).toEqual([[nulls.sql, long.sql], 0, ["done open v2"]]);
  });

  test.each([
    ["a count", [["3"]], "3 found"],
    ["a truth of PostgreSQL", [["t"]], "some found"],
    ["a truth", [["true"]], "some found"],
    ["NULL", [[null]], "no answer"],
    ["no row at all", [], "no answer"],
  ])("and a hit, told as %s, waits for a person", async (_, rows, told) => {
    const bench = await migratedBench("2");
    bench.migrator.answer = (sql) => (sql === long.sql ? rows : [["f"]]);
    const error = await takingBack(bench, leaving, { migration: recordOf([probed]) });
    expect(error).toBeInstanceOf(RefusedError);
    expect((error as Error).message).toBe(
      `the rollback waits for a person: the new release has written what the previous one cannot read: 2: ${long.asks}: ${told}`,
    );
  });

  test("and all hits are told at once, as well as what could not be asked in time", async () => {
    const bench = await migratedBench("2");
    bench.migrator.answer = (sql) => {
      if (sql === nulls.sql) throw new ServiceError("it took longer than 5 s");
      return [["1"]];
    };
    const error = await takingBack(bench, leaving, { migration: recordOf([probed]) });
    expect((error as Error).message).toContain(
      `2: ${nulls.asks}: nobody knows (it took longer than 5 s); 2: ${long.asks}: 1 found`,
    );
  });

  test("with five seconds for each answer", async () => {
    const bench = await migratedBench("2");
    const port = memoryMigrator(bench.migrator);
    const limits: (number | undefined)[] = [];
    const read: typeof port.target.read = async (_, { timeout } = {}) => {
      limits.push(timeout);
      return [["0"]];
    };
    const migrator = opened("tool", { ...port, target: { ...port.target, read } });
    await takingBack(bench, leaving, { migration: recordOf([probed]), migrator });
    expect(limits).toEqual([5_000, 5_000]);
  });

  test("but a rollback that is cancelled meanwhile is no answer", async () => {
    const bench = await migratedBench("2");
    bench.migrator.answer = () => {
      throw new CancelledError("the run was cancelled");
    };
    expect(await takingBack(bench, leaving, { migration: recordOf([probed]) })).toBeInstanceOf(CancelledError);
  });
});

describe("a way down", () => {
  const steps = [renaming("2"), renaming("3", { probes: [nulls] })];

  test("goes with the files of the release that brought it, under the lock: probes first, then down, newest first", async () => {
    const bench = await migratedBench("2", "3");
    bench.migrator.answer = () => [["0"]];
    const seen: string[] = [];
    const migrator = opened("tool", watchedMigrator(bench, seen));
    expect(await takingBack(bench, downOf(steps), { migration: recordOf(steps), migrator })).toBe("taken-down");
    expect(seen).toEqual(["lock", "files of 22222222", "probe", "down 3", "down 2", "fingerprint"]);
    expect(bench.migrator.schema).toEqual(["1"]);
  });

  test("is not begun after a hit, and its lock is free again", async () => {
    const bench = await migratedBench("2", "3");
    bench.migrator.answer = () => [["1"]];
    const error = await takingBack(bench, downOf(steps), { migration: recordOf(steps) });
    expect(error).toMatchObject({ code: "refused", message: expect.stringContaining(nulls.asks) });
    expect([bench.migrator.runs, bench.migrator.holder, bench.migrator.schema]).toEqual([0, null, ["1", "2", "3"]]);
  });

  test("asks nothing about what was never applied: it cannot have been written to", async () => {
    const bench = await migratedBench("2");
    bench.migrator.answer = () => {
      throw new ServiceError("the relation is not there");
    };
    const migration = recordOf(steps, { applied: false });
    expect(await takingBack(bench, downOf(steps), { migration })).toBe("taken-down");
    expect(bench.migrator.schema).toEqual(["1"]);
  });

  test("waits for a person where an engine without transactions was left half way", async () => {
    const bench = await migratedBench("2");
    bench.migrator.isTransactional = false;
    const error = await takingBack(bench, downOf(steps), { migration: recordOf(steps, { applied: false }) });
    expect(error).toMatchObject({ message: expect.stringContaining("applied in part"), code: "refused" });
    expect((error as Error).message).toContain("inspect the database");
    expect([bench.migrator.runs, bench.migrator.schema]).toEqual([0, ["1", "2"]]);
    expect(await takingBack(bench, downOf([renaming("2")]), { migration: recordOf([renaming("2")]) })).toBe(
      "taken-down",
    );
  });

  test("is not gone while somebody else migrates", async () => {
    const bench = await migratedBench("2");
    bench.migrator.holder = "bob";
    const error = await takingBack(bench, downOf([renaming("2")]), { migration: recordOf([renaming("2")]) });
    expect(error).toMatchObject({ message: "bob holds the lock" });
    expect(bench.migrator.schema).toEqual(["1", "2"]);
  });

  test("removes the files that it has fetched, also where it fails", async () => {
    const bench = await migratedBench("2");
    const fetched: string[] = [];
    const openFiles = async (commit: string) => {
      fetched.push(commit);
      return { folder: "/files", [Symbol.asyncDispose]: async () => void fetched.splice(0) };
    };
    bench.migrator.beforeBack = () => {
      expect(fetched).toEqual(["2".repeat(40)]);
      throw new InputError("the tool is not installed");
    };
    const migration = recordOf([renaming("2")]);
    const error = await takingBack(bench, downOf([renaming("2")]), { migration, openFiles });
    expect(error).toMatchObject({ hint: expect.stringMatching(/^Check out 22222222, install what its migrations/) });
    expect(fetched).toEqual([]);
  });
});

describe("without a tool", () => {
  test("what has to be asked or taken down waits; what simply stays does not", async () => {
    const bench = await migratedBench("2");
    const migration = recordOf([renaming("2")]);
    for (const way of [leaving, downOf([renaming("2")])])
      expect(await takingBack(bench, way, { migration, migrator: null })).toMatchObject({ code: "aborted" });
    const stays = { ...leaving, probes: [] };
    expect(await takingBack(bench, stays, { migration, migrator: null })).toBe("schema-stays");
  });

  test("that cannot be opened, its own problem is told", async () => {
    const bench = await migratedBench("2");
    const migratorProblem = new InputError("DATABASE_URL is not set");
    const migration = recordOf([renaming("2")]);
    expect(await takingBack(bench, downOf([renaming("2")]), { migration, migratorProblem })).toBe(migratorProblem);
  });
});

test("a restore is a person's word: without a named backup nothing happens, with one it is what is done", async () => {
  const bench = await migratedBench("2");
  const migration = recordOf([renaming("2")]);
  const way = { kind: "restore", why: "a person has asked for the backup" } as const;
  const refused = await takingBack(bench, way, { migration });
  expect(refused).toMatchObject({ code: "refused", message: expect.stringContaining("no backup was named") });
  const restored: string[] = [];
  const restore = async () => void restored.push("tickets");
  expect(await takingBack(bench, way, { migration, restore })).toBe("restored");
  expect([restored, bench.migrator.runs]).toEqual([["tickets"], 0]);
});

test("a release that has migrated nothing touches nothing", async () => {
  const bench = await migratedBench();
  bench.migrator.answer = () => {
    throw new ServiceError("nobody may ask");
  };
  expect(await takingBack(bench, { kind: "untouched" }, { migration: recordOf([]) })).toBe("untouched");
});
