import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { typeormMigrator } from "../../../src/adapters/migrators/typeorm.ts";
import { applyAll, limits, type MigrationFile, migratorContract, orders, people } from "../../contracts/migrator.ts";
import { type MariadbServer, startMariadb } from "../../servers/mariadb.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { type Layout, onMariadb, onPostgres, removeIn, toolFixture, writeIn } from "./node-tools.ts";

const pathOf = ({ version, name }: MigrationFile) => `migrations/${version}-${name}.js`;
const classOf = ({ version, name }: MigrationFile) => `${name}${version}`;
const body = (statements: readonly string[]) =>
  statements.map((sql) => `    await runner.query(${JSON.stringify(sql)});\n`).join("");

const layout: Layout = {
  adapter: typeormMigrator,
  files: {
    "data-source.js": `const { DataSource } = require("typeorm");
const url = process.env.DATABASE_URL;
module.exports = new DataSource({ type: url.startsWith("mysql") ? "mysql" : "postgres", url, migrations: [__dirname + "/migrations/*.js"] });
`,
  },
  add: (folder, file) =>
    writeIn(
      folder,
      pathOf(file),
      `module.exports = class ${classOf(file)} {
  async up(runner) {\n${body(file.up)}  }
  async down(runner) {${file.down.length === 0 ? "" : `\n${body(file.down)}  `}}
};\n`,
    ),
  remove: (folder, file) => removeIn(folder, pathOf(file)),
  own: ["migrations"],
};
const traits = { versionOf: classOf, isReadable: false };

describe.runIf(can("postgres"))("on PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const make = async () => toolFixture(layout, await onPostgres(server));

  migratorContract("TypeORM", make, traits);

  test("several classes of one file and a class with a name of its own are found as TypeORM finds them", async () => {
    await using fixture = await make();
    await writeIn(
      fixture.folder,
      "migrations/many.js",
      `class second1700000000002 { async up(runner) { await runner.query("CREATE TABLE second (id integer)"); } async down() {} }
class first1700000000001 { async up(runner) { await runner.query("CREATE TABLE first (id integer)"); } async down() {} }
module.exports = { second1700000000002, first1700000000001 };
`,
    );
    await writeIn(
      fixture.folder,
      "migrations/named.js",
      `module.exports = class Third {
  name = "third1700000000003";
  async up(runner) { await runner.query("CREATE TABLE third (id integer)"); }
  async down(runner) { await runner.query("DROP TABLE third"); }
};
`,
    );
    const versions = ["first1700000000001", "second1700000000002", "third1700000000003"];
    expect((await fixture.migrator.state()).pending.map(({ version }) => version)).toEqual(versions);
    await applyAll(fixture.migrator);
    const { applied, problems } = await fixture.migrator.state();
    expect([applied.map(({ version }) => version), problems]).toEqual([versions, []]);
  });

  test("a file that is no migration is named", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await writeIn(fixture.folder, "migrations/index.js", "module.exports = {};");
    await expect(fixture.migrator.state()).rejects.toThrow("`index.js` has no class");
  });

  test("a DataSource with other migrations than the folder's leaves them pending, whatever it says", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await writeIn(
      fixture.folder,
      "data-source.js",
      `const { DataSource } = require("typeorm");
module.exports = new DataSource({ type: "postgres", url: process.env.DATABASE_URL, migrations: [] });`,
    );
    await applyAll(fixture.migrator);
    expect((await fixture.migrator.state()).pending).toHaveLength(1);
  });

  test("what is taken back is the migration that was applied last", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await fixture.add(orders);
    await applyAll(fixture.migrator);
    for (const left of [["people"], []]) {
      const newest = (await fixture.migrator.state()).applied.at(-1);
      if (newest === undefined) throw new Error("nothing is applied");
      await fixture.migrator.rollBack?.(newest, { limits });
      expect(await fixture.tables()).toEqual(left);
    }
  });
});

describe.runIf(can("mariadb"))("on MariaDB", () => {
  let server: MariadbServer;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  migratorContract("TypeORM", async () => toolFixture(layout, await onMariadb(server)), traits);
});
