import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { entriesOf, expectServed, journalOf, type Serving } from "./evidence.ts";
import { furnish, openWorld, type Run, type World } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "deploy-actions-way-back-"));
const before = ["20261102090000", "20261110090000"];
const base = join(folder, "base");
const previous: Serving = { tag: "unique", slot: "green" };
const unique = ["CREATE UNIQUE INDEX tickets_by_title ON tickets (title)", "DROP INDEX tickets_by_title"] as const;
const allAtOnce = "{ steps: '100', watch: 300ms, probe-rate: 60, min-requests: 1 }";
const accepted = [
  "--migrate",
  "{ breaking: accept }",
  "--traffic-shift",
  allAtOnce,
  "--deploy-slot",
  "{ ready-timeout: 3s }",
];
let world: World;

beforeAll(async () => {
  world = await openWorld(join(folder, "world"));
  furnish(world.folder);
  release("unique", ["20261110090000", ...unique]);
  expectCode(await world.deploy("unique"), 0);
  sql("INSERT INTO tickets (title) VALUES ('kept')");
  await world.stop();
  world.save(base);
}, 60_000);

beforeEach(async () => {
  await world.stop();
  world.restore(base);
  const served = { commit: world.commit("unique"), version: "unique" };
  await world.host.prepare("green", served);
  await world.host.start("green", served);
  expect(await world.host.ready("green", served, 20_000)).toMatchObject({ ready: true });
}, 60_000);

afterAll(async () => {
  await world?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}, 30_000);

type Change = readonly [version: string, up: string, down: string];

/** v1's code with more migrations. */
function release(tag: string, ...changes: readonly Change[]): void {
  world.checkOut("v1");
  for (const [version, up, down] of changes) {
    const path = join(world.folder, `repository/db/migrations/${version}_next.sql`);
    writeFileSync(path, `-- migrate:up\n${up};\n\n-- migrate:down\n${down};\n`);
  }
  world.git("add", "--all");
  world.git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--quiet", "--message", tag);
  world.git("tag", "--force", tag);
}

const onTickets = (change: string) => `ALTER TABLE tickets ${change}`;

/** The release after the one that serves. */
function next(tag: string, [up = "", down = ""]: readonly string[]): void {
  release(tag, ["20261110090000", ...unique], ["20261201090000", up, down]);
}

function sql(...statements: readonly string[]): void {
  const connection = new DatabaseSync(world.database);
  for (const statement of statements) connection.exec(statement);
  connection.close();
}

function column(query: string): readonly unknown[] {
  const connection = new DatabaseSync(world.database, { readOnly: true });
  const rows = connection.prepare(query).all();
  connection.close();
  return rows.map((row) => Object.values(row)[0]);
}

const titles = () => column("SELECT title FROM tickets ORDER BY id");
const applied = () => column("SELECT version FROM schema_migrations ORDER BY version");

function expectCode(run: Run, code: number): void {
  expect(run.code, run.stdout + run.stderr).toBe(code);
}

const run = (tag: string, ...more: readonly string[]) => {
  world.checkOut(tag);
  return world.run(["run", "--progress", "json", "--version", tag, ...more]);
};

const rollBack = (...more: readonly string[]) => world.run(["rollback", "--which", "any", ...more]);

describe("a release whose migration breaks the previous one", () => {
  beforeEach(() => next("rename", ["RENAME COLUMN title TO subject", "RENAME COLUMN subject TO title"].map(onTickets)));

  test("is refused before anything is touched, with the reason and what would do instead", async () => {
    const entries = await entriesOf(world);
    const refused = await run("rename");
    expectCode(refused, 3);
    expect(refused.stderr).toContain("breaks the release that is live");
    expect(refused.stderr).toContain("write both");
    expect(await entriesOf(world)).toEqual(entries);
    expect(titles()).toEqual(["kept"]);
  });

  test("accepted all the same, is taken down with its own files before the previous release serves again", async () => {
    const failed = await run("rename", ...accepted);
    expectCode(failed, 1);
    expect(titles()).toEqual(["kept"]);
    expect(applied()).toEqual(before);
    await expectServed(world, previous);
    const told = (await entriesOf(world)).map(({ phase, deed }) => `${phase} ${deed}`).toReversed();
    expect(told.indexOf("done take-down")).toBeGreaterThan(told.indexOf("done migrate"));
    expect(told.indexOf("done take-down")).toBeLessThan(told.indexOf("done roll-back"));
  });
});

describe("a release that has had all the traffic and whose migration nobody can judge", () => {
  beforeEach(async () => {
    next("allows", unique.toReversed());
    world.checkOut("allows");
    const moment = { on: "line", match: '"event":"checked"', nth: 2 } as const;
    const killed = await world.deploy("allows", moment);
    expect(killed.killed, killed.stdout + killed.stderr).toBe(true);
    sql("INSERT INTO tickets (title) VALUES ('written since')");
  });

  test("is held for a person, who is told why and can leave the schema", async () => {
    const held = await rollBack();
    expectCode(held, 3);
    expect(held.stderr).toContain("it may be unique");
    expect(held.stderr).toContain("--database leave");
    expect((await journalOf(world)).state.open?.commit).toBe(world.commit("allows"));
    expectCode(await rollBack("--database", "leave"), 0);
    expect(applied()).toEqual([...before, "20261201090000"]);
    expect(titles()).toEqual(["kept", "written since"]);
    await expectServed(world, previous);
  });

  test("is taken down where a person says so, and stays where the way down fails on what was written", async () => {
    sql("INSERT INTO tickets (title) VALUES ('kept')");
    const failed = await rollBack("--database", "down");
    expectCode(failed, 1);
    expect(failed.stderr).toMatch(/UNIQUE constraint failed/);
    expect((await journalOf(world)).state.open?.commit).toBe(world.commit("allows"));
    expect(titles()).toEqual(["kept", "written since", "kept"]);
    sql("DELETE FROM tickets WHERE id = (SELECT max(id) FROM tickets)");
    expectCode(await rollBack("--database", "down"), 0);
    expect(applied()).toEqual(before);
    expect(titles()).toEqual(["kept", "written since"]);
    await expectServed(world, previous);
  });

  test("can be taken back by a backup, by a person who names the database and is told what is lost", async () => {
    const restore = ["--database", "restore", "--backup", "latest"];
    const late = await rollBack(...restore, "--confirm", world.database, "--full-until", "1ms");
    expectCode(late, 3);
    expect(late.stderr).toContain("full-until");
    const unnamed = await rollBack(...restore);
    expectCode(unnamed, 2);
    expect(unnamed.stderr).toContain(world.database);
    expect(titles()).toEqual(["kept", "written since"]);
    const back = await rollBack(...restore, "--confirm", world.database);
    expectCode(back, 0);
    expect(back.stdout + back.stderr).toContain("tickets: 1 row more than in the backup are lost");
    expect(titles()).toEqual(["kept"]);
    expect(applied()).toEqual(before);
    await expectServed(world, previous);
  });
});
