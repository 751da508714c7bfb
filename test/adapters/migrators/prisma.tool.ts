import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { said, stoppedAt } from "../../../src/adapters/migrators/prisma/output.ts";
import { prismaMigrator } from "../../../src/adapters/migrators/prisma.ts";
import { isLockTimeout } from "../../../src/core/migration-failures.ts";
import { applyAll, type MigrationFile, migratorContract, people, wrong } from "../../contracts/migrator.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { type Layout, onPostgres, removeIn, toolFixture, writeIn } from "./node-tools.ts";
import { recordedPrisma } from "./prisma-recorded.ts";

const versionOf = ({ version, name }: MigrationFile) => `${version}_${name}`;
const lines = (statements: readonly string[]) => statements.map((sql) => `${sql};\n`).join("");

const layout: Layout = {
  adapter: prismaMigrator,
  inputs: { "prisma-command": ["node", "./prisma.cjs"], "prisma-down": "down" },
  files: {
    "prisma.cjs": recordedPrisma,
    "prisma/schema.prisma": 'datasource db {\n  provider = "postgresql"\n  url      = env("DATABASE_URL")\n}\n',
    "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n',
  },
  async add(folder, file) {
    await writeIn(folder, `prisma/migrations/${versionOf(file)}/migration.sql`, lines(file.up));
    if (file.down.length > 0) await writeIn(folder, `down/${versionOf(file)}.sql`, lines(file.down));
  },
  remove: (folder, file) => removeIn(folder, `prisma/migrations/${versionOf(file)}`),
  own: ["_prisma_migrations"],
};

describe.runIf(can("postgres"))("recorded, on PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const make = async () => toolFixture(layout, await onPostgres(server));

  // Without `hold`: what has failed for a lock is not tried again, see below.
  const patient = async () => {
    const { hold: _, ...fixture } = await make();
    return fixture;
  };
  migratorContract("Prisma", patient, { versionOf, seesEdits: true });

  test("a lock that is not to be had leaves a failed migration, as every other failure does", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await applyAll(fixture.migrator);
    await fixture.add({
      version: "20260404000000",
      name: "altering",
      up: ["ALTER TABLE people ADD age int"],
      down: [],
    });
    await using _held = await fixture.hold?.("people");
    const failure = await applyAll(fixture.migrator).catch((error) => error);
    expect(isLockTimeout(failure)).toBe(true);
    expect((await fixture.migrator.state()).problems.map(({ kind }) => kind)).toContain("dirty");
  });

  test("a failed migration keeps everything waiting, and the remedy is Prisma's own", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await fixture.add(wrong);
    await expect(applyAll(fixture.migrator)).rejects.toMatchObject({
      message: expect.stringMatching(/in migration `20260303000000_wrong` .*relation "nowhere" does not exist/),
    });
    const { problems } = await fixture.migrator.state();
    expect(problems.every(({ kind }) => kind === "dirty")).toBe(true);
    expect(problems.map(({ what }) => what).join()).toContain(
      "prisma migrate resolve --rolled-back 20260303000000_wrong",
    );
    await expect(applyAll(fixture.migrator)).rejects.toMatchObject({ code: "refused" });
    await fixture.migrator.target.execute(
      ["UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL"],
      {
        lock: 0,
        statement: 0,
      },
    );
    await fixture.add({ ...wrong, up: ["CREATE TABLE half (id integer)"] });
    await applyAll(fixture.migrator);
    expect(await fixture.migrator.state()).toMatchObject({ pending: [], problems: [] });
  });

  test("a folder without its SQL and a schema with an address of its own are refused", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await writeIn(fixture.folder, "prisma/migrations/20260909000000_empty/notes.txt", "");
    await expect(fixture.migrator.state()).rejects.toThrow("`20260909000000_empty` holds no `migration.sql`");
    await removeIn(fixture.folder, "prisma/migrations/20260909000000_empty");
    await writeIn(fixture.folder, "prisma/schema.prisma", 'datasource db {\n  url = "postgres://production"\n}\n');
    await expect(fixture.migrator.state()).rejects.toThrow("does not read `DATABASE_URL`");
  });
});

test("what Prisma says of a database that it does not reach is one line", () => {
  const stderr =
    "Error: P1001: Can't reach database server at `db.example.com:5432`\n\nPlease make sure your database server is running at `db.example.com:5432`.\n";
  const result = { code: 1, stdout: "Prisma schema loaded from prisma/schema.prisma\n", stderr };
  expect(said(result)).toBe("P1001 Can't reach database server at `db.example.com:5432`");
  expect(stoppedAt(result)).toBeNull();
});

test("a failed migration of an earlier run is named", () => {
  const stderr =
    "Error: P3009\n\nmigrate found failed migrations in the target database, new migrations will not be applied. Read more about how to resolve migration issues in a production database: https://pris.ly/d/migrate-resolve\nThe `20240528214728_add_cursor_index_03` migration started at 2025-10-10 13:48:23.538445 UTC failed\n";
  const result = { code: 1, stdout: "309 migrations found in prisma/migrations\n", stderr };
  expect(stoppedAt(result)).toBe("20240528214728_add_cursor_index_03");
  expect(said(result)).toMatch(/^P3009 migrate found failed migrations/);
});
