import { join } from "node:path";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import { commandMigrator } from "../../../src/adapters/migrators/command.ts";
import { leadingTo } from "../../../src/adapters/migrators/engine/production.ts";
import type { Address } from "../../../src/adapters/targets/address.ts";
import { CommandError } from "../../../src/kit/errors.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { openTool, writeIn } from "./node-tools.ts";

const url = "postgres://app:s3cret%21@db.example.com:5432/shop";
const login = { user: "app", password: "s3cret!", database: "shop" };
const postgres: Address = { dialect: "postgres", url, host: "db.example.com", port: 5432, ...login };
const mysql: Address = { ...postgres, dialect: "mysql", url: "mysql://app@db.example.com/shop", port: 3306 };

/** Programs see exactly these variables; the password of production is hidden in what they print. */
function worldOf(given: Readonly<Record<string, string>>) {
  const environment = { PATH: process.env.PATH, HOME: "/root", ...given };
  const base = testEffects();
  base.mask("s3cret!");
  base.mask("s3cret%21");
  const exec = localExecutor({ folder: base.folder, redact: base.redact, environment });
  return { ...base, exec, env: (name: string) => environment[name as keyof typeof environment] };
}

async function found(address: Address, given: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const effects = worldOf(given);
  return leadingTo({ url: address.url, address }, { exec: effects.exec, effects, folder: effects.folder })();
}

test.for([
  url,
  "postgresql://somebody:else@DB.example.com/shop",
  "postgresql+psycopg://db.example.com:5432/shop?sslmode=require",
  "jdbc:postgresql://db.example.com/shop?user=app",
  "postgres://app:s3cret%21@other.example.com,db.example.com:5432/shop",
  "postgres://app:s3cret%21@db-pooler.example.com:6543/shop",
  "host=db.example.com port=5432 dbname=shop user=app",
  "pgsql:host=db.example.com;dbname=shop",
  "Host=db.example.com;Database=shop;Username=app",
])("a variable that names production is found: %s", async (value) => {
  expect(await found(postgres, { PROD_DB: value })).toEqual(["PROD_DB"]);
});

test.for([
  "postgres://app:other@localhost:5432/shop",
  "postgres://app:s3cret%21@db.example.com:5432/billing",
  "postgres://app:other@db.example.com:5433/shop",
  "https://db.example.com:5432/shop",
  "db.example.com",
  "shop",
  "",
])("one that leads elsewhere, or is no address, is left alone: %s", async (value) => {
  expect(await found(postgres, { OTHER: value })).toEqual([]);
});

test("what Go's drivers write is read as well", async () => {
  const given = { A: "app:pw@tcp(db.example.com:3306)/shop?parseTime=true", B: "app:pw@tcp(db.example.com:3307)/shop" };
  expect(await found(mysql, given)).toEqual(["A"]);
});

test("a file is found by its path, however it is written, and nothing of the machine is", async () => {
  const effects = worldOf({});
  const database = join(effects.folder, "shop.db");
  const address: Address = { ...postgres, dialect: "sqlite", url: `sqlite:${database}`, database };
  const given = { A: "sqlite:shop.db", B: database, C: "file:./shop.db?mode=ro", D: "sqlite:other.db" };
  const exec = localExecutor({
    folder: effects.folder,
    redact: (text) => text,
    environment: { ...process.env, ...given },
  });
  expect(await leadingTo({ url: address.url, address }, { exec, effects, folder: effects.folder })()).toEqual([
    "A",
    "B",
    "C",
  ]);
});

test("what stands in the files from which programs fill their environment is found as well", async () => {
  const effects = worldOf({});
  const text = `# the database\nexport APP_DB='${url}' \nOTHER=postgres://localhost/shop\n`;
  await writeIn(effects.folder, ".env", text);
  await writeIn(effects.folder, ".env.production", `PROD_DB="${url}"\n`);
  const { exec, folder } = effects;
  expect(await leadingTo({ url, address: postgres }, { exec, effects, folder })()).toEqual(["APP_DB", "PROD_DB"]);
});

test("a place that cannot tell its variables is no failure", async () => {
  const { exec, ...effects } = worldOf({});
  const broken = { ...exec, run: () => Promise.reject(new CommandError("no env", { exitCode: 127, output: "" })) };
  expect(
    await leadingTo(
      { url, address: postgres },
      { exec: broken, effects: { ...effects, exec }, folder: effects.folder },
    )(),
  ).toEqual([]);
});

test("a tool on a copy gets the variables that lead to production empty, and on production as they are", async () => {
  await using folder = await temporaryFolder();
  const [production, copy] = ["shop.db", "copy.db"].map((name) => join(folder.path, name)) as [string, string];
  for (const file of [production, copy]) new DatabaseSync(file).exec("CREATE TABLE schema_migrations (version TEXT)");
  await writeIn(folder.path, "migrations/001_note.sql", "CREATE TABLE note (id INTEGER);");
  const script = `const { DatabaseSync } = require("node:sqlite");
    const path = process.env.PROD_DB || process.env.DATABASE_URL;
    new DatabaseSync(path.replace(/^sqlite:(\\/\\/)?/, "")).exec("CREATE TABLE note (id INTEGER); INSERT INTO schema_migrations VALUES ('001')");`;
  const environment = { ...process.env, PROD_DB: `sqlite:${production}` };
  const exec = localExecutor({ folder: folder.path, redact: (text) => text, environment });
  const inputs = { "command-url": `sqlite:${production}`, "command-apply": [process.execPath, "-e", script] };
  const effects = testEffects({ folder: folder.path, exec });
  const migrator = openTool(commandMigrator, folder.path, inputs, effects);
  const states = async () => {
    const both = [migrator, migrator.on(`sqlite:${copy}`)];
    return (await Promise.all(both.map((one) => one.state()))).map(({ applied }) => applied.length);
  };
  const { pending } = await migrator.state();
  const limits = { lock: 1000, statement: 1000 };
  await migrator.on(`sqlite:${copy}`).apply({ versions: pending, limits });
  expect(await states()).toEqual([0, 1]);
  expect(effects.lines).toContain("On the copy the tool does not see production's address in PROD_DB");
  await migrator.apply({ versions: pending, limits });
  expect(await states()).toEqual([1, 1]);
});

test.for([
  [undefined, false],
  [true, undefined],
] as const)("commands are tried on a copy only where that is asked for: %s", ([given, rehearses]) => {
  const inputs = { "command-url": "sqlite:shop.db", "command-apply": ["true"] };
  const asked = given === undefined ? {} : { "command-rehearses": given };
  expect(openTool(commandMigrator, "/tmp", { ...inputs, ...asked }, testEffects()).rehearses).toBe(rehearses);
});
