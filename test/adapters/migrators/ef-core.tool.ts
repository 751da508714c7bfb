import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectionString, efCoreEnvironment } from "../../../src/adapters/migrators/ef-core/connection.ts";
import { isEmptyDown } from "../../../src/adapters/migrators/ef-core/program.ts";
import { cut } from "../../../src/adapters/migrators/ef-core/script.ts";
import type { Address } from "../../../src/adapters/targets/address.ts";
import { migratorContract, people } from "../../contracts/migrator.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { bundleLayout as layout, versionOf } from "./ef-core-layout.ts";
import { onPostgres, toolFixture, writeIn } from "./node-tools.ts";

describe.runIf(can("postgres"))("recorded, on PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const make = async () => toolFixture(layout, await onPostgres(server));

  migratorContract("EF Core", make, { versionOf, isReadable: false });

  test("settings that know no such connection string are refused: nobody would read ours", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await writeIn(fixture.folder, "appsettings.json", '{ "ConnectionStrings": { "Shop": "Host=production" } }');
    await expect(fixture.migrator.state()).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("none called `DefaultConnection`"),
    });
  });
});

const limits = { lock: 1500, statement: 60_500 };
const address: Address = {
  dialect: "postgres",
  ...{ url: "postgres://db/shop?sslmode=verify-full", host: "db", port: 5432 },
  ...{ user: "owner", password: 'a;b="c" \'d ', database: "shop" },
};

test("a connection string keeps every character of the password, and has the limits in it", () => {
  expect(connectionString(address, limits)).toBe(
    'Host="db";Port="5432";Username="owner";Password="a;b=""c"" \'d ";Database="shop";Options="-c lock_timeout=1500 -c statement_timeout=60500";Command Timeout="61";Pooling="false";SSL Mode="VerifyFull"',
  );
  expect(connectionString({ ...address, dialect: "mariadb" }, { lock: 0, statement: 0 })).toBe(
    'Server="db";Port="5432";User ID="owner";Password="a;b=""c"" \'d ";Database="shop";Default Command Timeout="0";Pooling="false"',
  );
});

test("the variable is the one that .NET's configuration reads", () => {
  expect(Object.keys(efCoreEnvironment(address, "Shop", limits))).toContain("ConnectionStrings__Shop");
  expect(Object.keys(efCoreEnvironment(address, "Postgres:Main", limits))).toContain("Postgres__Main");
});

const block = (id: string, sql: string) =>
  `DO $EF$\nBEGIN\n    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '${id}') THEN\n    ${sql}\n    END IF;\nEND $EF$;\n`;
const recording = (id: string) =>
  `INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")\n    VALUES ('${id}', '9.0.0');`;

test("an idempotent script tells the SQL of each migration, without what EF Core writes for itself", () => {
  const script = [
    "\uFEFFSTART TRANSACTION;\n",
    block("20260101000000_a", "CREATE TABLE a (id integer);"),
    block("20260101000000_a", "CREATE INDEX i ON a (id);"),
    block("20260101000000_a", recording("20260101000000_a")),
    block("20260202000000_b", "ALTER TABLE a ADD b text;"),
    block("20260202000000_b", recording("20260202000000_b")),
    "COMMIT;\n",
  ].join("\n");
  expect(cut(script, "20260101000000_a")).toBe("CREATE TABLE a (id integer);\nCREATE INDEX i ON a (id);\n");
  expect(cut(script.replaceAll("\n", "\r\n"), "20260202000000_b")).toBe("ALTER TABLE a ADD b text;\n");
  expect(cut(script, "20260303000000_c")).toBeNull();
});

test("a script with a condition of its own is not cut: it would be cut too early", () => {
  const own =
    "CREATE FUNCTION f() RETURNS void AS $$ BEGIN\n    IF true THEN PERFORM 1;\n    END IF; END $$ LANGUAGE plpgsql;";
  expect(cut(block("20260101000000_a", own), "20260101000000_a")).toBeNull();
  expect(cut("SELECT 1;", "20260101000000_a")).toBeNull();
});

test("the script of MySQL is cut in the same way", () => {
  const script =
    "DELIMITER //\nCREATE PROCEDURE MigrationsScript()\nBEGIN\n    IF NOT EXISTS(SELECT 1 FROM `__EFMigrationsHistory` WHERE `MigrationId` = '20260101000000_a') THEN\n\n    CREATE TABLE `a` (`id` int);\n\n    END IF;\nEND //\nDELIMITER ;\n";
  expect(cut(script, "20260101000000_a")).toBe("CREATE TABLE `a` (`id` int);\n");
});

test.for([
  ["void Down(MigrationBuilder migrationBuilder)\n{\n\n}", true],
  ["void Down(MigrationBuilder migrationBuilder)\n{\n // nothing to do\n}", true],
  ["void Up(MigrationBuilder migrationBuilder) { x(); }", true],
  ['void Down(MigrationBuilder migrationBuilder)\n{\n migrationBuilder.DropTable("a");\n}', false],
] as const)("whether a Down does anything is seen: %s", ([source, isEmpty]) => {
  expect(isEmptyDown(source)).toBe(isEmpty);
});
