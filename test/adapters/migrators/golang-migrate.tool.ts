import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bareAddress, refusePassword } from "../../../src/adapters/migrators/golang-migrate/address.ts";
import { golangMigrateMigrator } from "../../../src/adapters/migrators/golang-migrate.ts";
import { isLockTimeout } from "../../../src/core/migration-failures.ts";
import {
  applyAll,
  type MigrationFile,
  migratorContract,
  oneWay,
  orders,
  people,
  wrong,
} from "../../contracts/migrator.ts";
import { emptyPostgres, emptySqlite } from "../../contracts/migrator-databases.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { goFixture, type Layout, sqlOf } from "./go-tools.ts";

const layout: Layout = {
  adapter: golangMigrateMigrator,
  inputs: {},
  files: ({ version, name, up, down }) => ({
    [`${version}_${name}.up.sql`]: sqlOf(up),
    [`${version}_${name}.down.sql`]: sqlOf(down),
  }),
};
// The table knows only the newest version: a late file counts as applied. A lock that was not to be had leaves it dirty.
const traits = { isOrdered: false };

describe.runIf(can("postgres", "migrate"))("on PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const make = async () => goFixture(layout, await emptyPostgres(server));

  migratorContract(
    "golang-migrate",
    async () => {
      const { hold: _, ...fixture } = await make();
      return fixture;
    },
    traits,
  );

  test("what failed is dirty: a person is named what to look at, and nothing more is applied", async () => {
    await using fixture = await make();
    for (const file of [people, wrong]) await fixture.add(file);
    await expect(applyAll(fixture.migrator)).rejects.toMatchObject({ code: "command_failed" });
    expect((await fixture.migrator.state()).problems).toMatchObject([{ kind: "dirty", version: wrong.version }]);
    await expect(applyAll(fixture.migrator)).rejects.toMatchObject({ code: "refused" });
    expect(await fixture.tables()).toEqual(["people"]);
  });

  test("a lock that somebody else holds ends the run after its time, and leaves the table dirty", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await applyAll(fixture.migrator);
    await fixture.add(altering);
    await using _held = await fixture.hold?.("people");
    expect(isLockTimeout(await applyAll(fixture.migrator).catch((error) => error))).toBe(true);
    expect((await fixture.migrator.state()).problems).toMatchObject([{ kind: "dirty", version: altering.version }]);
  });

  test("a file without its counterpart has no way down and is not taken back", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await fixture.add(oneWay);
    await applyAll(fixture.migrator);
    const newest = (await fixture.migrator.state()).applied.at(-1);
    if (newest === undefined) throw new Error("nothing is applied");
    const act = fixture.migrator.rollBack?.(newest, { limits: { lock: 1000, statement: 1000 } });
    await expect(act).rejects.toMatchObject({ code: "refused" });
    expect(await fixture.tables()).toEqual(["oneway", "people"]);
  });
});

describe.runIf(can("migrate"))("on SQLite", () => {
  migratorContract(
    "golang-migrate",
    async () => {
      const { hold: _, ...fixture } = await goFixture(layout, await emptySqlite());
      return fixture;
    },
    traits,
  );
});

describe("the address on the command line", () => {
  const address = {
    dialect: "postgres",
    host: "db",
    port: 5432,
    user: "app",
    password: "s3cret/",
    database: "shop",
  } as const;

  test("has no password, and a schema that is quoted", () => {
    const url = "postgres://app:s3cret%2F@db:5432/shop?sslmode=verify-full&options=-c%20a%3Db";
    const bare = bareAddress({ ...address, url }, "tools.schema_migrations");
    expect(bare).not.toContain("s3cret");
    expect(bare).toBe(
      "postgres://app@db:5432/shop?sslmode=verify-full&x-migrations-table=%22tools%22.%22schema_migrations%22&x-migrations-table-quoted=true",
    );
  });

  test("refuses a password of MySQL, which could go no other way", () => {
    const mysql = { ...address, dialect: "mysql", url: "mysql://app:s3cret%2F@db:3306/shop" } as const;
    expect(() => refusePassword(mysql)).toThrow("command line");
    expect(() => refusePassword({ ...mysql, password: "" })).not.toThrow();
    expect(bareAddress(mysql, "schema_migrations")).not.toContain("s3cret");
  });
});

const altering: MigrationFile = {
  ...orders,
  up: ["ALTER TABLE people ADD COLUMN age integer"],
  down: ["ALTER TABLE people DROP COLUMN age"],
};
