import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sqlMigrator } from "../../src/adapters/migrators/sql.ts";
import { decideRollback } from "../../src/core/release.ts";
import type { Context } from "../../src/stages/context.ts";
import { migrate } from "../../src/stages/migrate.ts";
import type { Migrator } from "../../src/stages/ports/migrator.ts";
import { openSession } from "../../src/stages/session.ts";
import { takeBackDatabase } from "../../src/stages/take-back.ts";
import { type Bench, migrateStep, openBench, opened, v1, v2 } from "../doubles/bench.ts";
import { journalPlace, memoryJournal } from "../doubles/journal.ts";
import { temporaryFolder, testEffects } from "../effects.ts";
import { type PostgresServer, startPostgres } from "../servers/postgres.ts";
import { can } from "../servers/programs.ts";
import { takeBackOptions } from "./taking-back.ts";

let server: PostgresServer;
let bench: Bench;
let count = 0;

/** v1 has brought `001`, v2 brings `002`; each has a folder with its own files. */
interface Shop extends AsyncDisposable {
  readonly database: string;
  /** With the files of v1 and of v2. */
  readonly old: Migrator;
  readonly new: Migrator;
  readonly folder: string;
  sql(text: string): Promise<string>;
}

async function openShop(up: string, down: string): Promise<Shop> {
  count += 1;
  const database = `shop_${count}`;
  await server.sql("postgres", `CREATE DATABASE ${database}`);
  const { path, ...folder } = await temporaryFolder();
  const inputs = { "sql-url": server.url(database), "sql-migrations": "migrations", "sql-table": "history" };
  const at = (name: string) =>
    sqlMigrator.open(inputs, {
      effects: testEffects({ folder: join(path, name) }),
      application: "s",
      environment: "p",
    });
  const first = "CREATE TABLE tickets (id serial PRIMARY KEY, title text NOT NULL);";
  for (const name of ["old", "new"]) {
    await mkdir(join(path, name, "migrations"), { recursive: true });
    await writeFile(join(path, name, "migrations/001_tickets.sql"), first);
  }
  await writeFile(join(path, "new/migrations/002_change.sql"), up);
  await writeFile(join(path, "new/migrations/002_change.down.sql"), down);
  const old = at("old");
  await old.apply({ versions: (await old.state()).pending, limits: { lock: 1_000, statement: 0 } });
  const sql = (text: string) => server.sql(database, text);
  await sql("INSERT INTO tickets (title) VALUES ('a')");
  return { ...{ database, old, new: at("new"), folder: join(path, "new"), sql }, ...folder };
}

/** v2 is migrated and has all traffic; then its database is taken back as the journal decides. */
async function servedAndTakenBack(shop: Shop, meanwhile: () => Promise<unknown>): Promise<unknown> {
  const effects = testEffects();
  const journal = memoryJournal(journalPlace());
  await using session = await openSession(journal, effects, { length: 60_000, wait: 0, requestAbort: null });
  const context: Context = { effects, session, application: "shop", environment: "production" };
  await session.write({ phase: "done", deed: "open", release: v1 });
  await session.write({ phase: "done", deed: "mark-good", release: v1 });
  await session.write({ phase: "done", deed: "open", release: v2 });
  await migrate(context, migrateStep(bench, { migrator: opened("tool", shop.new), rules: { breaking: "accept" } }));
  const shift = { doing: "", deed: "set-weight", item: "flags", asked: { slot: "green", weight: 100 } } as const;
  await session.mutate(shift, async () => ({ weight: 100 }));
  await meanwhile();
  const decision = decideRollback(session.state, { policy: "auto", now: effects.now(), fullUntil: null });
  if (decision.kind !== "put-back") return decision.kind;
  const openFiles = async () => ({ folder: shop.folder, [Symbol.asyncDispose]: async () => undefined });
  const limits = { lock: 300, statement: 10_000 };
  const options = takeBackOptions(bench, { migrator: opened("tool", shop.old), openFiles, limits });
  return await takeBackDatabase(context, decision.release, decision.way, options).catch((error: unknown) => error);
}

const rename = "ALTER TABLE tickets RENAME title TO heading;";
const renameBack = "ALTER TABLE tickets RENAME heading TO title;";
const loosen = `${rename}\nALTER TABLE tickets ALTER heading DROP NOT NULL;`;
const tighten = `ALTER TABLE tickets ALTER heading SET NOT NULL;\n${renameBack}`;

describe.runIf(can("postgres"))("on PostgreSQL", () => {
  beforeAll(async () => {
    [server, bench] = [await startPostgres(), await openBench()];
  }, 60_000);
  afterAll(() => server[Symbol.asyncDispose]());

  test("what breaks the previous release goes down from the new one's files, to the catalogue of before", async () => {
    await using shop = await openShop(rename, renameBack);
    const before = await shop.old.target.fingerprint();
    const meanwhile = () => shop.sql("INSERT INTO tickets (heading) VALUES ('b')");
    expect(await servedAndTakenBack(shop, meanwhile)).toBe("taken-down");
    expect(await shop.old.target.fingerprint()).toBe(before);
    expect(await shop.sql("SELECT title FROM tickets ORDER BY 1")).toBe("a\nb");
    expect((await shop.old.state()).applied.map(({ version }) => version)).toEqual(["001"]);
  });

  test("a down that may fail is asked about first: a hit waits for a person, and nothing was begun", async () => {
    await using shop = await openShop(loosen, tighten);
    const meanwhile = () => shop.sql("INSERT INTO tickets (heading) VALUES (NULL)");
    expect(await servedAndTakenBack(shop, meanwhile)).toMatchObject({
      code: "refused",
      message: expect.stringMatching(/002: rows of `tickets` whose `heading` is NULL: 1 found$/),
    });
    expect((await shop.new.state()).applied).toHaveLength(2);
  });

  test("and without a hit it goes down", async () => {
    await using shop = await openShop(loosen, tighten);
    expect(await servedAndTakenBack(shop, async () => undefined)).toBe("taken-down");
    await expect(shop.sql("INSERT INTO tickets (title) VALUES (NULL)")).rejects.toThrow("null value");
  });

  test("a schema that somebody has changed beside us is not the one of before: no traffic may go there", async () => {
    await using shop = await openShop(rename, renameBack);
    const meanwhile = () => shop.sql("CREATE INDEX by_hand ON tickets (heading)");
    expect(await servedAndTakenBack(shop, meanwhile)).toMatchObject({
      code: "aborted",
      message: "the migrations are down, but the schema is not the one that was there before",
    });
  });

  test("a down that gets no lock within its limit fails, and nothing is changed", async () => {
    await using shop = await openShop(rename, renameBack);
    const reader = "BEGIN; SELECT heading FROM tickets; SELECT pg_sleep(300); COMMIT";
    const meanwhile = async () => {
      shop.sql(reader).catch(() => undefined);
      const held = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
      while ((await shop.sql(held)) === "0");
    };
    const ending = await servedAndTakenBack(shop, meanwhile);
    expect(ending).toMatchObject({ message: expect.stringContaining("a lock was not free within 0.3 s") });
    expect((await shop.new.state()).applied).toHaveLength(2);
    await shop.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
  });
});
