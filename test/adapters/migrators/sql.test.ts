import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sqlMigrator } from "../../../src/adapters/migrators/sql.ts";
import type { Migrator } from "../../../src/stages/ports/migrator.ts";
import { applyAll, type MigrationFile, type MigratorFixture, migratorContract } from "../../contracts/migrator.ts";
import { type EmptyDatabase, emptyMariadb, emptyPostgres, emptySqlite } from "../../contracts/migrator-databases.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { type MariadbServer, startMariadb } from "../../servers/mariadb.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";

function openSql(folder: string, url: string): Migrator {
  const inputs = { "sql-url": url, "sql-migrations": "migrations", "sql-table": "deploy_actions_migrations" };
  return sqlMigrator.open(inputs, { effects: testEffects({ folder }), application: "shop", environment: "test" });
}

interface SqlFixture extends MigratorFixture {
  write(name: string, text: string): Promise<void>;
}

async function sqlFixture(database: EmptyDatabase): Promise<SqlFixture> {
  const folder = await temporaryFolder();
  const otherFolder = join(folder.path, "release");
  for (const base of [folder.path, otherFolder]) await mkdir(join(base, "migrations"), { recursive: true });
  const pathOf = ({ version, name }: MigrationFile, end: string, base = folder.path) =>
    join(base, "migrations", `${version}_${name}${end}`);
  const { url, otherUrl, absentUrl, strangerUrl, tables, wasCreated, hold } = database;
  const lines = (statements: readonly string[]) => statements.map((statement) => `${statement};\n`).join("");
  return {
    migrator: openSql(folder.path, url),
    absent: openSql(folder.path, absentUrl),
    ...(strangerUrl === undefined ? {} : { stranger: openSql(folder.path, strangerUrl) }),
    ...{ otherUrl, otherFolder, tables, wasCreated, hold },
    write: (name, text) => writeFile(join(folder.path, "migrations", name), text),
    async add(file, base) {
      await writeFile(pathOf(file, ".sql", base), lines(file.up));
      await writeFile(pathOf(file, ".down.sql", base), lines(file.down));
    },
    remove: (file) => rm(pathOf(file, ".sql")),
    async [Symbol.asyncDispose]() {
      await folder[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

const traits = { seesEdits: true };

describe("on SQLite", () => {
  migratorContract("plain SQL", async () => sqlFixture(await emptySqlite()), traits);

  test("a file that ends our transaction is refused before anything of it is run", async () => {
    await using fixture = await sqlFixture(await emptySqlite());
    await fixture.write("1_people.sql", "CREATE TABLE people (id integer);\nCOMMIT;\nDROP TABLE people;\n");
    await expect(applyAll(fixture.migrator)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("`COMMIT` in line 2"),
    });
    expect(await fixture.tables()).toEqual([]);
  });
});

describe.runIf(can("postgres"))("on PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  migratorContract("plain SQL", async () => sqlFixture(await emptyPostgres(server)), traits);

  test("functions, semicolons in texts and comments are taken as they are", async () => {
    await using fixture = await sqlFixture(await emptyPostgres(server));
    const body = "-- first; really\nCREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 2; END $$;";
    await fixture.write("1_two.sql", `${body}\nCREATE TABLE people (name text DEFAULT 'a;b');\nSELECT two();\n`);
    await applyAll(fixture.migrator);
    expect(await fixture.migrator.target.read("SELECT two()")).toEqual([["2"]]);
  });
});

describe.runIf(can("mariadb"))("on MariaDB", () => {
  let server: MariadbServer;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  migratorContract("plain SQL", async () => sqlFixture(await emptyMariadb(server)), traits);

  test("what broke off in its middle is dirty, and nothing is applied until a person has looked", async () => {
    await using fixture = await sqlFixture(await emptyMariadb(server));
    await fixture.write("1_half.sql", "CREATE TABLE half (id integer primary key);\nINSERT INTO nowhere VALUES (1);\n");
    await expect(applyAll(fixture.migrator)).rejects.toMatchObject({ code: "command_failed" });
    expect(await fixture.tables()).toEqual(["half"]);
    expect((await fixture.migrator.state()).problems).toMatchObject([{ kind: "dirty", version: "1" }]);
    await expect(applyAll(fixture.migrator)).rejects.toMatchObject({ code: "refused" });
  });
});
