import { describe, expect, test } from "vitest";
import { downFileOf, readMigrationFile, sqlFileTools } from "../../src/core/migration-files.ts";

const up = "CREATE TABLE a (id int);";

describe("the up half is cut out for", () => {
  test.each([
    ["dbmate", "20260101_a.sql", `-- migrate:up\n${up}\n-- migrate:down\nDROP TABLE a;\n`, "20260101", true],
    ["dbmate", "1_a.sql", `\n-- migrate:up transaction:false\n${up}\n-- migrate:down\n-- nothing\n`, "1", false],
    ["goose", "00001_a.sql", `-- +goose Up\n${up}\n-- +goose Down\nDROP TABLE a;\n`, "00001", true],
    ["goose", "2_a.sql", `-- +goose NO TRANSACTION\n-- +goose up\n${up}\n`, "2", false],
    ["golang-migrate", "1_a.up.sql", up, "1", null],
    ["supabase", "20260101_a.sql", up, "20260101", null],
    ["drizzle", "0000_dark_wolf.sql", up, "0000_dark_wolf", null],
    ["drizzle", "20260101_x/migration.sql", up, "20260101_x", null],
    ["prisma", "20260101_x/migration.sql", up, "20260101_x", null],
    ["atlas", "20260101_a.sql", up, "20260101", null],
    ["atlas", "20260101.sql", up, "20260101", null],
    ["flyway", "V1.2__a.sql", up, "1.2", null],
    ["flyway", "R__views.sql", up, "R__views", null],
    ["sql", "001_a.sql", up, "001", null],
    ["sql", "001_a.up.sql", up, "001", null],
  ])("%s in %s", (tool, path, text, version, hasDown) => {
    const read = readMigrationFile(tool, `db/migrations/${path}`, text);
    expect(read).toMatchObject({ version, hasDown, why: null, phase: "expand" });
    expect(read?.up).toContain(up);
    expect(read?.up).not.toContain("DROP");
    expect(text.split("\n")[(read?.line ?? 0) - 1]).toBe(read?.up?.split("\n")[0]);
  });
});

test("drizzle's marks between statements end them", () => {
  const text = `${up}\n--> statement-breakpoint\nDROP TABLE b`;
  expect(readMigrationFile("drizzle", "0001_x.sql", text)?.up).toBe(`${up}\n;-- statement-breakpoint\nDROP TABLE b`);
});

test.each([
  ["golang-migrate", "1_a.down.sql"],
  ["supabase", "1_a.down.sql"],
  ["atlas", "1_a.down.sql"],
  ["sql", "1_a.down.sql"],
  ["flyway", "U1__a.sql"],
  ["prisma", "20260101_x/down.sql"],
  ["dbmate", "readme.sql"],
  ["dbmate", "atlas.sum"],
  ["alembic", "__init__.py"],
  ["drizzle", "meta/_journal.json"],
])("%s does not take %s for a migration", (tool, path) => {
  expect(readMigrationFile(tool, `m/${path}`, up)).toBeNull();
});

describe("the SQL is not known where", () => {
  test.each([
    ["dbmate", "1_a.sql", up, "it is not one up half followed by one down half"],
    ["dbmate", "1_a.sql", `${up}\n-- migrate:up\n`, "it is not one up half"],
    ["dbmate", "1_a.sql", `-- migrate:down\n${up}\n-- migrate:up\n`, "it is not one up half"],
    ["goose", "1_a.sql", `-- +goose Up\n-- +goose ENVSUB ON\n${up}`, "goose fills in variables"],
    ["goose", "1_a.sql", `-- +goose Up\n${up}\n-- +goose Down\n-- +goose Up\n`, "it is not one up half"],
    ["flyway", "V1__a.sql", "CREATE TABLE ${name} (id int);", "Flyway fills in"],
    ["atlas", "1.sql", `-- atlas:delimiter \\n\\n\n${up}`, "it says by `atlas:delimiter`"],
    ["goose", "1_a.go", "package x", "it is written in Go"],
    ["artisan", "2026_01_01_000000_a.php", "<?php", "it is written in PHP"],
    ["knex", "1_a.js", "exports.up", "it is written in JavaScript"],
    ["something", "1_a.sql", up, "its tool is not known"],
  ])("%s %s", (tool, path, text, why) => {
    const read = readMigrationFile(tool, path, text);
    expect(read).toMatchObject({ up: null, hasDown: null });
    expect(read?.why).toContain(why);
  });
});

test("the phase is read whatever the language", () => {
  expect(readMigrationFile("artisan", "1_a.php", "<?php // deploy-actions: phase=contract")?.phase).toBe("contract");
  expect(readMigrationFile("sql", "1_a.sql", `-- deploy-actions: phase=contract\n${up}`)?.phase).toBe("contract");
});

test("the file that takes a migration back is named where the tool keeps it apart", () => {
  const paths = sqlFileTools.map((tool) => [
    tool,
    downFileOf(
      tool,
      { "golang-migrate": "a/1_x.up.sql", atlas: "a/1_x.up.sql", flyway: "a/V1__x.sql", prisma: "a/1/migration.sql" }[
        tool
      ] ?? "a/1_x.sql",
    ),
  ]);
  expect(Object.fromEntries(paths)).toEqual({
    dbmate: null,
    goose: null,
    "golang-migrate": "a/1_x.down.sql",
    supabase: null,
    drizzle: null,
    prisma: "a/1/down.sql",
    atlas: "a/1_x.down.sql",
    flyway: "a/U1__x.sql",
    sql: "a/1_x.down.sql",
  });
  expect(downFileOf("flyway", "a/R__x.sql")).toBeNull();
});
