import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import type { Facts } from "../../../src/stages/ports/database.ts";
import { dumped } from "../../contracts/database.ts";
import { temporaryFolder } from "../../effects.ts";
import { asNobody } from "../nobody.ts";
import { onSmallDisk } from "../small-disk.ts";
import { fixture, openSqlite, people } from "./shop.ts";

test.for([
  ["empty", "", "is empty (0 bytes)"],
  ["a text", "once upon a time ".repeat(100), "is not a SQLite database"],
] as const)("a file that is %s is an input error", async ([_, content, message]) => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "shop.db"), content);
  const database = openSqlite(folder.path, "shop.db");
  const refused = { code: "invalid_input", message: expect.stringContaining(message), hint: expect.any(String) };
  for (const act of [() => database.identity(), () => database.dump(), () => database.fingerprint()]) {
    await expect(act()).rejects.toMatchObject(refused);
  }
  expect(await readFile(join(folder.path, "shop.db"), "utf8")).toBe(content);
});

test("a folder in place of the file is an input error", async () => {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, "shop.db"));
  await expect(openSqlite(folder.path, "shop.db").identity()).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("is not a file"),
  });
});

test("a database that stays locked is a service error after five seconds", { timeout: 15_000 }, async () => {
  await using made = await fixture(people);
  made.client.exec("PRAGMA locking_mode = exclusive; BEGIN EXCLUSIVE");
  await expect(made.database.dump()).rejects.toMatchObject({
    code: "service_failed",
    message: expect.stringContaining("locked by another process for 5 seconds"),
  });
  expect(await made.temporary()).toEqual([]);
});

test("waiting for a lock keeps nobody else waiting", async () => {
  await using made = await fixture(people);
  made.client.exec("BEGIN EXCLUSIVE");
  // This fires only if the dump leaves the thread free.
  setTimeout(() => made.client.exec("COMMIT"), 200);
  expect((await dumped(made.database)).facts.tables.people).toBe(100);
});

test("a dump that is cancelled while it waits ends at once and leaves nothing", async () => {
  await using made = await fixture(people);
  made.client.exec("BEGIN EXCLUSIVE");
  const cancel = new AbortController();
  setTimeout(() => cancel.abort(), 100);
  const since = performance.now();
  await expect(made.database.dump({ signal: cancel.signal })).rejects.toMatchObject({ code: "cancelled" });
  expect(performance.now() - since).toBeLessThan(3000);
  expect(await made.temporary()).toEqual([]);
});

test("a file that this user may not read is a service error", async () => {
  await using made = await fixture(people);
  made.client.close();
  await chmod(made.path, 0o000);
  await chmod(made.folder, 0o755);
  const failure = await asNobody(() => made.database.identity().catch((error) => error));
  expect(failure).toMatchObject({ code: "service_failed", hint: expect.stringContaining("read access") });
});

test("nothing is left in the temporary folder, and a scratch file is private", async () => {
  await using made = await fixture(people);
  const dump = await made.database.dump();
  expect(await made.temporary()).toEqual([]);
  const body = await buffer(dump.body);
  {
    await using scratch = await made.database.openScratch();
    await made.database.restore(Readable.from([body]), scratch);
    expect((await stat(scratch.name)).mode & 0o777).toBe(0o600);
    expect(await made.temporary()).toHaveLength(1);
  }
  expect(await made.temporary()).toEqual([]);
});

test("a scratch database of somebody else is refused", async () => {
  await using made = await fixture(people);
  const foreign = { name: made.path, [Symbol.asyncDispose]: async () => {} };
  const acts = [() => made.database.restore(Readable.from([]), foreign), () => made.database.census(foreign)];
  for (const act of acts) await expect(act()).rejects.toMatchObject({ code: "refused" });
});

test.for([
  ["the head of a page", 4096 * 2, 0xff],
  ["the cell table of a page", 4096 * 2 + 9, 0x5a],
] as const)("a flipped byte in %s is seen by the census", async ([_, at, mask]) => {
  await using made = await fixture(people);
  const { body, facts } = await dumped(made.database);
  body[at] = (body[at] ?? 0) ^ mask;
  await using scratch = await made.database.openScratch();
  await made.database.restore(Readable.from([body]), scratch);
  const census = await made.database.census(scratch);
  expect(census.integrity).not.toEqual([]);
  expect(census).not.toEqual(facts satisfies Facts);
});

test.for([0, 99, 4096, 4096 * 3])(
  "a copy of which only %i bytes have come is refused by the restore",
  async (length) => {
    await using made = await fixture(people);
    const { body } = await dumped(made.database);
    await using scratch = await made.database.openScratch();
    await expect(made.database.restore(Readable.from([body.subarray(0, length)]), scratch)).rejects.toMatchObject({
      code: "service_failed",
      message: expect.stringContaining("cut short"),
    });
  },
);

test("a damaged source is told by the facts of its dump", async () => {
  await using made = await fixture(people);
  made.client.close();
  const bytes = await readFile(made.path);
  bytes[4096 * 3 + 9] = (bytes[4096 * 3 + 9] ?? 0) ^ 0x5a;
  await writeFile(made.path, bytes);
  const outcome = await dumped(made.database).catch((error) => error);
  if (outcome instanceof Error) expect(outcome).toMatchObject({ code: "service_failed" });
  else expect(outcome.facts.integrity).not.toEqual([]);
});

test("a lost row is seen by the census", async () => {
  await using made = await fixture(people);
  const { body, facts } = await dumped(made.database);
  await using scratch = await made.database.openScratch();
  await made.database.restore(Readable.from([body]), scratch);
  const vandal = new DatabaseSync(scratch.name);
  vandal.exec("DELETE FROM people WHERE id = 50");
  vandal.close();
  expect((await made.database.census(scratch)).tables).toEqual({ ...facts.tables, people: 99 });
});

test("a full temporary folder is a service error that names it", async () => {
  await using made = await fixture(`${people} CREATE TABLE large AS SELECT zeroblob(6000000) AS x;`);
  await mkdir(join(made.folder, "small"));
  const [program, ...words] = onSmallDisk(join(made.folder, "small"));
  const script = join(import.meta.dirname, "dump.ts");
  const child = spawnSync(program, [...words, process.execPath, script, made.path, join(made.folder, "small")]);
  const failure = JSON.parse(String(child.stdout));
  expect(failure).toMatchObject({ code: "service_failed", hint: expect.any(String), left: [] });
  expect(failure.message).toContain(join(made.folder, "small"));
});

test("a database that a dead writer left in a transaction is told as such", async () => {
  await using made = await fixture(
    "CREATE TABLE left_rows (id integer primary key, x); CREATE TABLE right_rows (a, b);",
  );
  const writer = spawn(process.execPath, [join(import.meta.dirname, "writer.ts"), made.path, "half"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(writer.stdout, "data");
  writer.kill("SIGKILL");
  await once(writer, "exit");
  made.client.close();
  await expect(made.database.dump()).rejects.toMatchObject({
    code: "service_failed",
    message: expect.stringContaining("in the middle of a transaction"),
    hint: expect.stringContaining("Open it once"),
  });
});
