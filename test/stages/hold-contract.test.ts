import { describe, expect, test } from "vitest";
import { backfillDigest } from "../../src/core/backfill.ts";
import type { ReleaseRecord } from "../../src/core/journal.ts";
import type { MigrationRules } from "../../src/stages/chain.ts";
import { type MigrateResult, migrate } from "../../src/stages/migrate.ts";
import { type Bench, migrateStep, openBench, releaseOf, v1, v2 } from "../doubles/bench.ts";
import { addingColumn, droppingColumn } from "../doubles/migrator.ts";

const v3 = releaseOf(3, "blue");
const v4 = releaseOf(4, "green");
const contract = { ...droppingColumn("9"), source: "-- deploy-actions: phase=contract\n" };

type Ending = "good" | "rolled-back";

/** Deploys a release as far as its migrations, and ends it. */
async function deploying(
  bench: Bench,
  release: ReleaseRecord,
  ending: Ending,
  rules: Partial<MigrationRules> = {},
): Promise<{ readonly result: MigrateResult; readonly lines: readonly string[] }> {
  const effects = bench.run();
  const result = await bench.within(async (context) => {
    const { session } = context;
    await session.write({ phase: "done", deed: "open", release });
    const done = await migrate(context, migrateStep(bench, { rules }));
    if (ending === "good") await session.write({ phase: "done", deed: "mark-good", release });
    else await session.write({ phase: "done", deed: "close", after: { outcome: "rolled-back", schemaStays: true } });
    return done;
  }, effects);
  return { result, lines: effects.lines };
}

const held = async (bench: Bench) =>
  bench.within(async ({ session }) => session.state.evolution?.held.map(({ version }) => version) ?? []);

