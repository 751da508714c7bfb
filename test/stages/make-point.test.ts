import { expect, test } from "vitest";
import { ServiceError } from "../../src/kit/errors.ts";
import type { PointStep } from "../../src/stages/backup-step.ts";
import { makePoint, type PointResult } from "../../src/stages/make-point.ts";
import type { RecoveryPoint } from "../../src/stages/ports/recovery-point.ts";
import { runBackups } from "../../src/stages/run-backups.ts";
import { type Bench, dumpStep, openBench, opened, v2 } from "../doubles/bench.ts";
import { databasePlace, memoryDatabase } from "../doubles/database.ts";

const day = 24 * 60 * 60_000;

/** Recovery points in memory; `copy` is what a restore brings. */
function pointsPlace(bench: Bench) {
  const copy = databasePlace();
  const told = { created: 0, restored: 0, removed: 0 };
  const made = new Set<string>();
  const port = {
    describe: "`snap` on this machine",
    async create(): Promise<RecoveryPoint> {
      told.created += 1;
      const id = `snap-${told.created}`;
      made.add(id);
      return { id, position: "0/16B3748", at: new Date(bench.clock.effects.now()).toISOString() };
    },
    exists: async ({ id }: RecoveryPoint) => made.has(id),
    async restore() {
      told.restored += 1;
      const remove = async () => {
        told.removed += 1;
      };
      return { url: "memory://copy:secret@there", [Symbol.asyncDispose]: remove };
    },
    remove: null,
  };
  const step: PointStep = {
    method: "snapshot",
    item: "orders",
    database: opened("database", memoryDatabase(bench.database)),
    points: opened("points", port),
    openAt: () => memoryDatabase(copy),
    limits: { maxReplicationLag: 30_000, minTables: 0, sizeBand: null },
    drillMaxAge: 7 * day,
    hooks: { before: [], after: [] },
  };
  return { copy, told, made, port, step };
}

async function make(bench: Bench, step: PointStep): Promise<PointResult | Error> {
  return bench.within(async (context) => {
    if (context.session.state.open === null) {
      await context.session.write({ phase: "done", deed: "open", release: v2 });
    }
    return makePoint(context, step).catch((error: Error) => error);
  });
}

test("the first point is restored at once, and counts as verified because of that", async () => {
  const bench = await openBench();
  const { step, told } = pointsPlace(bench);
  expect(await make(bench, step)).toMatchObject({ name: "snap-1", verified: true, items: ["orders"] });
  expect(told).toEqual({ created: 1, restored: 1, removed: 1 });
  expect(bench.deeds()).toEqual(["done open v2", "intend backup", "done drill", "done backup"]);
  expect((await bench.session()).state).toMatchObject({
    open: { backups: ["orders"], backupSets: ["snap-1"] },
    drills: [{ item: "orders", backup: "snap-1", passed: true }],
  });
  expect(JSON.stringify(bench.journal.entries)).not.toContain("secret");
});

test("a drill that is young enough speaks for the next points, and one that is too old does not", async () => {
  const bench = await openBench();
  const { step, told } = pointsPlace(bench);
  await make(bench, step);
  await bench.clock.pass(6 * day);
  await make(bench, step);
  expect(told.restored).toBe(1);
  await bench.clock.pass(2 * day);
  await make(bench, step);
  expect(told).toEqual({ created: 3, restored: 2, removed: 2 });
});

test.each<[string, (place: ReturnType<typeof pointsPlace>) => void, RegExp]>([
  ["holds no table", ({ copy }) => Object.assign(copy.vitals, { tables: 0 }), /it holds no table; it has 0 tables/],
  ["has another schema", ({ copy }) => Object.assign(copy.tables, { ghosts: 1 }), /its schema is another one/],
  [
    "came back nearly empty",
    ({ copy }) => Object.assign(copy.vitals, { bytes: 8 }),
    /it takes 8 B, the database 1.00 kB/,
  ],
])("a restored point that %s fails the backup, and its place is taken away", async (_, spoil, expected) => {
  const bench = await openBench();
  const place = pointsPlace(bench);
  spoil(place);
  const end = await make(bench, place.step);
  expect((end as Error).message).toMatch(expected);
  expect(place.told.removed).toBe(1);
  expect(bench.deeds()).toEqual(["done open v2", "intend backup", "failed drill", "failed backup"]);
  expect((await bench.session()).state.open?.backups).toEqual([]);
});

