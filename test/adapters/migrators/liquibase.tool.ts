import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCsv, writeCsv } from "../../../src/adapters/migrators/liquibase/csv.ts";
import { liquibaseMigrator } from "../../../src/adapters/migrators/liquibase.ts";
import { applyAll, limits, oneWay, orders, payments, people, wrong } from "../../contracts/migrator.ts";
import { emptyPostgres } from "../../contracts/migrator-databases.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { goFixture, type Layout } from "./go-tools.ts";

const layout: Layout = {
  adapter: liquibaseMigrator,
  inputs: { "liquibase-migrations": "migrations", "liquibase-changelog": "changelog.yaml" },
  files: ({ version, name, up, down }) => ({
    [`${version}_${name}.sql`]: [
      "--liquibase formatted sql",
      `--changeset ann:${version}`,
      ...up.map((sql) => `${sql};`),
      ...(down.length === 0 ? ["--rollback empty"] : down.map((sql) => `--rollback ${sql};`)),
      "",
    ].join("\n"),
  }),
};

const root = `databaseChangeLog:
  - includeAll: { path: ., relativeToChangelogFile: true, endsWithFilter: .sql }
`;
const everyTime = `  - changeSet: { id: always, author: ann, runAlways: true, changes: [{ sql: { sql: SELECT 1 } }] }
`;
const view = (column: string) => `  - changeSet:
      id: view
      author: ann
      runOnChange: true
      changes: [{ createView: { viewName: ids, replaceIfExists: true, selectQuery: "SELECT id AS ${column} FROM people" } }]
`;

const always = "changelog.yaml::always::ann";
const viewing = "changelog.yaml::view::ann";
const named = ({ version, name }: typeof people) => `${version}_${name}.sql::${version}::ann`;
const versions = (migrations: readonly { readonly version: string }[]) => migrations.map(({ version }) => version);

