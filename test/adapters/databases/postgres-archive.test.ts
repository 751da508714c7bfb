import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspectDump } from "../../../src/adapters/databases/postgres/inspect.ts";
import { dumped } from "../../contracts/database.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { type Archive, archive, dataOf, type Piece, text } from "./postgres-archive.ts";
import { openPostgres, people, shop } from "./postgres-shop.ts";

const lastLine = "\\.\n\n\n";
/** Of the same length: a length that is 32 too long ends where a row ends. */
const equal = Array.from({ length: 40 }, () => `${"x".repeat(26)}\n`);

const everything: Archive = {
  tables: [
    { id: 7, rows: ["1\tone\n", "\n", "1234\n", ...equal] },
    { id: 8, rows: [] },
    { id: 9, rows: [`${"long ".repeat(60)}\n`, "\\\\.\n"] },
  ],
  objects: { id: 12, contents: { 16400: ["x".repeat(512), "y".repeat(512), "z"], 16401: [], 4294967295: ["\0\0"] } },
};

/** As the adapter would; no program may be asked for. */
async function inspect(bytes: Buffer, size = bytes.length): Promise<unknown> {
  const pieces: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += size) pieces.push(bytes.subarray(from, from + size));
  const noProgram = () => Promise.reject(new Error("a program was asked for"));
  return inspectDump(null as never, noProgram, Readable.from(pieces)).catch((error) => error);
}

const found = { code: "service_failed", hint: expect.stringContaining("Throw this backup away") };

describe.each([
  ["1.14 of pg_dump 13", { ...everything, minor: 14, version: "13.22" }],
  ["1.14 of pg_dump 15", { ...everything, minor: 14, version: "15.18 (Debian 15.18-0+deb12u1)" }],
  ["1.15 of pg_dump 16", { ...everything, minor: 15, version: "16.10" }],
  ["1.16 of pg_dump 18", { ...everything, minor: 16, version: "18.4" }],
] as const)("an archive %s", (_name, made) => {
  const whole = archive(made);
  const start = dataOf(made);

  test("is found whole, in pieces of any size, and without a program", async () => {
    for (const size of [1, 2, 7, 300, whole.length]) expect(await inspect(whole, size)).toBeUndefined();
  });

  test("is found cut at every byte", async () => {
    for (let end = 1; end < whole.length; end += 1) {
      expect(await inspect(whole.subarray(0, end)), `${end}`).toMatchObject(found);
    }
  });

  test("is found too long", async () => {
    for (const more of ["\0", "\\.\n", whole.subarray(start)]) {
      expect(await inspect(Buffer.concat([whole, Buffer.from(more)]))).toMatchObject(found);
    }
  });
});

test("every flipped bit of a block's type, its id, a length, an end and a large object's number is found", async () => {
  const pieces: Piece[] = [];
  const bytes = archive({ ...everything, minor: 14, version: "15.1" }, pieces);
  for (const { at, length } of pieces.filter(({ isStructure }) => isStructure)) {
    for (let bit = 0; bit < length * 8; bit += 1) {
      const wrong = Buffer.from(bytes);
      const byte = at + (bit >> 3);
      wrong[byte] = (wrong[byte] ?? 0) ^ (1 << (bit & 7));
      for (const size of [64, bytes.length]) {
        expect(await inspect(wrong, size), `byte ${byte}, bit ${bit & 7}`).toMatchObject(found);
      }
    }
  }
});

test("every flipped bit of a length in header and table of contents is found", async () => {
  const pieces: Piece[] = [];
  const bytes = archive({ ...everything, minor: 16, version: "17.6" }, pieces);
  const lengths = pieces.filter(({ isLength }) => isLength);
  expect(lengths.length).toBeGreaterThan(50);
  for (const { at } of lengths) {
    for (let bit = 0; bit < 40; bit += 1) {
      const wrong = Buffer.from(bytes);
      const byte = at + (bit >> 3);
      wrong[byte] = (wrong[byte] ?? 0) ^ (1 << (bit & 7));
      expect(await inspect(wrong), `byte ${byte}, bit ${bit & 7}`).toMatchObject(found);
    }
  }
});

