import { describe, expect, test } from "vitest";
import { CancelledError, CommandError } from "../../src/kit/errors.ts";
import type { Chain } from "../../src/stages/chain.ts";
import { keepEvidence } from "../../src/stages/keep-evidence.ts";
import { migrate } from "../../src/stages/migrate.ts";
import type { Database } from "../../src/stages/ports/database.ts";
import {
  type MigrationSurvey,
  type MigrationSurveyOptions,
  rehearseMigrations,
  surveyMigrations,
} from "../../src/stages/survey-migrations.ts";
import { type Bench, dumpStep, migrateStep, openBench, opened, releaseOf, v2 } from "../doubles/bench.ts";
import { memoryDatabase } from "../doubles/database.ts";
import { memoryJournal } from "../doubles/journal.ts";
import { addingColumn, memoryMigrator } from "../doubles/migrator.ts";

const byCode = { version: "2", name: "2_by_code.php", hasDown: true };
const renaming = {
  ...{ version: "2", name: "2_rename.sql", up: "ALTER TABLE tickets RENAME title TO heading;" },
  down: "ALTER TABLE tickets RENAME heading TO title;",
};

/** v1 is live on the schema `1`; a copy's catalogue is what the migrator has done to it. */
async function benchWith(...pending: Bench["migrator"]["pending"]): Promise<Bench> {
  const bench = await openBench();
  bench.migrator.applied.push(addingColumn("1"));
  bench.migrator.schema.push("1");
  bench.migrator.pending.push(...pending);
  return bench;
}

interface Asked {
  readonly release?: MigrationSurveyOptions["release"];
  readonly chain?: Partial<Chain>;
  readonly observe?: Database["observe"];
  readonly rules?: NonNullable<Parameters<typeof migrateStep>[1]>["rules"];
  readonly rehearsing?: null;
}

/** One look, with the rehearsal where it is due. */
async function surveying(bench: Bench, { release = v2, chain, observe, rules, rehearsing }: Asked = {}) {
  bench.migrator.copies.clear();
  const port: Database = {
    ...memoryDatabase(bench.database),
    fingerprint: async (scratch) => (bench.migrator.copies.get(scratch?.url ?? "") ?? bench.migrator).schema.join("\n"),
    ...(observe === undefined ? {} : { observe }),
  };
  const users = { engine: "memory", name: "users", version: "1" };
  const other = { ...port, identity: async () => users, dump: () => Promise.reject(new Error("the wrong database")) };
  const backups = [other, port].map((one) => dumpStep(bench, { database: opened("database", one) }));
  const migrate = migrateStep(bench, { rules: { rehearse: "present-copy", ...rules } });
  const options: MigrationSurveyOptions = {
    ...{ effects: bench.run(), application: "shop", environment: "production", release },
    state: (await memoryJournal(bench.journal).head()).state,
    chain: bench.chain({ backups, migrate, ...chain }),
    rehearsing: rehearsing === null ? null : { openDecoder: async () => () => [] },
  };
  const look = async () => rehearseMigrations(options, (await surveyMigrations(options)) as MigrationSurvey);
  const survey = await bench.clock.run(look());
  if (survey.evidence !== null) await keepEvidence(memoryJournal(bench.journal), options.effects, survey.evidence);
  return survey;
}

test("what is pending is tried on a copy, and the journal has the evidence; production stays as it is", async () => {
  const bench = await benchWith(addingColumn("2"), addingColumn("3"));
  const { rehearsal, evidence, obstacles } = await surveying(bench);
  expect(rehearsal?.migrations).toMatchObject([{ versions: ["2"], down: "lossless" }, { versions: ["3"] }]);
  expect(evidence).toMatchObject({
    ...{ commit: v2.commit, at: "2026-11-20T12:00:00.000Z", fingerprint: "1", versions: ["2", "3"] },
    ...{ verdict: "SAFE", previous: "works", down: "lossless" },
  });
  expect([obstacles, bench.deeds()]).toEqual([[], ["done rehearse"]]);
  expect([bench.migrator.runs, bench.migrator.schema, bench.database.scratches.size]).toEqual([0, ["1"], 0]);
});

