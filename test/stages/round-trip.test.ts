import { describe, expect, test } from "vitest";
import type { RehearsedMigration } from "../../src/core/rehearsal/rehearsal.ts";
import { CancelledError, CommandError } from "../../src/kit/errors.ts";
import type { RehearsalCopy } from "../../src/stages/copy-for-rehearsal.ts";
import { goDownAndUp } from "../../src/stages/round-trip.ts";
import { databasePlace, memoryDatabase } from "../doubles/database.ts";
import { addingColumn, memoryMigrator, migratorPlace } from "../doubles/migrator.ts";

const failing = new CommandError("the down fails: no such column", { exitCode: 1, output: "" });

/** A copy on which these versions were just applied over `1`; its catalogue is what the migrator did to it. */
function applied(...versions: readonly string[]) {
  const place = migratorPlace();
  for (const version of ["1", ...versions]) {
    place.applied.push(addingColumn(version));
    place.schema.push(version);
  }
  const rows = databasePlace();
  const counted = { tables: { tickets: 3 }, objects: { table: 1 }, integrity: [], orphans: [] };
  const database = {
    ...memoryDatabase(rows),
    fingerprint: async () => place.schema.join(),
    census: async () => ({ ...counted, tables: { ...rows.tables } }),
  };
  const steps = versions.map((version): RehearsedMigration => {
    const nothing = { took: 1, statements: null, locks: null, rows: null } as const;
    return { versions: [version], ...nothing, down: "not-tried", why: null };
  });
  const prints = ["1", ...versions.map((_, i) => ["1", ...versions.slice(0, i + 1)].join())];
  const signal = new AbortController().signal;
  const copy = { database, scratch: {} } as unknown as RehearsalCopy;
  return { place, rows, steps, prints, counted, copy, effects: { signal, monotonic: () => 0 } };
}

type Copy = ReturnType<typeof applied>;

/** How each went, oldest first. */
async function tried(copy: Copy, versions: readonly string[]): Promise<readonly string[]> {
  const pending = versions.map((version) => addingColumn(version));
  const limits = { lock: 1_000, statement: 0 };
  const rounds = await goDownAndUp({ ...copy, migrator: memoryMigrator(copy.place), pending, limits });
  return rounds.map(({ down, why }) => (why === null ? down : `${down}: ${why}`));
}

const both = ["2", "3"];

test("what goes down, newest first, and up again to the same catalogue and the same rows is lossless", async () => {
  const copy = applied(...both);
  const order: string[] = [];
  copy.place.beforeBack = ({ version }) => void order.push(`down ${version}`);
  copy.place.beforeEach = ({ version }) => void order.push(`up ${version}`);
  expect(await tried(copy, both)).toEqual(["lossless", "lossless"]);
  expect(order).toEqual(["down 3", "down 2", "up 2", "up 3"]);
});

describe("it differs", () => {
  test("where the way down leaves the catalogue as it is; what stands below is not tried", async () => {
    const copy = applied(...both);
    copy.place.isLossless = false;
    expect(await tried(copy, both)).toEqual(["not-tried", "differs: the catalogue is another one than before"]);
  });

  test("where rows are gone, and nobody can tell by which of them", async () => {
    const copy = applied(...both);
    copy.place.beforeBack = () => void Object.assign(copy.rows.tables, { tickets: 2 });
    const told = "differs: rows of tickets: 3 became 2";
    expect(await tried(copy, both)).toEqual([told, told]);
  });

  test("where going up again leads elsewhere than the first time", async () => {
    const copy = applied("2");
    copy.place.beforeEach = () => void copy.place.schema.push("a second index");
    const told = "differs: going up again makes another catalogue than the first time";
    expect(await tried(copy, ["2"])).toEqual([told]);
  });
});

describe("it fails", () => {
  test("where the way down does, with the words of the tool", async () => {
    const copy = applied("2");
    copy.place.beforeBack = () => {
      throw failing;
    };
    expect(await tried(copy, ["2"])).toEqual([`failed: ${failing.message}`]);
  });

  test("where the tool says that all is well and the history table disagrees", async () => {
    const copy = applied("2");
    copy.place.isHonest = false;
    expect(await tried(copy, ["2"])).toEqual(["failed: memory ended without an error, but 2 is still applied"]);
  });

  test("where it cannot be applied again: what was left is in the way", async () => {
    const copy = applied("2");
    copy.place.beforeEach = () => {
      throw new CommandError("the type exists already", { exitCode: 1, output: "" });
    };
    const told = "failed: it cannot be applied again after the way down: the type exists already";
    expect(await tried(copy, ["2"])).toEqual([told]);
  });
});

describe("there is none", () => {
  test("where the tool has no way down at all", async () => {
    const copy = applied(...both);
    copy.place.canRollBack = false;
    expect(await tried(copy, both)).toEqual(["none: it has no way down", "none: it has no way down"]);
  });

  test("where the file has none, and it is not run", async () => {
    const copy = applied("2");
    const [, second] = copy.place.applied;
    if (second !== undefined) copy.place.applied[1] = { ...second, hasDown: false };
    expect(await tried(copy, ["2"])).toEqual(["none: it has no way down"]);
    expect(copy.place.runs).toBe(0);
  });
});

describe("whatever went down before another one could not", () => {
  test.each<[string, (copy: Copy) => void, string]>([
    [
      "fails",
      ({ place }) => {
        place.beforeBack = ({ version }) => {
          if (version === "2") throw failing;
        };
      },
      `failed: ${failing.message}`,
    ],
    [
      "has none",
      ({ place }) => {
        const [first, second, ...rest] = place.applied;
        if (first && second) place.applied.splice(0, 3, first, { ...second, hasDown: false }, ...rest);
      },
      "none: it has no way down",
    ],
  ])("is not called lossless where that one %s: its rows were never compared", async (_, harm, told) => {
    const copy = applied(...both);
    harm(copy);
    expect(await tried(copy, both)).toEqual([told, "not-tried"]);
  });
});

test("before the first migration of all there is nothing to compare with", async () => {
  const copy = applied("2");
  copy.place.applied.shift();
  expect(await tried(copy, ["2"])).toEqual(["not-tried"]);
  expect(copy.place.runs).toBe(0);
});

test("whoever cancels it has not shown that the way down fails", async () => {
  const copy = applied("2");
  copy.place.beforeBack = () => {
    throw new CancelledError("the run was cancelled");
  };
  await expect(tried(copy, ["2"])).rejects.toBeInstanceOf(CancelledError);
});

test("a tool that applies all or nothing is taken down one by one as well, and answered for as one", async () => {
  const copy = applied(...both);
  const [first] = copy.steps;
  if (first === undefined) throw new Error("no step");
  const together = { ...copy, steps: [{ ...first, versions: both }], prints: ["1", "1,2,3"] };
  expect(await tried(together, both)).toEqual(["lossless"]);
});