// Liquibase takes more than a second to start: a test does here what it can do with one start.
describe.runIf(can("postgres", "liquibase"))("on PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const make = async () => {
    const fixture = await goFixture(layout, await emptyPostgres(server));
    const changelog = join(fixture.folder, "migrations", "changelog.yaml");
    await writeFile(changelog, root);
    return { ...fixture, changelog, [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose]() };
  };

  test("changesets are told by Liquibase, which creates nothing, and applied one by one", async () => {
    await using fixture = await make();
    const { migrator } = fixture;
    // Keys that name the command count before general ones in this file: they must not lead elsewhere.
    const elsewhere = ["update", "updateCount", "updateSql"].map((command) => `liquibase.command.${command}.url`);
    const lines = [...elsewhere, "url"].map((key) => `${key}=jdbc:postgresql://127.0.0.1:1/elsewhere\n`);
    await writeFile(join(fixture.folder, "liquibase.properties"), lines.join(""));
    await writeFile(fixture.changelog, root.replace("\n", `\n${everyTime}`));
    for (const file of [people, orders]) await fixture.add(file);
    const before = await migrator.target.fingerprint();
    const { pending, applied, problems } = await migrator.state();
    expect(versions(pending)).toEqual([always, named(people), named(orders)]);
    expect({ applied, problems }).toEqual({ applied: [], problems: [] });
    expect(await migrator.target.fingerprint()).toBe(before);

    await migrator.apply({ versions: pending.slice(0, 2), limits });
    expect(await fixture.tables()).toEqual(["people"]);
    // Liquibase counts the one that is run every time among those that are to come.
    await migrator.apply({ versions: pending.slice(2, 3), limits });
    await applyAll(migrator);
    expect(await fixture.tables()).toEqual(["orders", "people"]);
    const after = await migrator.state();
    expect(after).toMatchObject({ pending: [], problems: [] });
    expect(versions(after.applied).toSorted()).toEqual([named(people), named(orders), always].toSorted());
  });

  test("a changeset of another format has a preview both ways, is pending again once it has changed, and is taken back", async () => {
    await using fixture = await make();
    const { migrator, changelog } = fixture;
    await fixture.add(people);
    await writeFile(changelog, root + view("id"));
    await applyAll(migrator);
    const newest = (await migrator.state()).applied.at(-1) ?? people;
    expect(newest.version).toBe(viewing);
    const { up, down, source } = await migrator.preview(newest);
    expect(up).toMatch(/VIEW ids/);
    expect(up).not.toMatch(/TABLE|DROP/);
    expect(down).toMatch(/DROP VIEW ids/);
    expect(source).toContain("createView");
    await migrator.rollBack?.(newest, { limits });
    expect(versions((await migrator.state()).pending)).toEqual([viewing]);
    await applyAll(migrator);
    await writeFile(changelog, root + view("number"));
    expect(await migrator.state()).toMatchObject({ pending: [{ version: viewing }], problems: [] });
  });

  test("what fails in the middle stays pending, and is named with the server's words", async () => {
    await using fixture = await make();
    for (const file of [people, wrong]) await fixture.add(file);
    const failure = await applyAll(fixture.migrator).catch((error) => error);
    expect(failure).toMatchObject({ code: "command_failed" });
    expect(failure.message).toContain(`in migration \`${named(wrong)}\``);
    expect(failure.message).toContain('relation "nowhere" does not exist');
    const { applied, pending } = await fixture.migrator.state();
    expect(versions(applied)).toEqual([named(people)]);
    expect(versions(pending)).toEqual([named(wrong)]);
    expect(await fixture.tables()).toEqual(["people"]);
  });

  test("an older checkout, an edited file, a lock of somebody else and an empty way down are told", async () => {
    await using fixture = await make();
    const { migrator, folder } = fixture;
    for (const file of [people, oneWay]) await fixture.add(file);
    await applyAll(migrator);
    const newest = (await migrator.state()).applied.at(-1) ?? { version: "", name: "" };
    expect(newest.version).toBe(named(oneWay));
    await expect(migrator.rollBack?.(newest, { limits })).rejects.toMatchObject({ code: "refused" });

    await fixture.add(payments);
    const held = "UPDATE databasechangeloglock SET locked = true, lockgranted = now(), lockedby = 'a dead job'";
    await migrator.target.execute([held], limits);
    const failure = await applyAll(migrator).catch((error) => error);
    expect(failure.message).toMatch(/locked by a dead job.*release-locks/);
    expect(await fixture.tables()).toEqual(["oneway", "people"]);

    const file = join(folder, "migrations", `${people.version}_people.sql`);
    await writeFile(file, (await readFile(file, "utf8")).replace("integer", "bigint"));
    await fixture.remove(oneWay);
    const { problems } = await migrator.state();
    expect(problems).toMatchObject([
      { kind: "missing-file", version: named(oneWay) },
      { kind: "edited", version: named(people) },
    ]);
  });

  test("a changelog that is not there, or that Liquibase cannot read, is an input error, and so is a missing tool", async () => {
    await using fixture = await make();
    await expect(fixture.open({ "liquibase-changelog": "none.xml" }).state()).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("liquibase-changelog"),
    });
    await expect(fixture.uninstalled?.state()).rejects.toMatchObject({
      code: "invalid_input",
      hint: expect.stringContaining("Install it"),
    });
    await writeFile(fixture.changelog, "databaseChangeLog: [{ include: { file: absent.sql } }]\n");
    const failure = await fixture.migrator.state().catch((error) => error);
    expect(failure).toMatchObject({ code: "invalid_input", message: expect.stringContaining("absent.sql") });
  });
});

test("rows are read as Liquibase writes them", () => {
  const text = '"ID","TAG","COMMENTS"\n"1",,"a ""b"",\nc"\n"2","",""\n';
  const rows = [
    ["ID", "TAG", "COMMENTS"],
    ["1", "", 'a "b",\nc'],
    ["2", "", ""],
  ];
  expect(readCsv(text)).toEqual(rows);
  expect(readCsv(writeCsv(rows))).toEqual(rows);
});