describe("with the evidence in the journal the rehearsal", () => {
  test("is not repeated for exactly the same, and its verdict holds", async () => {
    const bench = await benchWith(addingColumn("2"));
    const first = await surveying(bench);
    const second = await surveying(bench);
    expect(second).toMatchObject({ rehearsal: null, evidence: null, plan: { evidence: first.evidence } });
    expect([bench.migrator.copies.size, bench.deeds()]).toEqual([0, ["done rehearse"]]);
  });

  test.each<[string, (bench: Bench) => Asked]>([
    ["a migration's file was changed, which is another commit", () => ({ release: releaseOf(3, "green") })],
    [
      "somebody has changed the database",
      ({ migrator }) => {
        migrator.schema.push("an index");
        return {};
      },
    ],
    [
      "one migration more is pending",
      ({ migrator }) => {
        migrator.pending.push(addingColumn("3"));
        return {};
      },
    ],
  ])("is repeated where %s", async (_, change) => {
    const bench = await benchWith(addingColumn("2"));
    await surveying(bench);
    const { rehearsal, evidence } = await surveying(bench, change(bench));
    expect([rehearsal, evidence]).not.toContain(null);
    expect(bench.deeds()).toEqual(["done rehearse", "done rehearse"]);
  });
});

describe("nothing is tried", () => {
  test.each<[string, Asked]>([
    ["where it is switched off", { rules: { rehearse: "off" } }],
    ["for a look that has to be quick", { rehearsing: null }],
  ])("%s", async (_, asked) => {
    const bench = await benchWith(addingColumn("2"));
    expect(await surveying(bench, asked)).toMatchObject({ rehearsal: null, evidence: null, warnings: [] });
    expect(bench.migrator.copies.size).toBe(0);
  });

  test("where nothing is pending", async () => {
    expect(await surveying(await benchWith())).toMatchObject({ rehearsal: null, evidence: null, warnings: [] });
  });

  test("where no item of `backup` makes dumps of this database, and that is told", async () => {
    const bench = await benchWith(addingColumn("2"));
    const warnings = [expect.stringContaining("were not rehearsed")];
    expect(await surveying(bench, { chain: { backups: [] } })).toMatchObject({ rehearsal: null, warnings });
  });

  test("where nobody has said that the tool goes where it is told, and that is told", async () => {
    const bench = await benchWith(addingColumn("2"));
    const unsure = { ...memoryMigrator(bench.migrator), rehearses: false } as const;
    const rules = { rehearse: "present-copy" } as const;
    const migrate = migrateStep(bench, { rules, migrator: opened("tool", unsure) });
    const warnings = [expect.stringMatching(/were not rehearsed.*`memory-rehearses: true`/)];
    const shown = await surveying(bench, { chain: { migrate } });
    expect(shown).toMatchObject({ rehearsal: null, evidence: null, obstacles: [], warnings });
    expect(bench.migrator.copies.size).toBe(0);
  });
});

describe("a rehearsal that fails", () => {
  const failing = async (error: Error) => {
    const bench = await benchWith(addingColumn("2"));
    bench.migrator.beforeEach = () => {
      throw error;
    };
    return { bench, survey: surveying(bench) };
  };

  test("is in the way of the release, leaves no evidence and no copy", async () => {
    const { bench, survey } = await failing(new CommandError("no such column", { exitCode: 1, output: "" }));
    const { evidence, obstacles } = await survey;
    expect(obstacles).toEqual([
      {
        ...{ kind: "refused", where: "migrate (rehearsal)" },
        what: "the migrations fail on a copy of production as it is now: no such column. Production was not touched. Repair the migration, commit it, and plan again.",
      },
    ]);
    expect([evidence, bench.deeds(), bench.database.scratches.size]).toEqual([null, [], 0]);
  });

  test("because the tool goes to production is in the way in clear words", async () => {
    const bench = await benchWith(addingColumn("2"));
    bench.migrator.beforeEach = ({ version }) => {
      bench.migrator.applied.push(addingColumn(version));
      throw new CommandError("it broke off", { exitCode: 1, output: "" });
    };
    const { evidence, obstacles } = await surveying(bench);
    expect(obstacles).toMatchObject([
      {
        where: "migrate (rehearsal)",
        what: expect.stringMatching(/^THE REHEARSAL HAS CHANGED PRODUCTION: 2 is applied/),
      },
    ]);
    expect([evidence, bench.deeds()]).toEqual([null, []]);
  });

  test("because the run is cancelled, or by a defect of ours, is no obstacle but an end", async () => {
    for (const error of [new CancelledError("the run was cancelled"), new TypeError("x is not a function")]) {
      const { bench, survey } = await failing(error);
      await expect(survey).rejects.toBe(error);
      expect(bench.database.scratches).toEqual(new Set());
    }
  });
});

