import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { actsByItself, versionSql } from "../../../src/adapters/migrators/doctrine/sql.ts";
import { doctrineMigrator } from "../../../src/adapters/migrators/doctrine.ts";
import { hasPhpDown } from "../../../src/adapters/migrators/frameworks/php.ts";
import { applyAll, type MigrationFile, migratorContract, orders, people } from "../../contracts/migrator.ts";
import { emptySqlite } from "../../contracts/migrator-databases.ts";
import { type Application, applicationFixture } from "./frameworks.ts";

const lines = (statements: readonly string[]) => statements.map((sql) => `    $this->addSql('${sql}');\n`).join("");
const classOf = ({ version }: MigrationFile) => `Version${version}`;
const versionOf = (file: MigrationFile) => `DoctrineMigrations\\${classOf(file)}`;

const application: Application = {
  adapter: doctrineMigrator,
  inputs: { "doctrine-command": [process.execPath, "bin/console.mjs"] },
  uninstalled: ["no-such-php", "bin/console"],
  files: { "bin/console.mjs": readFileSync(join(import.meta.dirname, "doctrine-console.mjs"), "utf8") },
  write: (file) => [
    `migrations/${classOf(file)}.php`,
    `<?php\n// ${file.name}\ndeclare(strict_types=1);\n\nnamespace DoctrineMigrations;\n\nfinal class ${classOf(file)} extends AbstractMigration\n{\n  public function up(Schema $schema): void\n  {\n${lines(file.up)}  }\n\n  public function down(Schema $schema): void\n  {\n${lines(file.down)}  }\n}\n`,
  ],
};
const make = async () => {
  // A lock of SQLite ends nobody's wait but the program's own.
  const { hold: _, ...fixture } = await applicationFixture(application, await emptySqlite());
  return fixture;
};

migratorContract("doctrine (its console recorded)", make, { versionOf, isOrdered: false, isReadable: false });

test("a dry run is asked only where the history table is there: it would create it", async () => {
  await using fixture = await make();
  const { migrator } = fixture;
  await fixture.add(people);
  const [first] = (await migrator.state()).pending;
  if (first === undefined) throw new Error("nothing is pending");
  const before = await migrator.target.fingerprint();
  expect(await migrator.preview(first)).toEqual({ source: expect.stringContaining("CREATE TABLE people") });
  expect(await migrator.target.fingerprint()).toBe(before);
  await applyAll(migrator);
  await fixture.add(orders);
  const [next] = (await migrator.state()).pending;
  if (next === undefined) throw new Error("nothing is pending");
  expect(await migrator.preview(next)).toMatchObject({ up: `${orders.up[0]};`, down: `${orders.down[0]};` });
  expect(await fixture.tables()).toEqual(["people"]);
});

test("code that asks the database by itself is never run for a look", () => {
  expect(actsByItself("$this->addSql('SELECT 1');")).toBe(false);
  for (const source of ["$this->connection->executeStatement('')", "public function preUp(Schema $s): void"]) {
    expect(actsByItself(source)).toBe(true);
  }
});

test("what Doctrine keeps for itself is not judged", () => {
  const file =
    "-- Version A\\B\nINSERT INTO other VALUES (1);\n-- Version A\\B update table metadata;\nINSERT INTO v (version) VALUES ('A\\B');\n";
  expect(versionSql(file, "v")).toBe("INSERT INTO other VALUES (1);");
});

test.for([
  ["class A extends AbstractMigration { public function up(Schema $s): void {} }", false],
  ["class A extends Migration { public function down(): void { } }", false],
  ["class A extends Migration { public function down() { // nothing\n } }", false],
  [
    "class A extends AbstractMigration { public function down(Schema $s): void { $this->throwIrreversibleMigrationException(); } }",
    false,
  ],
  ["class A extends Migration { public function down() { Schema::drop('a'); } }", undefined],
  ["class A extends Ours { public function up() {} }", undefined],
] as const)("the way down of %j", ([source, wanted]) => {
  expect(hasPhpDown(source)).toBe(wanted);
});
