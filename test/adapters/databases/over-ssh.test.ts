import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Database } from "../../../src/stages/ports/database.ts";
import { dumped } from "../../contracts/database.ts";
import { testEffects } from "../../effects.ts";
import { can } from "../../servers/programs.ts";
import { type Sshd, startSshd } from "../../servers/sshd.ts";
import { openSsh } from "../executors/open-ssh.ts";
import { filesFixture, openFiles } from "./folder.ts";
import { fixture, openSqlite, people } from "./shop.ts";

describe.runIf(can("sshd", "tar", "sqlite3"))("over ssh", { timeout: 30_000 }, () => {
  let server: Sshd;
  let executor: Executor;

  beforeAll(async () => {
    server = await startSshd();
    executor = openSsh(server, testEffects());
  });
  afterAll(async () => await server?.[Symbol.asyncDispose]());

  /** Whether a restored copy is equal, and whether a changed source gets its old content back. */
  const provesItself = async (database: Database, change: () => Promise<unknown>) => {
    const { body, facts } = await dumped(database, { hashRows: true });
    await database.inspect(Readable.from([body]));
    await using scratch = await database.openScratch({ isKept: true });
    await database.restore(Readable.from([body]), scratch);
    expect(await database.census(scratch, { hashRows: true })).toEqual(facts);
    expect(await database.fingerprint(scratch)).toBe(await database.fingerprint());
    await using again = await database.reopenScratch(scratch.name);
    expect(await database.census(again, { hashRows: true })).toEqual(facts);
    await change();
    expect((await dumped(database, { hashRows: true })).facts).not.toEqual(facts);
    await database.replace(Readable.from([body]), (restored) => expect(restored).toEqual(facts));
    expect((await dumped(database, { hashRows: true })).facts).toEqual(facts);
    const { host, name } = await database.identity();
    expect([host, name.startsWith("/")]).toEqual([executor.where, true]);
    expect((await database.vitals()).bytes).toBeGreaterThan(0);
  };

  test("a SQLite database is copied, proven and put back", async () => {
    await using made = await fixture(`PRAGMA journal_mode = wal; ${people}`, `the shop's "düstere" db`);
    const database = openSqlite(made.folder, made.path, executor);
    await provesItself(database, async () => made.client.exec("UPDATE people SET name = '' WHERE id = 5"));
  });

  test.for(["here", "there"])("a folder is copied, proven %s and put back", async (place) => {
    await using made = await filesFixture();
    await writeFile(join(made.path, "large"), Buffer.alloc(3_000_000, "large "));
    const copies = place === "there" ? { scratchPath: join(made.base, "copies") } : {};
    const { database } = openFiles(made.base, made.path, { executor, ...copies });
    await provesItself(database, () => rm(join(made.people, "7")));
  });

  test("a connection that drops fails the dump of a folder", async () => {
    await using made = await filesFixture();
    await writeFile(join(made.path, "large"), Buffer.alloc(20_000_000, "large "));
    const { database } = openFiles(made.base, made.path, { executor });
    const dump = await database.dump();
    server.drop();
    await expect(dumpedFrom(dump.body)).rejects.toMatchObject({
      code: expect.stringMatching(/^(command|service)_failed$/),
    });
    await expect(dump.facts()).rejects.toMatchObject({ code: expect.stringMatching(/^(command|service)_failed$/) });
  });
});

async function dumpedFrom(body: Readable): Promise<void> {
  for await (const _ of body) {
    // Read to its end.
  }
}
