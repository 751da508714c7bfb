import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listVersions } from "../../../src/adapters/migrators/atlas/files.ts";
import { atlasHistory } from "../../../src/adapters/migrators/atlas/history.ts";
import { atlasMigrator } from "../../../src/adapters/migrators/atlas.ts";
import type { Setup } from "../../../src/adapters/migrators/engine/declaration.ts";
import { applyAll, limits, type MigrationFile, migratorContract, oneWay, people } from "../../contracts/migrator.ts";
import { emptyPostgres } from "../../contracts/migrator-databases.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { recordedAtlas } from "./atlas-recorded.ts";
import { goFixture, type Layout, sqlOf } from "./go-tools.ts";

const layout: Layout = {
  adapter: atlasMigrator,
  inputs: { "atlas-command": ["node", "./atlas.cjs"], "atlas-down": "down" },
  files: ({ version, name, up }) => ({ [`${version}_${name}.sql`]: sqlOf(up) }),
};

/** What `atlas migrate hash` does, as the stand-in checks it. */
async function seal(folder: string): Promise<void> {
  const names = (await readdir(join(folder, "migrations"))).filter((name) => name.endsWith(".sql"));
  await writeFile(join(folder, "migrations", "atlas.sum"), names.sort().join("\n"));
}

async function atlasFixture(server: PostgresServer) {
  const fixture = await goFixture(layout, await emptyPostgres(server));
  const { folder, otherFolder } = fixture;
  for (const one of [folder, otherFolder]) {
    await mkdir(join(one, "down"));
    await writeFile(join(one, "atlas.cjs"), recordedAtlas);
    await symlink(join(import.meta.dirname, "../../../node_modules"), join(one, "node_modules"));
  }
  return {
    ...fixture,
    async add(file: MigrationFile, into = folder) {
      await fixture.add(file, into);
      if (file.down.length > 0) await writeFile(join(into, "down", `${file.version}.sql`), sqlOf(file.down));
      await seal(into);
    },
    async remove(file: MigrationFile) {
      await fixture.remove(file);
      await seal(folder);
    },
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
}

describe.runIf(can("postgres"))("recorded, on PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const make = () => atlasFixture(server);

  migratorContract("atlas", make);

  test("files that `atlas.sum` does not know are told with what to do", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await writeFile(join(fixture.folder, "migrations", "20260303000000_more.sql"), "SELECT 1;\n");
    const failure = await applyAll(fixture.migrator).catch((error) => error);
    expect(failure.message).toContain("run `atlas migrate hash`");
    expect(await fixture.tables()).toEqual([]);
  });

  test("a migration without a DOWN file has no way down", async () => {
    await using fixture = await make();
    await fixture.add(oneWay);
    await applyAll(fixture.migrator);
    const newest = (await fixture.migrator.state()).applied.at(-1) ?? oneWay;
    expect(await fixture.migrator.preview(newest)).toMatchObject({ hasDown: false });
    await expect(fixture.migrator.rollBack?.(newest, { limits })).rejects.toMatchObject({ code: "refused" });
    expect(await fixture.tables()).toEqual(["oneway"]);
  });

  test("a checkpoint is an input error", async () => {
    await using fixture = await make();
    await fixture.add({ ...people, up: ["-- atlas:checkpoint\n\nCREATE TABLE people (id integer)"] });
    await expect(fixture.migrator.state()).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("the history", () => {
  const history = atlasHistory({ table: "revisions.atlas_schema_revisions" });
  const files = ["1", "2", "3"].map((version) => ({ version, name: version }));

  test("lies in the schema that the table names", () => {
    expect(history.schema).toBe("revisions");
    expect(history.sql).toContain('"revisions"."atlas_schema_revisions"');
  });

  test("has a row for what was applied in part, which a person has to look at", () => {
    const rows = [
      ["1", "one", "2", "1", "1", null],
      ["2", "two", "2", "1", "2", "no such table"],
    ];
    expect(history.read(rows, files)).toEqual([
      { version: "1", name: "one" },
      { version: "2", name: "two", isDirty: true },
    ]);
  });

  test("has a baseline for all files up to its own, and rows that are no migrations", () => {
    const rows = [
      [".atlas_cloud_identifier", "x", "2", "0", "0", null],
      ["2", "baseline", "1", "0", "0", null],
    ];
    expect(history.read(rows, files)).toEqual([{ version: "1" }, { version: "2" }]);
  });
});

test("files are known by what stands before the first underscore", async () => {
  const exec = { list: async () => ["atlas.sum", "2_b.sql", "1.sql", "note.txt"], readFile: async () => "" };
  const files = await listVersions({ exec, migrations: "/m" } as unknown as Setup);
  expect(files.map(({ version }) => version)).toEqual(["1", "2"]);
});
