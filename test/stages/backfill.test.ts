import { expect, test } from "vitest";
import { type BackfillItem, backfillDigest } from "../../src/core/backfill.ts";
import type { BackfillAfter, BackfillRecord } from "../../src/core/evolution.ts";
import { CancelledError, CommandError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import { type BackfillOptions, backfill } from "../../src/stages/backfill.ts";
import { type Bench, openBench, type RunEffects } from "../doubles/bench.ts";
import { memoryJournal } from "../doubles/journal.ts";
import { fakeTarget, targetPlace } from "../doubles/target.ts";
import { sqliteTarget } from "./sqlite-target.ts";

const item: BackfillItem = {
  name: "totals",
  table: "orders",
  key: "id",
  set: "cents = total * 100",
  where: "cents IS NULL",
  batch: 100,
  pause: 50,
  target: 500,
};
const options: BackfillOptions = { limits: { lock: 1000, statement: 1000 }, wait: 0, proof: 5000 };

const orders = (rows: number, key = "i") => `
  CREATE TABLE orders (id PRIMARY KEY, total INTEGER, cents INTEGER);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
  INSERT INTO orders SELECT ${key}, i, NULL FROM n;`;

type Target = ReturnType<typeof sqliteTarget>;

function fill(
  bench: Bench,
  target: Target,
  parts: { item?: Partial<BackfillItem>; options?: Partial<BackfillOptions>; effects?: RunEffects } = {},
): Promise<BackfillAfter> {
  const work = bench.within(
    (context) => backfill(context, target, { ...item, ...parts.item }, { ...options, ...parts.options }),
    parts.effects,
  );
  return bench.clock.run(work);
}

async function filled(bench: Bench): Promise<readonly BackfillRecord[]> {
  return (await memoryJournal(bench.journal).head()).state.evolution?.backfills ?? [];
}

function missing({ database }: Target): unknown {
  return database.prepare("SELECT count(*) AS n FROM orders WHERE cents IS NULL OR cents <> total * 100").get()?.n;
}

test("every row is filled, in batches that grow while they are fast, and done is told after the last count", async () => {
  const bench = await openBench();
  const target = sqliteTarget(orders(5000));
  const after = await fill(bench, target);
  expect(after).toMatchObject({ name: "totals", rows: 5000, done: true, cursor: "5000" });
  expect(missing(target)).toBe(0);
  expect(target.place.executed.length).toBeLessThan(12);
  expect(bench.deeds()).toEqual(["intend backfill", "done backfill"]);
  expect(await filled(bench)).toMatchObject([{ name: "totals", rows: 5000, done: true }]);
  expect(target.place.holder).toBeNull();
});

test("nothing to do changes nothing, and is done", async () => {
  const target = sqliteTarget(orders(300));
  target.database.exec("UPDATE orders SET cents = total * 100");
  expect(await fill(await openBench(), target)).toMatchObject({ rows: 0, done: true });
  expect(target.place.executed).toEqual([]);
});

test.each([
  ["text with quotes", "'it''s ' || printf('%05d', i)"],
  ["blobs", "CAST('k' || i AS BLOB)"],
  ["fractions", "i / 8.0"],
])("keys may be %s", async (_, key) => {
  const target = sqliteTarget(orders(950, key));
  await fill(await openBench(), target);
  expect(missing(target)).toBe(0);
});

test("a killed run leaves its place in the journal, and the next one goes on from there", async () => {
  const bench = await openBench();
  const target = sqliteTarget(orders(20_000));
  let batches = 0;
  target.place.during = async () => {
    batches += 1;
    await bench.clock.effects.sleep(2000);
    if (batches === 30) throw new CommandError("killed", { exitCode: null, output: "" });
  };
  await expect(fill(bench, target, { item: { batch: 40 } })).rejects.toThrow("killed");
  const [known] = await filled(bench);
  expect(known).toMatchObject({ done: false, rows: Number(known?.cursor) });
  expect(bench.entries("backfill", "note").length).toBeGreaterThan(2);
  const touched = target.database.prepare("SELECT count(*) AS n FROM orders WHERE cents IS NOT NULL").get()?.n;
  expect(touched).toBe(known?.rows);
  target.place.during = () => undefined;
  target.place.executed.length = 0;
  const after = await fill(bench, target);
  expect(target.place.executed[0]).toContain(`WHERE "id" > ${known?.cursor} AND`);
  expect(after).toMatchObject({ rows: 20_000, done: true });
  expect(missing(target)).toBe(0);
});

test("a run that ended without a last word repeats the batches since its last note, without harm", async () => {
  const bench = await openBench();
  const target = sqliteTarget(orders(1000));
  target.database.exec("UPDATE orders SET cents = total * 100 WHERE id <= 400");
  await bench.within(async ({ session }) => {
    const after = {
      name: "totals",
      table: "orders",
      digest: backfillDigest(item),
      cursor: "200",
      rows: 200,
      done: false,
    };
    await session.write({ phase: "note", deed: "backfill", item: "totals", after });
  });
  expect(await fill(bench, target)).toMatchObject({ rows: 800, done: true });
  expect(missing(target)).toBe(0);
});

test("another assignment of the same name begins from the start", async () => {
  const bench = await openBench();
  const target = sqliteTarget(orders(300));
  await fill(bench, target, { options: { stopAfter: 0 } });
  await fill(bench, target);
  const again = { set: "total = -1", where: "total <> -1" };
  expect(await fill(bench, target, { item: again })).toMatchObject({ done: true });
  expect(target.database.prepare("SELECT count(*) AS n FROM orders WHERE total = -1").get()?.n).toBe(300);
});

test("rows that the application writes behind it are met in the next round", async () => {
  const bench = await openBench();
  const target = sqliteTarget(orders(1000, "i * 2"));
  let written = 0;
  target.place.during = () => {
    if (written === 100) return;
    written += 1;
    target.database.exec(`INSERT INTO orders VALUES (${written * 2 - 1}, 5, NULL)`);
  };
  expect(await fill(bench, target)).toMatchObject({ done: true });
  expect(missing(target)).toBe(0);
});

test("an application that never stops writing such rows is told of, and nothing is called done", async () => {
  const bench = await openBench();
  const target = sqliteTarget(orders(500));
  let next = 0;
  const { answer } = target.place;
  target.place.answer = (sql) => {
    if (sql.startsWith('SELECT count(*) FROM "orders" WHERE (')) {
      next -= 1;
      target.database.exec(`INSERT INTO orders VALUES (${next}, 5, NULL)`);
    }
    return answer(sql);
  };
  const error = await fill(bench, target).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: "aborted",
    message: expect.stringContaining("holds for 1 rows again and again"),
  });
  expect((error as { hint: string }).hint).toContain("DEFAULT");
  expect((await filled(bench))[0]?.done).toBe(false);
});

