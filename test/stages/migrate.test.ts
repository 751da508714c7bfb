import { describe, expect, test } from "vitest";
import { AbortedError, CommandError, InputError, RefusedError } from "../../src/kit/errors.ts";
import type { Context } from "../../src/stages/context.ts";
import { lookAtMigrations } from "../../src/stages/look-at-migrations.ts";
import { checkSameDatabase, type MigrateResult, migrate } from "../../src/stages/migrate.ts";
import { type Bench, migrateStep, openBench, v2 } from "../doubles/bench.ts";
import { memoryDatabase } from "../doubles/database.ts";
import { addingColumn, droppingColumn, memoryMigrator } from "../doubles/migrator.ts";

const twice = (...deeds: readonly string[]) => [...deeds, ...deeds];

type Parts = Parameters<typeof migrateStep>[1];

async function migrating(bench: Bench, parts: Parts = {}): Promise<MigrateResult | (Error & { hint?: string })> {
  const ends: (MigrateResult | Error)[] = [];
  await bench.within(async (context: Context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    const work = migrate(context, migrateStep(bench, parts));
    ends.push(await work.catch((error: Error) => error));
  });
  return ends[0] as MigrateResult;
}

test("pending migrations are applied, and what the history table says is in the journal", async () => {
  const bench = await openBench();
  bench.migrator.applied.push({ version: "1", name: "first" });
  bench.migrator.pending.push(addingColumn("2"), addingColumn("3"));
  expect(await migrating(bench)).toEqual({ applied: ["2", "3"], pending: [], verdict: "SAFE" });
  expect(bench.deeds()).toEqual(["done open v2", ...twice("intend migrate", "done migrate")]);
  expect(bench.entries("migrate", "intend")).toMatchObject([
    { before: { applied: ["1"] }, asked: { versions: ["2"], verdict: "SAFE", left: 1, steps: [{ version: "2" }] } },
    { before: { applied: ["1", "2"] }, asked: { versions: ["3"], left: 0 } },
  ]);
  expect(bench.entries("migrate", "done")).toMatchObject([
    { after: { applied: ["1", "2"] } },
    { after: { applied: ["1", "2", "3"] } },
  ]);
});

test("with nothing pending the tool is not started, and the release counts as migrated", async () => {
  const bench = await openBench();
  expect(await migrating(bench)).toEqual({ applied: [], pending: [], verdict: "SAFE" });
  expect(bench.migrator.runs).toBe(0);
  await bench.within(async ({ session }) => expect(session.state.open?.migration).toMatchObject({ applied: true }));
});

const byCode = { version: "3", name: "by code" };

test("one migration that nobody can read makes the whole release UNKNOWN", async () => {
  const bench = await openBench();
  bench.migrator.pending.push(addingColumn("2"), byCode, addingColumn("4"));
  expect(await migrating(bench)).toEqual({ applied: ["2", "3", "4"], pending: [], verdict: "UNKNOWN" });
});

test("a migration that breaks the live release is refused before anything is touched, with the remedy", async () => {
  const bench = await openBench();
  bench.migrator.pending.push(addingColumn("2"), droppingColumn("3"));
  const error = await migrating(bench);
  expect(error).toBeInstanceOf(RefusedError);
  expect((error as Error).message).toContain("`drop_3` breaks the release that is live");
  expect((error as Error).message).toContain("breaking: accept");
  expect([bench.migrator.runs, bench.deeds()]).toEqual([0, ["done open v2"]]);
});

test("whoever accepts the outage migrates all the same, and the journal says that no way back is safe", async () => {
  const bench = await openBench();
  bench.migrator.pending.push(droppingColumn("3"));
  expect(await migrating(bench, { rules: { breaking: "accept" } })).toMatchObject({ verdict: "UNSAFE" });
  expect(bench.entries("migrate", "intend")).toMatchObject([{ asked: { steps: [{ previous: "broken" }] } }]);
});

test("a migration whose SQL is not knowable is UNKNOWN", async () => {
  const bench = await openBench();
  bench.migrator.pending.push({ version: "2", name: "by code" });
  await bench.within(async ({ session: { state } }) => {
    const plan = await lookAtMigrations(migrateStep(bench), { state, release: v2 });
    expect(plan).toMatchObject({ verdict: "UNKNOWN", previous: "unknown" });
  });
});

