import { describe, expect, test } from "vitest";
import {
  type BackupLimits,
  type ConditionsAsked,
  judgeConditions,
  judgeDump,
} from "../../src/core/backup-conditions.ts";

const megabyte = 1_000_000;
const last = { bytes: 100 * megabyte, dumpBytes: 400 * megabyte, databaseBytes: 500 * megabyte };
const fine: ConditionsAsked = {
  item: "orders",
  vitals: { bytes: 500 * megabyte, tables: 12, replicationLag: null },
  last,
  freeSpace: 10_000 * megabyte,
};
const strict: BackupLimits = { maxReplicationLag: 30_000, minTables: 10, sizeBand: 20 };

const vitals = (more: Partial<ConditionsAsked["vitals"]>) => ({ vitals: { ...fine.vitals, ...more } });

describe("beforehand", () => {
  test("nothing speaks against a database that is as it was", () => {
    expect(judgeConditions(fine, strict)).toEqual({ problems: [], notes: [] });
    expect(judgeConditions(fine, {})).toEqual({ problems: [], notes: [] });
  });

  test.each<[string, Partial<ConditionsAsked>, string]>([
    [
      "a replica that is behind",
      vitals({ replicationLag: 45_000 }),
      "the replica is 45 s behind, and 30 s are allowed: wait until it has caught up",
    ],
    [
      "a replica whose lag nobody knows",
      vitals({ replicationLag: Number.NaN }),
      "nobody can tell how far it is behind",
    ],
    [
      "a replica that has never heard of its primary",
      vitals({ replicationLag: Number.POSITIVE_INFINITY }),
      "nobody can tell how far it is behind",
    ],
    ["a replica with a lag that cannot be", vitals({ replicationLag: -1 }), "nobody can tell how far it is behind"],
    ["too few tables", vitals({ tables: 9 }), "it holds 9 tables, and at least 10 are expected"],
    ["tables that nobody could count", vitals({ tables: Number.NaN }), "nobody can tell how many tables"],
    [
      "a database that has shrunk",
      vitals({ bytes: 300 * megabyte }),
      "the database takes 300 MB, 40 % less than at the last verified backup (500 MB), and 20 % are allowed: look whether data is missing",
    ],
    [
      "a database that has grown",
      vitals({ bytes: 1200 * megabyte }),
      "the database takes 1.20 GB, 140 % more than at the last verified backup (500 MB), and 20 % are allowed: look what has grown",
    ],
    ["an empty database", vitals({ bytes: 0 }), "the database takes 0 B, 100 % less"],
    ["a size just outside of the band", vitals({ bytes: 601 * megabyte }), "20.2 % more"],
    ["a size that nobody knows", vitals({ bytes: Number.NaN }), "nobody can tell its size"],
    [
      "a store without room",
      { freeSpace: 119 * megabyte },
      "119 MB are free in the store, and 120 MB are needed (1.2 times the last backup): make room",
    ],
    ["a full store", { freeSpace: 0 }, "0 B are free in the store"],
  ])("%s is a problem that says what to do", (_name, change, told) => {
    const { problems, notes } = judgeConditions({ ...fine, ...change }, strict);
    expect(problems).toEqual([expect.stringMatching(/^orders: .+: .+/)]);
    expect(problems[0]).toContain(told);
    expect(notes).toEqual([]);
  });

  test.each<[string, Partial<ConditionsAsked>]>([
    ["a lag at its limit", vitals({ replicationLag: 30_000 })],
    ["a replica that is up to date", vitals({ replicationLag: 0 })],
    ["as many tables as asked", vitals({ tables: 10 })],
    ["the lower edge of the band", vitals({ bytes: 400 * megabyte })],
    ["the upper edge of the band", vitals({ bytes: 600 * megabyte })],
    ["exactly enough room", { freeSpace: 120 * megabyte }],
  ])("%s passes", (_name, change) => {
    expect(judgeConditions({ ...fine, ...change }, strict).problems).toEqual([]);
  });

  test("everything that is wrong is told at once", () => {
    const bad = { ...fine, ...vitals({ replicationLag: 31_000, tables: 1, bytes: 1 }), freeSpace: 1 };
    expect(judgeConditions(bad, strict).problems).toHaveLength(4);
  });

  test("what is not limited is not looked at", () => {
    const bad = vitals({ replicationLag: Number.NaN, tables: 0, bytes: 1 });
    expect(
      judgeConditions({ ...fine, ...bad }, { maxReplicationLag: null, minTables: undefined, sizeBand: null }).problems,
    ).toEqual([]);
  });

  test.each<[string, Partial<ConditionsAsked>, readonly string[]]>([
    [
      "the free space is not known",
      { freeSpace: null },
      ["orders: nobody can tell how much space is free in the store; it was not looked at"],
    ],
    [
      "this is the first backup",
      { last: null },
      [
        "orders: there is no verified backup yet to compare its size with",
        "orders: there is no verified backup yet that says how much space one takes",
      ],
    ],
    [
      "an older manifest does not say what the database took",
      { last: { bytes: 1, dumpBytes: 2 } },
      ["orders: only the size of its dump can be compared, once it is made"],
    ],
  ])("where %s it passes, and is told", (_name, change, notes) => {
    expect(judgeConditions({ ...fine, ...change }, strict)).toEqual({ problems: [], notes });
  });
});

describe("a dump", () => {
  const dump = { item: "orders", dumpBytes: 400 * megabyte, last };

  test.each<[string, number, BackupLimits, string | null]>([
    ["as before", 400 * megabyte, strict, null],
    ["at the edge", 320 * megabyte, strict, null],
    ["that is empty", 0, {}, "the dump is empty, although every program ended well"],
    ["whose size nobody counted", Number.NaN, {}, "the dump is empty"],
    ["below the floor", 999, { minDumpBytes: 1000 }, "the dump has 999 B, and at least 1.00 kB are expected"],
    ["at the floor", 1000, { minDumpBytes: 1000 }, null],
    [
      "that is half of the last one",
      200 * megabyte,
      strict,
      "the dump has 200 MB, 50 % less than at the last verified backup (400 MB)",
    ],
    ["that is twice the last one", 800 * megabyte, strict, "100 % more"],
    ["of any size where no band is set", 1, {}, null],
  ])("%s", (_name, dumpBytes, limits, told) => {
    const { problems } = judgeDump({ ...dump, dumpBytes }, limits);
    expect(problems).toEqual(
      told === null ? [] : [expect.stringContaining(`orders: ${told.startsWith("the") ? told : ""}`)],
    );
    expect(problems.join()).toContain(told ?? "");
  });

  test("the first one is compared with nothing", () => {
    expect(judgeDump({ ...dump, last: null, dumpBytes: 1 }, strict)).toEqual({ problems: [], notes: [] });
  });
});