test("an assignment that does not make its condition false is stopped at the first batch", async () => {
  const bench = await openBench();
  const target = sqliteTarget(orders(500));
  const error = await fill(bench, target, { item: { set: "total = 7", where: "total > 0" } }).catch((e) => e);
  expect(error).toMatchObject({ code: "aborted", hint: expect.stringContaining("new_column IS NULL") });
  expect(target.place.executed.length).toBe(1);
});

test("a lock that is not free makes the batch smaller, and is waited for", async () => {
  const bench = await openBench();
  const target = sqliteTarget(orders(200));
  let refused = 0;
  target.place.during = () => {
    refused += 1;
    if (refused <= 2) throw new RefusedError("a lock was not free");
  };
  const effects = bench.run();
  expect(await fill(bench, target, { effects })).toMatchObject({ done: true, rows: 200 });
  expect(effects.lines.filter((line) => line.includes("try again"))).toEqual([
    "Backfill totals: a lock was not free; try again in 1 s with 25 rows",
    "Backfill totals: a lock was not free; try again in 2 s with 6 rows",
  ]);
});

test("a lock that is never free ends the run with what was done written down", async () => {
  const bench = await openBench();
  const target = sqliteTarget(orders(300));
  target.place.during = () => {
    if (target.place.executed.length >= 1) throw new RefusedError("a lock was not free");
  };
  await expect(fill(bench, target)).rejects.toThrow("a lock was not free");
  expect((await filled(bench))[0]).toMatchObject({ cursor: "100", rows: 100, done: false });
});

