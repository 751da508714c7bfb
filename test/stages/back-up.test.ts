import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { AbortedError, ServiceError } from "../../src/kit/errors.ts";
import { type BackupResult, backUp, compareFacts } from "../../src/stages/back-up.ts";
import type { Context } from "../../src/stages/context.ts";
import { type Bench, openBench, v2 } from "../doubles/bench.ts";

async function backingUp(bench: Bench, work: (context: Context) => Promise<unknown>): Promise<void> {
  await bench.within(async (context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    await work(context);
  });
}

function run(bench: Bench, context: Context): Promise<BackupResult> {
  const [step] = bench.chain().backups;
  if (step === undefined) throw new Error("the chain has a backup");
  return backUp(context, step);
}

async function refusalOf(bench: Bench): Promise<Error & { hint?: string }> {
  const ends: unknown[] = [];
  await backingUp(bench, async (context) => ends.push(await run(bench, context).catch((error: unknown) => error)));
  expect(ends[0]).toBeInstanceOf(Error);
  return ends[0] as Error;
}

/** What a backup that was given up must not leave behind. */
function expectNothingLeft(bench: Bench): void {
  expect(bench.store.staged.size).toBe(0);
  expect(bench.database.scratches.size).toBe(0);
  expect(bench.deeds()).toEqual(["done open v2", "intend backup", "failed backup"]);
}

test("a backup is published only after it was restored and found equal, and the journal counts it", async () => {
  const bench = await openBench();
  const results: BackupResult[] = [];
  bench.database.during = () => expect([...bench.store.published.keys()]).toEqual([]);
  await backingUp(bench, async (context) => results.push(await run(bench, context)));
  const name = "shop_production_tickets_20261120t120000000z_22222222";
  expect(results).toEqual([
    { name, location: `memory://backups/${name}`, verified: true, bytes: 13, rows: 3, restoreTook: 0 },
  ]);
  expect([...bench.store.published.values()].map(({ manifest }) => manifest)).toEqual([
    {
      format: 1,
      name,
      createdAt: "2026-11-20T12:00:00.000Z",
      application: "shop",
      environment: "production",
      commit: v2.commit,
      database: { adapter: "memory", engine: "memory", name: "tickets", version: "1" },
      file: `${name}.json`,
      bytes: 13,
      sha256: createHash("sha256").update('{"tickets":3}').digest("hex"),
      verified: "restored",
      facts: { tables: { tickets: 3 }, objects: { table: 1 }, integrity: [], orphans: [] },
      fingerprint: "tickets",
      took: { dump: 0, restore: 0 },
    },
  ]);
  expect(bench.deeds()).toEqual(["done open v2", "intend backup", "done backup"]);
  expect(bench.database.scratches.size).toBe(0);
});

test("rows that are written while the backup is made do not make it unequal", async () => {
  const bench = await openBench();
  bench.database.during = (deed) => {
    if (deed === "restore") bench.database.tables.tickets = 4;
  };
  await backingUp(bench, (context) => run(bench, context));
  expect([...bench.store.published.values()][0]?.manifest.facts.tables).toEqual({ tickets: 3 });
});

test("a copy with other counts is thrown away, and earlier backups are untouched", async () => {
  const bench = await openBench();
  await backingUp(bench, (context) => run(bench, context));
  const before = [...bench.store.published];
  bench.database.damage = ({ tickets = 0 }) => ({ tickets: tickets - 1, ghosts: 1 });
  const ends: unknown[] = [];
  await bench.clock.pass(1_000);
  await bench.within(async (context) => ends.push(await run(bench, context).catch((error: unknown) => error)));
  expect(ends[0]).toBeInstanceOf(AbortedError);
  expect((ends[0] as AbortedError).message).toBe(
    "the backup is not equal to the database: rows of tickets: 3 became 2; rows of ghosts: 0 became 1; number of table: 1 became 2",
  );
  expect((ends[0] as AbortedError).hint).toBe(
    "The backup was thrown away; earlier backups are untouched. Look at the disk and at the database's own integrity check.",
  );
  expect([...bench.store.published]).toEqual(before);
  expect(bench.store.staged.size).toBe(0);
  expect(bench.store.discarded).toHaveLength(1);
  expect(bench.database.scratches.size).toBe(0);
});