describe("what no pg_dump writes is refused:", () => {
  const made = { ...everything, minor: 14, version: "15.1" };
  test.each<readonly [string, Partial<Archive>]>([
    ["data of an entry twice", { blocks: [7, 7, 8, 9, 12] }],
    ["data of an unknown entry", { blocks: [7, 8, 9, 10, 12] }],
    ["no data of an entry", { blocks: [7, 8, 12] }],
    ["data in another order than a restore from a stream needs", { blocks: [8, 7, 9, 12] }],
    ["an entry twice", { tables: [...everything.tables, { id: 7, rows: [] }] }],
    ["rows without their last line", { tables: [{ id: 7, rows: ["1\n"], end: "" }] }],
    ["a row behind the last line", { tables: [{ id: 7, rows: ["1\n", lastLine, "2\n"] }] }],
    ["a row without its line break", { tables: [{ id: 7, rows: ["1\n", "2"] }] }],
    ["a zero byte in a long row", { tables: [{ id: 7, rows: [`${"x".repeat(90)}\0${"x".repeat(90)}\n`] }] }],
    ["a zero byte in a text of the header", { version: "15.1\0" }],
    ["a large object that no entry names", { objects: { id: 12, contents: { 5: [] }, named: [6] } }],
    ["a position that is wrong", { position: 99 }],
  ])("%s", async (name, change) => {
    const bytes = archive({ ...made, ...change });
    // A zero byte is only looked for where a row comes in several pieces.
    expect(await inspect(bytes, name.includes("long row") ? 50 : bytes.length)).toMatchObject(found);
  });

  test("positions that are right are no fault", async () => {
    const tables = [{ id: 7, rows: ["1\n"] }];
    const only = { minor: 16, version: "18.4", tables };
    expect(await inspect(archive({ ...only, position: dataOf(only) }))).toBeUndefined();
  });
});

test.each<readonly [string, Partial<Archive>]>([
  ["an archive version that is not known", { minor: 17 }],
  ["a pg_dump that is not known", { version: "19.0" }],
  ["data that pg_dump has compressed", { compression: 6 }],
])("%s is left to pg_restore", async (_name, change) => {
  const bytes = archive({ ...everything, minor: 16, version: "18.4", ...change });
  expect(await inspect(bytes)).toMatchObject({ message: expect.stringContaining("a program was asked for") });
});

describe.runIf(can("postgres"))("with a real server", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server?.[Symbol.asyncDispose]());

  test("what pg_dump really writes is found whole, and cut wherever it is cut", { timeout: 30_000 }, async () => {
    const content = `${people} CREATE TABLE none (); INSERT INTO none DEFAULT VALUES;
      CREATE TABLE odd AS SELECT E'a\\nb\\tc\\\\.\\n\\n\\x01' AS t; CREATE TABLE wide AS SELECT repeat('xyz ', 60000) AS t;
      SELECT lo_from_bytea(0, convert_to(repeat('0123456789abcdef', 4000), 'UTF8')); SELECT lo_from_bytea(0, ''::bytea);`;
    await using made = await shop(server, content);
    const { body } = await dumped(made.database);
    for (const size of [1000, 65_536]) expect(await inspect(body, size)).toBeUndefined();
    const ends = Array.from({ length: 300 }, () => 1 + Math.floor(Math.random() * (body.length - 1)));
    for (const end of [...ends, body.length - 1]) {
      expect(await inspect(body.subarray(0, end), 65_536), `${end}`).toMatchObject(found);
    }
  });

  test("data that pg_dump has compressed is read by pg_restore", async () => {
    const body = archive({ ...everything, minor: 14, version: "15.1", compression: 6 });
    const { database } = openPostgres({ "postgres-url": server.url("postgres") });
    expect(text(body)).toContain("PGDMP");
    await expect(database.inspect(Readable.from([body]))).rejects.toMatchObject({
      message: expect.stringContaining("could not read the dump to its end"),
    });
  });
});
