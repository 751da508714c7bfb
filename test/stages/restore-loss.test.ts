import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { ServiceError } from "../../src/kit/errors.ts";
import { backUp } from "../../src/stages/back-up.ts";
import type { Database } from "../../src/stages/ports/database.ts";
import { tellLoss } from "../../src/stages/restore-loss.ts";
import { itemsOf, type StoredItem, storedSets } from "../../src/stages/stored-set.ts";
import { type Bench, dumpStep, openBench } from "../doubles/bench.ts";

const owner = { application: "shop", environment: "production" };

/** A backup of these tables, an hour and a half old. */
async function backedUp(tables: Record<string, number>): Promise<{ bench: Bench; stored: StoredItem }> {
  const bench = await openBench();
  Object.assign(bench.database.tables, tables);
  const step = dumpStep(bench);
  await bench.within((context) => backUp(context, [step]));
  await bench.clock.pass(90 * 60_000);
  const [set] = await storedSets([step], owner, bench.run());
  const [stored] = set === undefined ? [] : itemsOf(set, [step], undefined);
  if (stored === undefined) throw new Error("nothing is stored");
  return { bench, stored };
}

async function linesOf(bench: Bench, stored: StoredItem): Promise<readonly string[]> {
  const effects = bench.run();
  await bench.within((context) => tellLoss(context, stored), effects);
  return effects.lines.filter((line) => !/Make|Check/.test(line));
}

test("the age of the backup and the rows that go are told, table by table, before anything is replaced", async () => {
  const { bench, stored } = await backedUp({ tickets: 3, users: 10, notes: 5 });
  Object.assign(bench.database.tables, { tickets: 8, users: 4, orders: 2 });
  expect(await linesOf(bench, stored)).toEqual([
    `warn: ${stored.set.name} is 1 h 30 min old: everything that was written since is lost from tickets`,
    "warn: tickets: 5 rows more than in the backup are lost",
    "warn: users: 6 rows come back",
    "warn: orders: not in the backup; its 2 rows are lost",
  ]);
  expect(bench.database.tables).toMatchObject({ tickets: 8, users: 4 });
});

test("a table that the new release has dropped comes back, and is told", async () => {
  const { bench, stored } = await backedUp({ tickets: 3, constructor: 7 });
  delete bench.database.tables.tickets;
  expect((await linesOf(bench, stored)).slice(1)).toEqual(["warn: tickets: it is gone; its 3 rows come back"]);
});

test("a table whose name every object has is counted like any other", async () => {
  const { bench, stored } = await backedUp({});
  Object.assign(bench.database.tables, { constructor: 7 });
  expect((await linesOf(bench, stored)).slice(1)).toEqual([
    "warn: constructor: not in the backup; its 7 rows are lost",
  ]);
});

test("equal numbers are no promise: changed rows cannot be counted", async () => {
  const { bench, stored } = await backedUp({});
  const [age, ...lines] = await linesOf(bench, stored);
  expect(age).toContain("1 h 30 min old");
  expect(lines).toEqual(["No table has another number of rows than the backup; changed rows cannot be counted"]);
});

test("of many tables the first twenty are told, and how many there are besides", async () => {
  const { bench, stored } = await backedUp({});
  for (let i = 0; i < 25; i += 1) bench.database.tables[`t${i}`] = 1;
  const lines = await linesOf(bench, stored);
  expect([lines.length, lines.at(-1)]).toEqual([22, "warn: and 5 tables more"]);
});

test("a database that breaks off while it is counted ends the restore with its cause, and nothing else", async () => {
  const { bench, stored } = await backedUp({});
  const { port, record } = stored.step.database;
  const cause = new ServiceError("the server is shutting down");
  const dump: Database["dump"] = async () => ({
    body: new Readable({ read() {}, construct: (done) => setImmediate(() => done(cause)) }),
    extension: "json",
    facts: () => new Promise((_, reject) => setTimeout(() => reject(cause), 20)),
  });
  const step = { ...stored.step, database: { port: { ...port, dump }, record } };
  await expect(linesOf(bench, { ...stored, step })).rejects.toBe(cause);
});