test("a database whose own check complains has no backup", async () => {
  const bench = await openBench();
  bench.database.complaints.push("row 7 missing from index tickets_by_title");
  const error = await refusalOf(bench);
  expect(error.message).toBe(
    "the backup is not equal to the database: integrity: row 7 missing from index tickets_by_title",
  );
  expectNothingLeft(bench);
});

test("a database without a table is what a misspelt address looks like, once there was a good release", async () => {
  const bench = await openBench();
  delete bench.database.tables.tickets;
  expect((await refusalOf(bench)).message).toBe(
    "the backup is not equal to the database: the database holds no table at all",
  );
  expectNothingLeft(bench);
});

test("before the first release a database without a table is backed up as it is", async () => {
  const bench = await openBench(null);
  delete bench.database.tables.tickets;
  await backingUp(bench, (context) => run(bench, context));
  expect(bench.store.published.size).toBe(1);
});

test("rows that break a foreign key are told and do not forbid the backup", async () => {
  const bench = await openBench();
  bench.database.orphans.push("2 rows of tickets");
  const effects = bench.run();
  await bench.within(async (context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    await run(bench, context);
  }, effects);
  expect(effects.lines).toContain("warn: Database: 2 rows of tickets; the backup has them as well");
});

test.each(["stage", "write", "publish"] as const)("a store that fails at `%s` leaves nothing behind", async (deed) => {
  const bench = await openBench();
  bench.store.during = (now) => {
    if (now === deed) throw new ServiceError("the disk is full");
  };
  expect((await refusalOf(bench)).message).toBe("the disk is full");
  expect(bench.store.published.size).toBe(0);
  expectNothingLeft(bench);
});

test.each(["dump", "restore", "census", "fingerprint"] as const)(
  "a database that fails at `%s` leaves nothing behind",
  async (deed) => {
    const bench = await openBench();
    bench.database.during = (now) => {
      if (now === deed) throw new ServiceError("the connection broke");
    };
    expect((await refusalOf(bench)).message).toBe("the connection broke");
    expect(bench.store.published.size).toBe(0);
    expectNothingLeft(bench);
  },
);

test("staging that cannot be thrown away is told, and does not hide what went wrong", async () => {
  const bench = await openBench();
  const effects = bench.run();
  bench.database.damage = () => ({});
  bench.store.during = (deed) => {
    if (deed === "discard") throw new ServiceError("permission denied");
  };
  const ends: unknown[] = [];
  await bench.within(async (context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    ends.push(await run(bench, context).catch((error: unknown) => error));
  }, effects);
  expect((ends[0] as Error).message).toContain("the backup is not equal to the database");
  expect(effects.lines.filter((line) => line.includes("permission denied"))).toHaveLength(1);
});

test("a cancelled backup is thrown away", async () => {
  const bench = await openBench();
  const effects = bench.run();
  bench.store.during = (deed) => {
    if (deed === "write") effects.cancel(new Error("cancelled by SIGINT"));
  };
  await bench.within(async (context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    await expect(run(bench, context)).rejects.toThrow();
  }, effects);
  expect(bench.store.published.size).toBe(0);
  expectNothingLeft(bench);
});

test("what differs is told by name: more, fewer, gone and new", () => {
  const facts = { integrity: [], orphans: [] };
  expect(
    compareFacts(
      { ...facts, tables: { a: 1, b: 2, gone: 3 }, objects: { index: 2 }, orphans: ["a"] },
      { ...facts, tables: { a: 1, b: 1, new: 0 }, objects: { index: 2 }, integrity: ["torn page"] },
    ),
  ).toEqual([
    "integrity: torn page",
    "rows of b: 2 became 1",
    "rows of gone: 3 became 0",
    "rows of new: 0 became 0",
    "orphans: none",
  ]);
});
