import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { splitHalves } from "../../../src/adapters/migrators/dbmate/halves.ts";
import { applyAll } from "../../contracts/migrator.ts";
import { temporaryFolder } from "../../effects.ts";
import { first, fixture, openDbmate } from "./shop.ts";

test.for([
  ["oracle://user:hunter2@host/shop", "is no address of a database"],
  ["postgres://user:hunter2@host", "names no database"],
  ["mysql://user:hunter2@host/shop?charset=utf8", "unknown option"],
  ["/srv/shop.db", "is no address of a database"],
  ["sqlite:", "does not name a file"],
  ["sqlite://shop.db", "does not name a file"],
  ["sqlite:/srv/shop.db?mode=ro", "has a part that is no file's name"],
  ["sqlite:file:shop.db", "has a part that is no file's name"],
  ["sqlite::memory:", "has a part that is no file's name"],
  ["sqlite:/srv/50%.db", "percent sign"],
  ["sqlite:/srv/50%25.db", "percent sign"],
] as const)("the URL %s is refused without being quoted", ([url, message]) => {
  const open = () => openDbmate("/tmp", { url });
  expect(open).toThrow(expect.objectContaining({ code: "invalid_input", message: expect.stringContaining(message) }));
  expect(open).not.toThrow(/hunter2/);
});

test("an empty database file is refused and stays as it is", async () => {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, "db/migrations"), { recursive: true });
  await writeFile(join(folder.path, "db/migrations/1_a.sql"), first);
  await writeFile(join(folder.path, "shop.db"), "");
  await expect(applyAll(openDbmate(folder.path))).rejects.toMatchObject({ code: "invalid_input" });
  expect(await readFile(join(folder.path, "shop.db"), "utf8")).toBe("");
});

test("a missing folder of migrations is an input error that names it", async () => {
  await using made = await fixture();
  const elsewhere = openDbmate(made.folder).from(join(made.folder, "elsewhere"));
  await expect(elsewhere.state()).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("elsewhere/db/migrations"),
  });
  await expect(applyAll(elsewhere)).rejects.toMatchObject({ code: "invalid_input" });
});

test("two files of one version are refused", async () => {
  await using made = await fixture();
  await made.write("1_a.sql", first);
  await made.write("1_b.sql", first);
  await expect(openDbmate(made.folder).state()).rejects.toThrow("`1_a.sql`, `1_b.sql`");
});

test("files that dbmate does not take are no migrations", async () => {
  await using made = await fixture();
  await made.write("1_a.sql", first);
  await made.write("notes.sql", "");
  await made.write("2_b.txt", "");
  expect((await openDbmate(made.folder).state()).pending).toEqual([{ version: "1", name: "1_a.sql" }]);
});

describe("the halves of a file", () => {
  test.for([
    ["both", "-- migrate:up\nA;\n-- migrate:down\nB;\n", { up: "-- migrate:up\nA;\n", down: "-- migrate:down\nB;\n" }],
    ["windows line ends", "--migrate:up\r\nA;\r\n--  migrate:down\r\nB;", { up: /A;/, down: /B;/ }],
    ["a comment first", "-- who and why\n-- migrate:up\nA;\n-- migrate:down\nB;", { up: /A;/, down: /B;/ }],
    ["a down half of comments", "-- migrate:up\nA;\n-- migrate:down\n-- nothing to do\n", { up: /A;/ }],
    ["no down half", "-- migrate:up\nA;", { up: /A;/ }],
    ["no up half", "CREATE TABLE a (id);", {}],
    ["down before up", "-- migrate:down\nB;\n-- migrate:up\nA;", {}],
    ["a statement before up", "DROP TABLE x;\n-- migrate:up\nA;\n-- migrate:down\nB;", {}],
    ["two up halves", "-- migrate:up\nA;\n-- migrate:up\nC;\n-- migrate:down\nB;", {}],
    ["a mistyped mark", "-- migrate:upp\nA;\n-- migrate:down\nB;", {}],
  ] as const)("with %s", ([_, text, wanted]) => {
    const found = splitHalves(text);
    expect(Object.keys(found)).toEqual(Object.keys(wanted));
    for (const [half, sql] of Object.entries(wanted)) expect(found[half as "up" | "down"]).toMatch(sql);
  });

  test("a file that is gone is not knowable", async () => {
    await using made = await fixture();
    await made.write("1_a.sql", first);
    expect(await openDbmate(made.folder).preview({ version: "9", name: "9" })).toEqual({});
  });
});
