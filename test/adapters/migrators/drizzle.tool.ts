import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drizzleMigrator } from "../../../src/adapters/migrators/drizzle.ts";
import {
  applyAll,
  limits,
  type MigrationFile,
  migratorContract,
  orders,
  payments,
  people,
} from "../../contracts/migrator.ts";
import { type MariadbServer, startMariadb } from "../../servers/mariadb.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { type Layout, onMariadb, onPostgres, removeIn, toolFixture, writeIn } from "./node-tools.ts";

interface Entry {
  readonly when: number;
  readonly tag: string;
}

const tagOf = ({ version, name }: MigrationFile) => `${version}_${name}`;
const entryOf = (file: MigrationFile): Entry => ({ when: Number(file.version), tag: tagOf(file) });
const lines = (statements: readonly string[], between: string) => statements.map((sql) => `${sql};\n`).join(between);

async function journal(folder: string, change: (entries: readonly Entry[]) => readonly Entry[]): Promise<void> {
  const text = await readFile(join(folder, "drizzle/meta/_journal.json"), "utf8").catch(() => '{"entries":[]}');
  const entries = change(JSON.parse(text).entries).map((entry, idx) => ({ ...entry, idx, breakpoints: true }));
  await writeIn(folder, "drizzle/meta/_journal.json", JSON.stringify({ version: "7", entries }));
}

const layout: Layout = {
  adapter: drizzleMigrator,
  inputs: { "drizzle-down": "down" },
  async add(folder, file) {
    await writeIn(folder, `drizzle/${tagOf(file)}.sql`, lines(file.up, "--> statement-breakpoint\n"));
    if (file.down.length > 0) await writeIn(folder, `down/${tagOf(file)}.sql`, lines(file.down, ""));
    await journal(folder, (entries) => [...entries, entryOf(file)].sort((a, b) => a.when - b.when));
  },
  async remove(folder, file) {
    await removeIn(folder, `drizzle/${tagOf(file)}.sql`);
    await journal(folder, (entries) => entries.filter(({ tag }) => tag !== tagOf(file)));
  },
  own: ["__drizzle_migrations"],
};
const traits = { isEachAlone: false, seesEdits: true };

describe.runIf(can("postgres"))("on PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const make = async () => toolFixture(layout, await onPostgres(server));

  migratorContract("Drizzle", make, traits);

  test("a migration at the end of the journal whose number is too small would be skipped, and is a problem", async () => {
    await using fixture = await make();
    await fixture.add(orders);
    await applyAll(fixture.migrator);
    await fixture.add(people);
    await journal(fixture.folder, (entries) => [...entries].reverse());
    expect((await fixture.migrator.state()).problems).toMatchObject([
      { kind: "out-of-order", version: people.version, what: expect.stringContaining("skip it without a word") },
    ]);
    await expect(applyAll(fixture.migrator)).rejects.toMatchObject({ code: "refused" });
  });

  test("numbers that fall are a problem before anything is applied", async () => {
    await using fixture = await make();
    for (const file of [people, orders, payments]) await fixture.add(file);
    await journal(fixture.folder, ([a, b, c]) => [a, c, b].filter((entry) => entry !== undefined));
    expect((await fixture.migrator.state()).problems).toMatchObject([
      { kind: "out-of-order", version: orders.version },
    ]);
  });

  test("files and journal that do not belong together are named", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await writeIn(fixture.folder, "drizzle/0007_forgotten.sql", "SELECT 1;");
    await expect(fixture.migrator.state()).rejects.toThrow("`0007_forgotten.sql` is not in the journal");
    await removeIn(fixture.folder, "drizzle/0007_forgotten.sql");
    await removeIn(fixture.folder, `drizzle/${tagOf(people)}.sql`);
    await expect(fixture.migrator.state()).rejects.toThrow("there is no `20260101000000_people.sql`");
    await writeIn(fixture.folder, "drizzle/meta/_journal.json", "<<<<<<< HEAD");
    await expect(fixture.migrator.state()).rejects.toThrow("is no journal of Drizzle");
  });

  test("a project without Drizzle is told so, and the reason names what is missing", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await removeIn(fixture.folder, "node_modules");
    const failure = await applyAll(fixture.migrator).catch((error) => error);
    expect(failure).toMatchObject({ code: "command_failed", message: expect.stringContaining("not installed") });
    expect(await fixture.tables()).toEqual([]);
  });

  test("a DOWN file runs together with the row of the history, or not at all", async () => {
    await using fixture = await make();
    await fixture.add({ ...people, down: ["DROP TABLE people", "INSERT INTO nowhere VALUES (1)"] });
    await applyAll(fixture.migrator);
    const [newest] = (await fixture.migrator.state()).applied;
    if (newest === undefined) throw new Error("nothing is applied");
    await expect(fixture.migrator.rollBack?.(newest, { limits })).rejects.toThrow("nowhere");
    expect((await fixture.migrator.state()).applied).toHaveLength(1);
    expect(await fixture.tables()).toEqual(["people"]);
  });
});

describe.runIf(can("mariadb"))("on MariaDB", () => {
  let server: MariadbServer;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  // No way back: this engine cannot take back schema and history together.
  const oneWay: Layout = { ...layout, inputs: {} };
  migratorContract("Drizzle", async () => toolFixture(oneWay, await onMariadb(server)), {
    ...traits,
    isEachAlone: true,
  });
});
