import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { supabaseMigrator } from "../../../src/adapters/migrators/supabase.ts";
import type { Migrator } from "../../../src/stages/ports/migrator.ts";
import {
  applyAll,
  limits,
  type MigrationFile,
  type MigratorFixture,
  migratorContract,
  orders,
  people,
} from "../../contracts/migrator.ts";
import { type EmptyDatabase, emptyPostgres } from "../../contracts/migrator-databases.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { adminPassword, type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can, programPath } from "../../servers/programs.ts";

type Command = readonly [string, ...string[]];

function openSupabase(folder: string, url: string, command: Command = [programPath("supabase")], down?: string) {
  const inputs = {
    "supabase-url": url,
    "supabase-command": command,
    "supabase-migrations": "supabase/migrations",
    "supabase-table": "supabase_migrations.schema_migrations",
    "supabase-down": down ?? "supabase/rollback",
  };
  return supabaseMigrator.open(inputs, { effects: testEffects({ folder }), application: "shop", environment: "test" });
}

interface SupabaseFixture extends MigratorFixture {
  readonly folder: string;
  called(command: Command): Migrator;
}

async function supabaseFixture(database: EmptyDatabase): Promise<SupabaseFixture> {
  const folder = await temporaryFolder();
  const otherFolder = join(folder.path, "release");
  const places = ["supabase/migrations", "supabase/rollback"];
  for (const base of [folder.path, otherFolder]) {
    for (const place of places) await mkdir(join(base, place), { recursive: true });
  }
  const pathOf = ({ version, name }: MigrationFile, place: string, base = folder.path) =>
    join(base, "supabase", place, `${version}_${name}.sql`);
  const { url, otherUrl, absentUrl, strangerUrl = "", tables, wasCreated, hold } = database;
  const lines = (statements: readonly string[]) => statements.map((statement) => `${statement};\n`).join("");
  return {
    folder: folder.path,
    migrator: openSupabase(folder.path, url),
    absent: openSupabase(folder.path, absentUrl),
    uninstalled: openSupabase(folder.path, url, ["no-such-supabase"]),
    stranger: openSupabase(folder.path, strangerUrl),
    called: (command) => openSupabase(folder.path, url, command),
    ...{ otherUrl, otherFolder, tables, wasCreated, hold },
    async add(file, base) {
      await writeFile(pathOf(file, "migrations", base), `-- ${file.name}\n${lines(file.up)}-- the end\n`);
      await writeFile(pathOf(file, "rollback", base), `-- back\n${lines(file.down)}`);
    },
    remove: (file) => rm(pathOf(file, "migrations")),
    async [Symbol.asyncDispose]() {
      await folder[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

describe.runIf(can("postgres", "supabase"))("the Supabase CLI", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const make = async () => supabaseFixture(await emptyPostgres(server));

  migratorContract("supabase", make, { seesEdits: true });

  test("the password is in the environment and not on the command line, and the target is never the local one", async () => {
    await using fixture = await make();
    await fixture.add(people);
    const script = 'printf "%s\\n" "$PGPASSWORD" "$@" > called; exec "$0" "$@"';
    await applyAll(fixture.called(["sh", "-c", script, programPath("supabase")]));
    const [password, ...words] = (await readFile(join(fixture.folder, "called"), "utf8")).trim().split("\n");
    expect(password).toBe(adminPassword);
    expect(words).toContainEqual(expect.stringMatching(/^--remote=postgres:\/\/admin@127\.0\.0\.1:/));
    expect(words.join(" ")).not.toContain(encodeURIComponent(adminPassword));
    expect(await fixture.tables()).toEqual(["people"]);
  });

  test("a DOWN file among the migrations is refused: it would be applied forward", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await writeFile(join(fixture.folder, "supabase/migrations/20260101000000_people.down.sql"), "DROP TABLE people;");
    await expect(fixture.migrator.state()).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("applied forward"),
      hint: expect.stringContaining("supabase/rollback"),
    });
  });

  test("a folder of DOWN files among the migrations is refused", () => {
    const open = () => openSupabase("/tmp", server.url("shop"), ["supabase"], "supabase/migrations/down");
    expect(open).toThrow(expect.objectContaining({ code: "invalid_input" }));
  });

  test("a DOWN file that fails leaves schema and history as they are", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await fixture.add({ ...orders, down: ["DROP TABLE orders", "DROP TABLE nowhere"] });
    await applyAll(fixture.migrator);
    const newest = (await fixture.migrator.state()).applied.at(-1);
    if (newest === undefined) throw new Error("not applied");
    await expect(fixture.migrator.rollBack?.(newest, { limits })).rejects.toThrow(/nowhere/);
    expect(await fixture.tables()).toEqual(["orders", "people"]);
    expect((await fixture.migrator.state()).applied).toHaveLength(2);
  });

  test("a row that `migration repair` has written without statements says nothing about edits", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await applyAll(fixture.migrator);
    await fixture.migrator.target.execute(
      ["UPDATE supabase_migrations.schema_migrations SET statements = NULL"],
      limits,
    );
    expect((await fixture.migrator.state()).problems).toEqual([]);
  });
});
