import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sqliteDatabase } from "../../../src/adapters/databases/sqlite.ts";
import { dbmateMigrator } from "../../../src/adapters/migrators/dbmate.ts";
import { migrators } from "../../../src/adapters/migrators/index.ts";
import { applyAll, migratorContract } from "../../contracts/migrator.ts";
import { emptySqlite } from "../../contracts/migrator-databases.ts";
import { testEffects } from "../../effects.ts";
import { dbmate, dbmateFixture, first, fixture, openDbmate } from "./shop.ts";

migratorContract("dbmate", async () => dbmateFixture(await emptySqlite()));

test("a failing statement rolls its migration back, and the error names file, code and statement's error", async () => {
  await using made = await fixture();
  await made.write("1_a.sql", first);
  await made.write("2_b.sql", "-- migrate:up\nCREATE TABLE b (id);\nINSERT INTO nope VALUES (1);\n-- migrate:down\n");
  await expect(applyAll(openDbmate(made.folder))).rejects.toMatchObject({
    code: "command_failed",
    exitCode: 2,
    message: expect.stringContaining("in migration `2_b.sql` (exit code 2): no such table: nope"),
    hint: expect.stringContaining(
      "Applied and staying so: `1`; not applied: `2`. The migration that failed was rolled back",
    ),
  });
  expect(made.query("SELECT name FROM sqlite_schema WHERE name IN ('a', 'b')")).toEqual([{ name: "a" }]);
});

test("a migration outside a transaction leaves its beginning, and stays pending", async () => {
  await using made = await fixture();
  const text = "-- migrate:up transaction:false\nCREATE TABLE b (id);\nINSERT INTO nope VALUES (1);\n-- migrate:down\n";
  await made.write("1_b.sql", text);
  const migrator = openDbmate(made.folder);
  await expect(applyAll(migrator)).rejects.toMatchObject({ code: "command_failed" });
  expect(made.query("SELECT name FROM sqlite_schema WHERE name = 'b'")).toHaveLength(1);
  expect((await migrator.state()).pending).toEqual([{ version: "1", name: "1_b.sql" }]);
  expect((await migrator.preview({ version: "1", name: "1_b.sql" })).up).toContain("transaction:false");
});

test("an absolute URL is percent-decoded, a relative one is not, and dbmate opens the same file", async () => {
  for (const [file, url] of [
    ["a b%é+#.db", (folder: string) => `sqlite:${folder}/a%20b%2525%C3%A9%2B%23.db`],
    ["plain.db", (folder: string) => `sqlite://${folder}/plain.db`],
    ["c%20d.db", () => "sqlite:c%20d.db"],
    ["e.db", () => "sqlite3:./e.db"],
  ] as const) {
    await using made = await fixture(file);
    await made.write("1_a.sql", first);
    const migrator = openDbmate(made.folder, { url: url(made.folder) });
    await applyAll(migrator);
    expect((await migrator.state()).applied).toHaveLength(1);
    expect(made.query("SELECT version FROM schema_migrations")).toEqual([{ version: "1" }]);
    expect((await migrator.identity()).name).toBe(made.path);
  }
});

test("a file whose name dbmate would cut is never migrated", async () => {
  await using made = await fixture("shop?x.db");
  await made.write("1_a.sql", first);
  const open = () => openDbmate(made.folder, { url: `sqlite:${made.folder}/shop%3Fx.db` });
  expect(open).toThrow(expect.objectContaining({ code: "invalid_input" }));
  expect(await readdir(made.folder)).not.toContain("shop");
});

test("the URL goes by the environment, and a .env file changes nothing", async () => {
  await using made = await fixture();
  await made.write("1_a.sql", first);
  await writeFile(join(made.folder, ".env"), "DATABASE_URL=sqlite:wrong.db\nDBMATE_WAIT=perhaps\n");
  const script = 'printf "%s\\n" "$DATABASE_URL" "$@" > called; exec "$0" "$@"';
  await applyAll(openDbmate(made.folder, { command: ["sh", "-c", script, dbmate] }));
  const [url, ...words] = (await readFile(join(made.folder, "called"), "utf8")).trim().split("\n");
  expect(url).toBe(`sqlite:${made.path}`);
  expect(words.join(" ")).not.toContain("shop.db");
  expect(words).toContain("--strict");
  expect(await readdir(made.folder)).not.toContain("wrong.db");
  expect(await readdir(join(made.folder, "db"))).toEqual(["migrations"]);
  expect(made.query("SELECT version FROM schema_migrations")).toEqual([{ version: "1" }]);
});

test("a tool that is not installed is an input error that says how to install it", async () => {
  await using made = await fixture();
  await made.write("1_a.sql", first);
  await expect(applyAll(openDbmate(made.folder, { command: ["no-such-dbmate"] }))).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("`no-such-dbmate` is not installed"),
    hint: expect.stringContaining("npm install"),
  });
});

test("a tool that says all is well and does nothing leaves the migration pending", async () => {
  await using made = await fixture();
  await made.write("1_a.sql", first);
  const migrator = openDbmate(made.folder, { command: ["true"] });
  await applyAll(migrator);
  expect((await migrator.state()).pending).toHaveLength(1);
});

test("a tool that ends with an unknown code is a command error", async () => {
  await using made = await fixture();
  await made.write("1_a.sql", first);
  const migrator = openDbmate(made.folder, { command: ["sh", "-c", "echo broken >&2; exit 7"] });
  await expect(applyAll(migrator)).rejects.toMatchObject({ code: "command_failed", exitCode: 7 });
});

test("another history table is used as it is called", async () => {
  await using made = await fixture();
  await made.write("1_a.sql", first);
  const migrator = openDbmate(made.folder, { table: "migrations_of_shop" });
  await applyAll(migrator);
  expect((await migrator.state()).applied).toHaveLength(1);
  expect((await openDbmate(made.folder).state()).applied).toEqual([]);
});

test("it is the same database to the migrator and to the backup", async () => {
  await using made = await fixture();
  const context = { effects: testEffects({ folder: made.folder }), application: "shop", environment: "test" };
  const database = sqliteDatabase.open({ "sqlite-file": "./shop.db" }, context);
  expect(await openDbmate(made.folder).identity()).toEqual(await database.identity());
});

test("the registry names the tool, and its program is found by name", () => {
  expect(migrators.chooser).toMatchObject({ required: true, choices: expect.arrayContaining(["dbmate"]) });
  expect(dbmateMigrator.inputs["dbmate-command"]?.parse("npx dbmate")).toEqual(["npx", "dbmate"]);
});
