import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readHalves } from "../../../src/adapters/migrators/goose/halves.ts";
import { gooseMigrator } from "../../../src/adapters/migrators/goose.ts";
import { applyAll, migratorContract, orders, people } from "../../contracts/migrator.ts";
import { emptyMariadb, emptyPostgres, emptySqlite } from "../../contracts/migrator-databases.ts";
import { type MariadbServer, startMariadb } from "../../servers/mariadb.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { goFixture, type Layout, sqlOf } from "./go-tools.ts";

const layout: Layout = {
  adapter: gooseMigrator,
  inputs: {},
  files: ({ version, name, up, down }) => ({
    [`${version}_${name}.sql`]: `-- +goose Up\n${sqlOf(up)}\n-- +goose Down\n${sqlOf(down)}`,
  }),
};

describe.runIf(can("postgres", "goose"))("on PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const make = async () => goFixture(layout, await emptyPostgres(server));

  migratorContract("goose", make);

  test("an environment file that lies where it runs does not lead it to another database", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await writeFile(join(fixture.folder, ".env"), "GOOSE_TABLE=elsewhere\nPGOPTIONS=-c search_path=nowhere\n");
    await applyAll(fixture.migrator);
    expect((await fixture.migrator.state()).applied).toHaveLength(1);
    expect(await fixture.tables()).toEqual(["people"]);
  });

  test("numbers are compared as numbers, and leading zeros are none of the version", async () => {
    await using fixture = await make();
    for (const version of ["00010", "9"]) await fixture.add({ ...(version === "9" ? people : orders), version });
    expect((await fixture.migrator.state()).pending.map(({ version }) => version)).toEqual(["9", "10"]);
    await applyAll(fixture.migrator);
    const { applied, problems } = await fixture.migrator.state();
    expect(applied.map(({ version }) => version)).toEqual(["9", "10"]);
    expect(problems).toEqual([]);
  });
});

describe.runIf(can("mariadb", "goose"))("on MariaDB", () => {
  let server: MariadbServer;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  migratorContract("goose", async () => goFixture(layout, await emptyMariadb(server)));
});

describe.runIf(can("goose"))("on SQLite", () => {
  migratorContract("goose", async () => goFixture(layout, await emptySqlite()));
});

describe("the halves of a file", () => {
  test("are cut at goose's marks", () => {
    const text = "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE TABLE a (id int);\n-- +goose down\nDROP TABLE a;\n";
    expect(readHalves(text)).toEqual({
      up: "-- +goose Up\nCREATE TABLE a (id int);\n",
      hasDown: true,
      down: "-- +goose down\nDROP TABLE a;\n",
    });
  });

  test("are not told where the environment's variables go into them", () => {
    const text = "-- +goose Up\n-- +goose ENVSUB ON\nCREATE TABLE $NAME (id int);\n-- +goose Down\n";
    expect(readHalves(text)).toEqual({ hasDown: false });
  });

  test.each([
    ["no mark", "CREATE TABLE a (id int);"],
    ["the wrong order", "-- +goose Down\n-- +goose Up\n"],
    ["two Ups", "-- +goose Up\n-- +goose Up\n"],
  ])("are not told where the file has %s, which goose refuses", (_, text) => expect(readHalves(text)).toEqual({}));
});
