import { expect, test } from "vitest";
import { judgeAge } from "../../src/core/drill.ts";
import { backUp } from "../../src/stages/back-up.ts";
import type { DumpStep } from "../../src/stages/backup-step.ts";
import { restoreBackup } from "../../src/stages/restore-backup.ts";
import { chooseSet, itemsOf, storedSets } from "../../src/stages/stored-set.ts";
import { type Bench, dumpStep, openBench } from "../doubles/bench.ts";
import { flippingCodec } from "../doubles/codec.ts";

const owner = { application: "shop", environment: "production" };

/** A backup of three tickets, some time ago. */
async function benchWithBackup(parts: Partial<DumpStep>): Promise<{ bench: Bench; step: DumpStep }> {
  const bench = await openBench();
  const step = dumpStep(bench, parts);
  await bench.within((context) => backUp(context, [step]));
  await bench.clock.pass(60_000);
  return { bench, step };
}

async function restoreFirst(
  bench: Bench,
  step: DumpStep,
  confirm = "tickets",
  presentState: "keep" | "abandon" = "keep",
) {
  const set = (await storedSets([step], owner, bench.run())).at(-1);
  if (set === undefined) throw new Error("there is no set");
  const [stored] = itemsOf(set, [step], undefined);
  if (stored === undefined) throw new Error("it holds nothing");
  const openDecoder = () => flippingCodec().decode();
  return bench.within((context) =>
    restoreBackup(context, { stored, openDecoder, confirm, presentState, reason: "a bad import" }),
  );
}

test("the backup of the present state does not push out the very set that is restored", async () => {
  const { bench, step } = await benchWithBackup({ retention: { keepLast: 1 } });
  bench.database.tables.tickets = 7;
  await restoreFirst(bench, step);
  expect(bench.database.tables).toEqual({ tickets: 3 });
  expect([bench.store.published.size, bench.store.removed]).toEqual([2, []]);
});

test("what is missing by now is no reason to refuse the restore of it", async () => {
  const limits = { maxReplicationLag: 30_000, minTables: 1, sizeBand: 10 };
  const { bench, step } = await benchWithBackup({ limits });
  delete bench.database.tables.tickets;
  bench.database.vitals = { bytes: 10, tables: 0, replicationLag: null };
  const { before } = await restoreFirst(bench, step);
  expect(before?.rows).toBe(0);
  expect(bench.database.tables).toEqual({ tickets: 3 });
});

test("a wrong name touches nothing, and a present state that cannot be backed up stays as it is", async () => {
  const { bench, step } = await benchWithBackup({});
  bench.database.tables.tickets = 7;
  await expect(restoreFirst(bench, step, "ticket")).rejects.toMatchObject({ code: "invalid_input" });
  bench.database.damage = () => ({});
  await expect(restoreFirst(bench, step)).rejects.toMatchObject({ code: "aborted" });
  expect([bench.database.tables, bench.store.published.size]).toEqual([{ tickets: 7 }, 1]);
});

test("what a restore has replaced is never `the newest`: whoever restores twice does not get it back", async () => {
  const { bench, step } = await benchWithBackup({ limits: { sizeBand: 10 } });
  const [good] = await storedSets([step], owner, bench.run());
  delete bench.database.tables.tickets;
  bench.database.vitals = { bytes: 10, tables: 0, replicationLag: null };
  const { before } = await restoreFirst(bench, step);
  const sets = await storedSets([step], owner, bench.run());
  expect(sets.map(({ name, madeBefore }) => [name, madeBefore])).toEqual([
    [before?.name, "restore"],
    [good?.name, undefined],
  ]);
  expect(chooseSet(sets, "newest").name).toBe(good?.name);
  expect(chooseSet(sets, before?.name ?? "").name).toBe(before?.name);
  expect(judgeAge(sets, { now: bench.run().now(), maxAge: 1_000 }).problem).toContain(good?.name);
  await bench.clock.pass(60_000);
  // The next backup is measured by the good one, not by what was replaced.
  bench.database.vitals = { bytes: 1000, tables: 1, replicationLag: null };
  await bench.within((context) => backUp(context, [step]));
});

test("a database that is past saving is restored without a backup of it, where a person says so", async () => {
  const { bench, step } = await benchWithBackup({});
  bench.database.tables.tickets = 7;
  bench.database.complaints.push("page 7 is torn");
  const refused = await restoreFirst(bench, step).catch((error: unknown) => error);
  expect(refused).toMatchObject({ message: expect.stringMatching(/^nothing was restored, .*page 7 is torn/) });
  expect((refused as { hint: string }).hint).toContain("--present-state abandon");
  expect(bench.database.tables).toEqual({ tickets: 7 });
  bench.database.complaints.length = 0;
  const { before, kept } = await restoreFirst(bench, step, "tickets", "abandon");
  expect([before, kept]).toEqual([null, "tickets_before"]);
  expect(bench.database.tables).toEqual({ tickets: 3 });
});