describe("a contract migration", () => {
  test("is held back by the release that brings it, told with what it waits for, and applied by the next", async () => {
    const bench = await openBench(v1);
    bench.migrator.pending.push(addingColumn("2"), contract);
    const first = await deploying(bench, v2, "good");
    expect(first.result).toEqual({ applied: ["2"], pending: ["9"], verdict: "SAFE" });
    expect(first.lines).toContain(
      "Hold back drop_9: v1 is live and may still use what it takes away; a rollback would return to it; due once v2 is verified good and v1 is gone: run `migrate` again then, or deploy the next release",
    );
    expect(await held(bench)).toEqual(["9"]);
    expect((await deploying(bench, v3, "good")).result).toMatchObject({ applied: ["9"], pending: [] });
    expect(await held(bench)).toEqual([]);
  });

  test("waits for the backfill of its table as well, and goes out once that is done", async () => {
    const bench = await openBench(v1);
    const filled = { table: "tickets", key: "id", set: "b = a", where: "b IS NULL", batch: 1, pause: 0, target: 1 };
    const backfills = [{ name: "b-of-a", ...filled }];
    bench.migrator.pending.push(contract);
    await deploying(bench, v2, "good", { backfills });
    const { result, lines } = await deploying(bench, v3, "good", { backfills });
    expect(result).toMatchObject({ applied: [], pending: ["9"] });
    expect(lines).toContain(
      "Hold back drop_9: the backfill `b-of-a` is not done; due once `deploy-actions backfill --name b-of-a` is done: run `migrate` again then, or deploy the next release",
    );
    await bench.within(async ({ session }) => {
      const after = { name: "b-of-a", table: "tickets", digest: backfillDigest(backfills[0] as never), cursor: "9" };
      await session.write({ phase: "done", deed: "backfill", after: { ...after, rows: 9, done: true } });
    });
    expect((await deploying(bench, v4, "good", { backfills })).result).toMatchObject({ applied: ["9"], pending: [] });
  });

  test("is applied by the release that brings it, run again once it is verified good itself", async () => {
    const bench = await openBench(v1);
    bench.migrator.pending.push(contract);
    await deploying(bench, v2, "good");
    expect((await deploying(bench, v2, "good")).result).toMatchObject({ applied: ["9"] });
  });

  test("waits on while whoever brought it was taken back: what serves still uses what it takes away", async () => {
    const bench = await openBench(v1);
    bench.migrator.pending.push(contract);
    for (const release of [v2, v3]) {
      const { result } = await deploying(bench, release, "rolled-back");
      expect(result).toMatchObject({ applied: [], pending: ["9"] });
    }
    expect((await deploying(bench, v4, "good")).result.pending).toEqual(["9"]);
    expect((await deploying(bench, releaseOf(5, "blue"), "good")).result.applied).toEqual(["9"]);
  });

  test("waits again where an earlier release, which does not know it, was deployed again since", async () => {
    const bench = await openBench(v1);
    bench.migrator.pending.push(contract);
    await deploying(bench, v2, "good");
    const [file] = bench.migrator.pending.splice(0);
    await deploying(bench, v1, "good");
    if (file !== undefined) bench.migrator.pending.push(file);
    expect((await deploying(bench, v3, "good")).result).toMatchObject({ applied: [], pending: ["9"] });
    expect((await deploying(bench, v4, "good")).result).toMatchObject({ applied: ["9"], pending: [] });
  });

  test("that was edited since the live release was shipped with it waits again, is told so, and goes out by the next", async () => {
    const bench = await openBench(v1);
    bench.migrator.pending.push(contract);
    await deploying(bench, v2, "good");
    const edited = { ...contract, up: `${contract.up}\nALTER TABLE tickets DROP COLUMN note;` };
    bench.migrator.pending.splice(0, 1, edited);
    const { result, lines } = await deploying(bench, v3, "good");
    expect(result).toMatchObject({ applied: [], pending: ["9"] });
    expect(lines.join()).toContain(
      "Hold back drop_9: it was edited since v2, which is live, was shipped with it, and that release may still use what it takes away now; due once v3 is verified good and v2 is gone",
    );
    expect((await deploying(bench, v4, "good")).result).toMatchObject({ applied: ["9"], pending: [] });
  });

  test("that the tool cannot print waits again where its file was edited", async () => {
    const bench = await openBench(v1);
    const { up: _, ...code } = contract;
    bench.migrator.pending.push(code);
    await deploying(bench, v2, "good");
    bench.migrator.pending.splice(0, 1, { ...code, source: `${code.source}more();\n` });
    expect((await deploying(bench, v3, "good")).result).toMatchObject({ applied: [], pending: ["9"] });
  });

  test("is not edited by another comment before its SQL, nor where an older journal does not tell what it did", async () => {
    const bench = await openBench(v1);
    bench.migrator.pending.push(contract);
    await bench.within(async ({ session }) => {
      await session.write({ phase: "done", deed: "open", release: v2 });
      const after = { held: [{ version: "9", name: "drop_9", due: "later" }] };
      await session.write({ phase: "note", deed: "hold-contract", after });
      await session.write({ phase: "done", deed: "mark-good", release: v2 });
    });
    expect((await deploying(bench, v3, "good")).result.applied).toEqual(["9"]);
    const other = await openBench(v1);
    other.migrator.pending.push(contract);
    await deploying(other, v2, "good");
    other.migrator.pending.splice(0, 1, { ...contract, up: `-- Printed at noon\n${contract.up}` });
    expect((await deploying(other, v3, "good")).result.applied).toEqual(["9"]);
  });

  test("is written down once, however often the release that brings it is run", async () => {
    const bench = await openBench(v1);
    bench.migrator.pending.push(contract);
    await deploying(bench, v2, "rolled-back");
    await deploying(bench, v2, "rolled-back");
    expect(bench.entries("hold-contract", "note")).toHaveLength(1);
  });

  test("is nobody's business before the first release", async () => {
    const bench = await openBench(null);
    bench.migrator.pending.push(contract);
    expect((await deploying(bench, v2, "good")).result).toMatchObject({ applied: ["9"], pending: [] });
  });

  test("that stands before others is in their way, and nothing at all is applied", async () => {
    const bench = await openBench(v1);
    bench.migrator.pending.push(contract, addingColumn("10"));
    await bench.within(async (context) => {
      await context.session.write({ phase: "done", deed: "open", release: v2 });
      await expect(migrate(context, migrateStep(bench))).rejects.toMatchObject({
        code: "refused",
        message: expect.stringContaining("`add_10` comes after `drop_9`"),
      });
    });
    expect(bench.migrator.runs).toBe(0);
  });
});

test("a due contract is declared to be none of the previous release's business: its rollback leaves the schema", async () => {
  const bench = await openBench(v1);
  bench.migrator.pending.push(contract);
  await deploying(bench, v2, "good");
  await deploying(bench, v3, "good");
  expect(bench.entries("migrate", "intend").at(-1)).toMatchObject({
    asked: { verdict: "UNSAFE", steps: [{ version: "9", previous: "works" }] },
  });
});