test("a tool that says ok is not believed when the history table disagrees", async () => {
  const bench = await openBench();
  bench.migrator.pending.push(addingColumn("2"), addingColumn("3"));
  bench.migrator.isHonest = false;
  const error = await migrating(bench);
  expect(error).toBeInstanceOf(AbortedError);
  expect(error).toMatchObject({
    message: "the tool ended without an error, but 2 is still pending in the history table",
    hint: "Look at the tool's output above; nothing else was changed by this step.",
  });
  expect(bench.deeds()).toEqual(["done open v2", "intend migrate", "failed migrate"]);
});

test("a migration that fails half way is in the journal as begun, and the release is to blame", async () => {
  const bench = await openBench();
  bench.migrator.pending.push(addingColumn("2"), addingColumn("3"));
  bench.migrator.beforeEach = ({ version }) => {
    if (version === "3") throw new CommandError("dbmate ended with code 2", { exitCode: 2, output: "no such table" });
  };
  expect(await migrating(bench)).toMatchObject({ message: "dbmate ended with code 2" });
  await bench.within(async ({ session }) =>
    expect(session.state.open).toMatchObject({
      migration: { versions: ["2", "3"], applied: false },
      failure: "dbmate ended with code 2",
    }),
  );
});

test("problems between files and history are refused before anything is touched, all of them in one message", async () => {
  const bench = await openBench();
  bench.migrator.pending.push(addingColumn("2"));
  bench.migrator.problems.push(
    { kind: "edited", version: "1", what: "1 was edited after it was applied" },
    { kind: "missing-file", version: "0", what: "0 is applied and has no file" },
  );
  const error = await migrating(bench);
  expect(error).toBeInstanceOf(RefusedError);
  expect(error).toMatchObject({
    message: "the migrations need a person: 1 was edited after it was applied; 0 is applied and has no file",
    hint: "Nothing was changed. Mend what is named, commit it, and deploy that commit.",
  });
  expect(bench.deeds()).toEqual(["done open v2"]);
  expect(bench.migrator.runs).toBe(0);
});

describe("migrations that would go to another database than the one that is backed up", () => {
  test.each([
    ["name", { engine: "memory", name: "tickets_test", version: "1" }, "memory tickets_test"],
    ["engine", { engine: "mysql", name: "tickets", version: "1" }, "mysql tickets"],
    ["host", { engine: "memory", name: "tickets", host: "db-2", version: "1" }, "memory tickets"],
  ])("are refused: another %s", async (_, identity, told) => {
    const bench = await openBench();
    bench.migrator.identity = identity;
    const error = await checkSameDatabase(memoryMigrator(bench.migrator), [memoryDatabase(bench.database)]).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toBe(
      `1 problem found; nothing was touched:\n- migrate: would migrate ${told}, but the backup is of memory tickets; name the same database`,
    );
  });

  test("are allowed where one of several backups is of that database, and where nothing is backed up", async () => {
    const bench = await openBench();
    const other = {
      ...memoryDatabase(bench.database),
      identity: async () => ({ engine: "x", name: "y", version: "1" }),
    };
    const migrator = memoryMigrator(bench.migrator);
    await expect(checkSameDatabase(migrator, [other, memoryDatabase(bench.database)])).resolves.toBe(undefined);
    await expect(checkSameDatabase(migrator, [])).resolves.toBe(undefined);
  });
});

test("who has the last word before migrating is asked only where something is pending, and its no changes nothing", async () => {
  const bench = await openBench();
  const no = async () => {
    throw new RefusedError("the window is shut");
  };
  await bench.within(async (context: Context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    const step = migrateStep(bench, { mayBegin: no });
    expect(await migrate(context, step)).toMatchObject({ applied: [] });
    bench.migrator.pending.push(addingColumn("2"));
    await expect(migrate(context, step)).rejects.toThrow("the window is shut");
  });
  expect(bench.migrator.applied).toEqual([]);
  expect(bench.deeds()).toEqual(["done open v2", "intend migrate", "done migrate"]);
});
