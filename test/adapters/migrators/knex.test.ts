import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import { knexMigrator } from "../../../src/adapters/migrators/knex.ts";
import { applyAll, type MigrationFile, migratorContract, orders, people } from "../../contracts/migrator.ts";
import { testEffects } from "../../effects.ts";
import { type MariadbServer, startMariadb } from "../../servers/mariadb.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { type Layout, onMariadb, onPostgres, openTool, removeIn, toolFixture, writeIn } from "./node-tools.ts";

const nameOf = ({ version, name }: MigrationFile) => `${version}_${name}.js`;
const body = (statements: readonly string[]) =>
  statements.map((sql) => `  await knex.raw(${JSON.stringify(sql)});\n`).join("");

const layout: Layout = {
  adapter: knexMigrator,
  files: {
    "knexfile.js":
      'const connection = process.env.DATABASE_URL;\nmodule.exports = { client: connection.startsWith("mysql") ? "mysql2" : "pg", connection };\n',
  },
  add: (folder, file) =>
    writeIn(
      folder,
      `migrations/${nameOf(file)}`,
      `exports.up = async (knex) => {\n${body(file.up)}};\nexports.down = async (knex) => {${file.down.length === 0 ? "" : `\n${body(file.down)}`}};\n`,
    ),
  remove: (folder, file) => removeIn(folder, `migrations/${nameOf(file)}`),
  own: ["knex_migrations", "knex_migrations_lock"],
};
const traits = { versionOf: nameOf, isEachAlone: false, isReadable: false };

describe.runIf(can("postgres"))("on PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const make = async () => toolFixture(layout, await onPostgres(server));

  migratorContract("knex", make, traits);

  test("the lock that a crash has left is a problem that says how to open it, and nothing is applied", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await applyAll(fixture.migrator);
    await fixture.migrator.target.execute(["UPDATE knex_migrations_lock SET is_locked = 1"], { lock: 0, statement: 0 });
    await fixture.add(orders);
    const { problems, applied, pending } = await fixture.migrator.state();
    expect(problems.map(({ kind }) => kind)).toContain("dirty");
    expect(problems.map(({ what }) => what).join()).toContain("knex migrate:unlock");
    expect([applied.length, pending.length]).toEqual([1, 1]);
    await expect(applyAll(fixture.migrator)).rejects.toMatchObject({ code: "refused" });
  });

  test("on a copy a section that reads a variable of its own does not lead to production", async () => {
    const place = await onPostgres(server);
    await using fixture = await toolFixture(layout, place);
    await fixture.add(people);
    await writeIn(
      fixture.folder,
      "knexfile.js",
      'const { DATABASE_URL, PROD_DB } = process.env;\nmodule.exports = { development: { client: "pg", connection: DATABASE_URL }, production: { client: "pg", connection: PROD_DB } };\n',
    );
    const environment = { ...process.env, PROD_DB: place.url };
    const exec = localExecutor({ folder: fixture.folder, redact: (text) => text, environment });
    const effects = testEffects({ folder: fixture.folder, exec, env: (name) => environment[name as "PROD_DB"] });
    const inputs = { "knex-url": place.url, "knex-environment": "production" };
    const migrator = openTool(knexMigrator, fixture.folder, inputs, effects);
    await applyAll(migrator.on(place.otherUrl));
    const states = await Promise.all([migrator, migrator.on(place.otherUrl)].map((one) => one.state()));
    expect(states.map(({ applied }) => applied.length)).toEqual([0, 1]);
  });

  test("a knexfile that has an address of its own, and DATABASE_URL only in a comment, is refused on a copy before anything is run", async () => {
    const place = await onPostgres(server);
    await using fixture = await toolFixture(layout, place);
    await fixture.add(people);
    await writeIn(
      fixture.folder,
      "knexfile.js",
      `module.exports = async () => ({ client: "pg", connection: { connectionString: ${JSON.stringify(place.url)} } }); // not DATABASE_URL\n`,
    );
    await expect(applyAll(fixture.migrator.on(place.otherUrl))).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("the settings of this checkout lead to"),
    });
    expect((await fixture.migrator.state()).applied).toEqual([]);
  });

  test("a knexfile that only knex itself can read is left to knex", async () => {
    const place = await onPostgres(server);
    await using fixture = await toolFixture(layout, place);
    await fixture.add(people);
    await writeIn(
      fixture.folder,
      "knexfile.js",
      'if (process.argv.length < 6) throw new Error("no");\nmodule.exports = { client: "pg", connection: process.env.DATABASE_URL };\n',
    );
    const copy = fixture.migrator.on(place.otherUrl);
    await applyAll(copy);
    expect((await copy.state()).applied).toHaveLength(1);
  });

  test("a knexfile that does not read the address is refused: a rehearsal would migrate production", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await writeIn(
      fixture.folder,
      "knexfile.js",
      'module.exports = { client: "pg", connection: "postgres://production" };',
    );
    await expect(fixture.migrator.state()).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("DATABASE_URL"),
    });
    await removeIn(fixture.folder, "knexfile.js");
    await expect(fixture.migrator.state()).rejects.toThrow("there is no `knexfile.js`");
  });
});

describe.runIf(can("mariadb"))("on MariaDB", () => {
  let server: MariadbServer;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  migratorContract("knex", async () => toolFixture(layout, await onMariadb(server)), { ...traits, isEachAlone: true });
});