test("a cancelled run stops between two batches and keeps its place", async () => {
  const bench = await openBench();
  const target = sqliteTarget(orders(1000));
  const effects = bench.run();
  target.place.during = () => {
    if (target.place.executed.length === 2) effects.cancel(new CancelledError("cancelled by SIGINT"));
  };
  await expect(fill(bench, target, { effects })).rejects.toBeInstanceOf(CancelledError);
  const [known] = await filled(bench);
  expect(known?.rows).toBe(1000 - Number(missing(target)));
  expect(await fill(bench, target)).toMatchObject({ done: true, rows: 1000 });
});

test("it stops when its time is up, and that is no failure and not done", async () => {
  const bench = await openBench();
  const target = sqliteTarget(orders(10_000));
  const work = fill(bench, target, { options: { stopAfter: 200 }, item: { batch: 10 } });
  const after = await bench.clock.run(work);
  expect(after.done).toBe(false);
  expect(after.rows).toBeGreaterThan(0);
});

test("a count that takes too long is no proof", async () => {
  const bench = await openBench();
  const target = sqliteTarget(orders(10));
  const { answer } = target.place;
  target.place.answer = (sql) => {
    if (sql.startsWith('SELECT count(*) FROM "orders" WHERE (')) throw new ServiceError("no answer within 5 s");
    return answer(sql);
  };
  const error = await fill(bench, target).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: "aborted",
    message: expect.stringContaining("nobody can tell whether rows are left"),
  });
  target.place.answer = answer;
  expect(await fill(bench, target)).toMatchObject({ done: true, rows: 10 });
});

test("what would escape from its brackets, and a place in the journal that is no key, are refused untouched", async () => {
  const bench = await openBench();
  const target = sqliteTarget(orders(10));
  await expect(fill(bench, target, { item: { where: "1) OR (1" } })).rejects.toMatchObject({ code: "invalid_input" });
  await bench.within(async ({ session }) => {
    const cursor = "1; DROP TABLE orders";
    const after = { name: "totals", table: "orders", digest: backfillDigest(item), cursor, rows: 0, done: false };
    await session.write({ phase: "note", deed: "backfill", item: "totals", after });
  });
  await expect(fill(bench, target)).rejects.toMatchObject({ code: "refused" });
  expect(target.place.executed).toEqual([]);
});

test("somebody else who migrates, and a lag that cannot be watched, are refused before anything is changed", async () => {
  const bench = await openBench();
  const target = sqliteTarget(orders(10));
  await expect(fill(bench, target, { item: { maxReplicationLag: 5 } })).rejects.toMatchObject({
    code: "invalid_input",
  });
  target.place.holder = "run 77 of alice";
  await expect(fill(bench, target)).rejects.toThrow("run 77 of alice");
  expect(bench.entries("backfill")).toEqual([]);
});

test("replicas that are behind are waited for, and those that nobody may see are not guessed at", async () => {
  const bench = await openBench();
  const lags: (string | null)[] = ["9000", "7000", "100"];
  const place = targetPlace();
  place.answer = (sql) => {
    if (sql.includes("pg_stat_replication")) return [[lags.shift() ?? null]];
    return sql.startsWith("SELECT count") ? [["0"]] : [];
  };
  const began = bench.clock.elapsed();
  const behind = { ...item, maxReplicationLag: 5000 };
  const run = () => bench.clock.run(bench.within((context) => backfill(context, fakeTarget(place), behind, options)));
  expect(await run()).toMatchObject({ done: true });
  expect(bench.clock.elapsed() - began).toBeGreaterThanOrEqual(4000);
  await expect(run()).rejects.toMatchObject({ code: "invalid_input", hint: expect.stringContaining("pg_monitor") });
});