test("a drill of a dump says nothing of snapshots of the same item", async () => {
  const bench = await openBench();
  const { step, told } = pointsPlace(bench);
  await bench.within(({ session }) => {
    const drills = [{ item: "orders", method: "dump", backup: "a dump", passed: true, restoreTook: 7 }];
    return session.write({ phase: "done", deed: "drill", after: { backup: "a dump", drills } });
  });
  await make(bench, step);
  expect(told.restored).toBe(1);
});

test("a drill that has failed takes the proof away: the next point is restored again", async () => {
  const bench = await openBench();
  const { step, told, copy } = pointsPlace(bench);
  await make(bench, step);
  await bench.clock.pass(8 * day);
  copy.vitals = { ...copy.vitals, tables: 0 };
  expect(await make(bench, step)).toBeInstanceOf(Error);
  copy.vitals = { ...copy.vitals, tables: 1 };
  expect(await make(bench, step)).toMatchObject({ verified: true });
  expect(told.restored).toBe(3);
});

test("a point that is not there when it is asked for again is none", async () => {
  const bench = await openBench();
  const { step, made } = pointsPlace(bench);
  const { port } = step.points;
  const create = async () => {
    const point = await port.create();
    made.clear();
    return point;
  };
  const end = await make(bench, { ...step, points: { ...step.points, port: { ...port, create } } });
  expect((end as Error).message).toBe("recovery point snap-1 was made and is not there when it is asked for");
});

test("a replica that is too far behind is not taken a point of", async () => {
  const bench = await openBench();
  const { step, told } = pointsPlace(bench);
  bench.database.vitals = { ...bench.database.vitals, replicationLag: 60_000 };
  expect(await make(bench, step)).toMatchObject({ code: "refused" });
  expect(told.created).toBe(0);
});

test("dumps and recovery points of one section are made together, and what is done is passed over", async () => {
  const bench = await openBench();
  const { step, told } = pointsPlace(bench);
  const chain = bench.chain({ backups: [...bench.chain().backups, step] });
  const made = await bench.within(async (context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    return [await runBackups(context, chain), await runBackups(context, chain, ["tickets", "orders"])];
  });
  expect(made[0]?.set?.items).toEqual(["tickets"]);
  expect(made[0]?.points.map(({ name }) => name)).toEqual(["snap-1"]);
  expect(made[1]).toEqual({ set: null, points: [], copies: [] });
  expect(told.created).toBe(1);
});

test("a program that cannot restore fails the backup with its own words", async () => {
  const bench = await openBench();
  const { step } = pointsPlace(bench);
  const restore = () => Promise.reject(new ServiceError("pgbackrest exited with code 27"));
  const port = { ...step.points.port, restore };
  expect(await make(bench, { ...step, points: { ...step.points, port } })).toMatchObject({
    message: "pgbackrest exited with code 27",
  });
});

test("a copy that a dump has kept goes when a recovery point beside it fails", async () => {
  const bench = await openBench();
  const { step, port } = pointsPlace(bench);
  port.create = async () => {
    throw new ServiceError("it broke");
  };
  const backups = [dumpStep(bench, { copy: { isKept: true, mask: [] } }), step];
  const failing = bench.within((context) => runBackups(context, bench.chain({ backups })));
  await expect(failing).rejects.toThrow("it broke");
  expect([bench.database.scratches.size, bench.store.published.size]).toEqual([0, 1]);
});
