import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checksumOf } from "../../../src/adapters/migrators/flyway/files.ts";
import { compareVersions } from "../../../src/adapters/migrators/flyway/order.ts";
import { flywayMigrator } from "../../../src/adapters/migrators/flyway.ts";
import { applyAll, limits, migratorContract, orders, people } from "../../contracts/migrator.ts";
import { emptyPostgres } from "../../contracts/migrator-databases.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { goFixture, type Layout, sqlOf } from "./go-tools.ts";

const layout: Layout = {
  adapter: flywayMigrator,
  inputs: { "flyway-migrations": "migrations" },
  files: ({ version, name, up }) => ({ [`V${version}__${name}.sql`]: sqlOf(up) }),
};

describe.runIf(can("postgres", "flyway"))("on PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const make = async () => goFixture(layout, await emptyPostgres(server));

  migratorContract("flyway", make, { seesEdits: true });

  test("a repeatable migration runs after the numbers, and is pending again once it has changed", async () => {
    await using fixture = await make();
    const view = join(fixture.folder, "migrations", "R__view.sql");
    await fixture.add(people);
    await writeFile(view, "CREATE OR REPLACE VIEW ids AS SELECT id FROM people;\n");
    await applyAll(fixture.migrator);
    expect((await fixture.migrator.state()).applied.map(({ version }) => version)).toEqual([people.version, "R__view"]);
    await writeFile(view, "CREATE OR REPLACE VIEW ids AS SELECT id, 1 AS one FROM people;\n");
    await fixture.add(orders);
    const { pending, problems } = await fixture.migrator.state();
    expect(pending.map(({ version }) => version)).toEqual([orders.version, "R__view"]);
    expect(problems).toEqual([]);
    await fixture.migrator.apply({ versions: pending.slice(0, 1), limits });
    expect((await fixture.migrator.state()).pending).toHaveLength(1);
    await applyAll(fixture.migrator);
    expect((await fixture.migrator.state()).pending).toEqual([]);
  });

  test.each(["beforeMigrate.sql", "AFTERMIGRATE__log.sql", "nested/afterEachMigrate.sql"])(
    "a callback, which Flyway would run beside every migration, is told and refused: %s",
    async (name) => {
      await using fixture = await make();
      await fixture.add(people);
      const path = join(fixture.folder, "migrations", name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, "CREATE TABLE unjudged (id integer);\n");
      const refusal = { problems: [{ where: "flyway-migrations", what: expect.stringContaining(`\`${name}\``) }] };
      await expect(fixture.migrator.state()).rejects.toMatchObject(refusal);
      await expect(fixture.migrator.apply({ versions: [people], limits })).rejects.toMatchObject(refusal);
      expect(await fixture.tables()).toEqual([]);
      await rm(path);
      await applyAll(fixture.migrator);
      expect(await fixture.tables()).toEqual(["people"]);
    },
  );

  test("a DOWN file takes the newest migration back together with its row, and a configuration cannot allow a baseline", async () => {
    await using fixture = await make();
    await writeFile(
      join(fixture.folder, "flyway.toml"),
      '[flyway]\nbaselineOnMigrate = true\nbaselineVersion = "99999999999999"\n',
    );
    const migrator = fixture.open({ "flyway-down": "." });
    await fixture.add(people);
    await applyAll(migrator);
    const [newest] = (await migrator.state()).applied;
    if (newest === undefined) throw new Error("nothing is applied");
    await expect(migrator.rollBack?.(newest, { limits })).rejects.toMatchObject({ code: "refused" });
    await writeFile(join(fixture.folder, `${people.version}_people.sql`), "DROP TABLE people;\n");
    await migrator.rollBack?.(newest, { limits });
    expect((await migrator.state()).applied).toEqual([]);
    expect(await fixture.tables()).toEqual([]);
  });
});

test("checksums are those that Flyway keeps", () => {
  expect(checksumOf("CREATE TABLE people (id integer);\n")).toBe("-1211960875");
  expect(checksumOf("\uFEFFCREATE TABLE people (id integer);\r\n")).toBe("-1211960875");
  expect(checksumOf("CREATE OR REPLACE VIEW v as select 1 as x;\n")).toBe("-1177223669");
});

test("versions are compared part by part", () => {
  const versions = ["R__b", "1.10", "1.9", "2", "R__a", "1"];
  expect(versions.toSorted(compareVersions)).toEqual(["1", "1.9", "1.10", "2", "R__a", "R__b"]);
  expect(compareVersions("1.0", "1")).toBe(0);
});
