import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { previewOf } from "../../../src/adapters/migrators/node-pg-migrate/halves.ts";
import { nodePgMigrateMigrator } from "../../../src/adapters/migrators/node-pg-migrate.ts";
import { applyAll, limits, type MigrationFile, migratorContract, people } from "../../contracts/migrator.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { type Layout, onPostgres, removeIn, toolFixture, writeIn } from "./node-tools.ts";

const versionOf = ({ version, name }: MigrationFile) => `${version}_${name}`;
const body = (statements: readonly string[]) => statements.map((sql) => `${sql};\n`).join("");

const layout: Layout = {
  adapter: nodePgMigrateMigrator,
  add: (folder, file) =>
    writeIn(
      folder,
      `migrations/${versionOf(file)}.sql`,
      `-- Up Migration\n${body(file.up)}\n-- Down Migration\n${body(file.down)}`,
    ),
  remove: (folder, file) => removeIn(folder, `migrations/${versionOf(file)}.sql`),
  own: ["pgmigrations"],
};

describe.runIf(can("postgres"))("on PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const make = async () => toolFixture(layout, await onPostgres(server));

  migratorContract("node-pg-migrate", make, { versionOf });

  test("migrations in JavaScript and in SQL stand in one order, and a program's own way back is taken", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await writeIn(
      fixture.folder,
      "migrations/20260101000001_orders.js",
      'exports.up = (pgm) => { pgm.createTable("orders", { id: "id" }); };\n',
    );
    await applyAll(fixture.migrator);
    const { applied } = await fixture.migrator.state();
    expect(applied.map(({ name }) => name)).toEqual(["20260101000000_people.sql", "20260101000001_orders.js"]);
    const newest = applied.at(-1);
    if (newest === undefined) throw new Error("nothing is applied");
    expect((await fixture.migrator.preview(newest)).up).toBeUndefined();
    await fixture.migrator.rollBack?.(newest, { limits });
    expect(await fixture.tables()).toEqual(["people"]);
  });

  test("an index is made concurrently by a migration that asks for no transaction", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await writeIn(
      fixture.folder,
      "migrations/20260101000001_index.js",
      'exports.up = (pgm) => { pgm.noTransaction(); pgm.createIndex("people", "id", { concurrently: true }); };\n',
    );
    await applyAll(fixture.migrator);
    expect((await fixture.migrator.state()).pending).toEqual([]);
  });

  test("seventeen digits are a date and are compared as one with thirteen", async () => {
    await using fixture = await make();
    await writeIn(fixture.folder, "migrations/1767225600001_second.sql", "CREATE TABLE second (id integer);");
    await writeIn(fixture.folder, "migrations/20260101000000000_first.sql", "CREATE TABLE first (id integer);");
    expect((await fixture.migrator.state()).pending.map(({ name }) => name)).toEqual([
      "20260101000000000_first.sql",
      "1767225600001_second.sql",
    ]);
    await applyAll(fixture.migrator);
    expect((await fixture.migrator.state()).problems).toEqual([]);
  });
});

test.for([
  ["no mark at all", "CREATE TABLE a (id int);", { up: "CREATE TABLE a (id int);", hasDown: false }],
  [
    "both halves",
    "-- Up Migration\nA;\n-- Down Migration\nB;",
    { up: "-- Up Migration\nA;\n", down: "-- Down Migration\nB;" },
  ],
  [
    "the down first",
    "-- Down Migration\nB;\n-- Up Migration\nA;",
    { up: "-- Up Migration\nA;", down: "-- Down Migration\nB;\n" },
  ],
  ["a down of comments", "-- Up Migration\nA;\n-- Down Migration\n-- none\n", { hasDown: false }],
] as const)("a file with %s is cut where node-pg-migrate cuts it", ([_, source, wanted]) => {
  expect(previewOf("1_a.sql", source)).toMatchObject(wanted);
});

test("a program that forbids its way back has none, and one without a `down` turns its `up` round", () => {
  expect(previewOf("1_a.js", "exports.up = () => {};\nexports.down = false;")).toMatchObject({ hasDown: false });
  expect(previewOf("1_a.js", "exports.up = () => {};").hasDown).toBeUndefined();
});