describe("what the rehearsal has shown", () => {
  const seeing: Database["observe"] = async () => ({
    stop: async () => ({
      ...{ locks: null, rows: null, size: { before: 1, after: 1 } },
      statements: [{ sql: "ALTER TABLE tickets ADD COLUMN note TEXT", at: 0, took: 1 }],
    }),
    [Symbol.asyncDispose]: async () => undefined,
  });

  test("is judged in the place of code that nobody can read, also by the run that migrates", async () => {
    const bench = await benchWith(byCode);
    expect((await surveying(bench, { rehearsing: null })).plan.verdict).toBe("UNKNOWN");
    expect((await surveying(bench, { observe: seeing })).plan).toMatchObject({ verdict: "SAFE", previous: "works" });
    await bench.within(async (context) => {
      await context.session.write({ phase: "done", deed: "open", release: v2 });
      expect(await migrate(context, migrateStep(bench))).toMatchObject({ applied: ["2"], verdict: "SAFE" });
    });
  });

  test("of a way down that is not lossless makes what only a down could mend UNSAFE", async () => {
    const bench = await benchWith(renaming);
    const rules = { breaking: "accept" } as const;
    const shifts = [bench.shift({ steps: [100] })];
    expect((await surveying(bench, { rules, rehearsing: null })).plan.verdict).toBe("REVERT-FIRST");
    bench.migrator.isLossless = false;
    const { plan, evidence } = await surveying(bench, { rules, chain: { shifts } });
    expect([plan.verdict, evidence?.down]).toEqual(["UNSAFE", "differs"]);
    expect(plan.steps).toMatchObject([{ hasDown: false, needsPerson: true }]);
  });
});

test("a release that breaks the live one cannot share the traffic with it, even where the outage is accepted", async () => {
  const bench = await benchWith(renaming);
  const rules = { breaking: "accept" } as const;
  const { obstacles } = await surveying(bench, { rules });
  expect(obstacles).toMatchObject([{ where: "traffic-shift", what: expect.stringContaining("`steps: 100` of flags") }]);
  const whole = { shifts: [bench.shift({ steps: [100] })] };
  expect((await surveying(bench, { rules, chain: whole })).obstacles).toEqual([]);
});

test("a recorded statement is shown, kept and told without the values that it holds", async () => {
  const sql = "UPDATE people SET email = 'ann@example.com'";
  const observe: Database["observe"] = async () => ({
    stop: async () => ({
      ...{ statements: [{ sql, at: 0, took: 300 }], locks: null, rows: null },
      size: { before: 1, after: 1 },
    }),
    [Symbol.asyncDispose]: async () => {},
  });
  const bench = await benchWith({ version: "2", name: "2_code.php" });
  const survey = await surveying(bench, { observe });
  const { rehearsal, evidence, plan } = survey;
  expect(rehearsal?.migrations[0]?.statements?.[0]?.sql).toBe("UPDATE people SET email = '...'");
  expect(evidence?.verdict).toBe("UNSAFE");
  const told = JSON.stringify([rehearsal, evidence, plan.now, plan.steps, survey.obstacles, survey.warnings]);
  expect(told).not.toContain("ann@example.com");
});
