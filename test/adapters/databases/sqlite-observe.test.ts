import { copyFile } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { observe } from "./observe.ts";
import { fixture, people } from "./shop.ts";

test("a copy is measured before and after; what a program does inside of it cannot be seen", async () => {
  await using made = await fixture(people);
  await using scratch = await made.database.openScratch();
  await copyFile(made.path, scratch.name);
  const before = await made.database.fingerprint(scratch);
  const watch = await observe(made.database, scratch);
  const client = new DatabaseSync(scratch.name);
  client.exec("INSERT INTO people SELECT id + 1000, hex(zeroblob(4000)) FROM people");
  client.close();
  const seen = await watch.stop();
  expect(seen).toEqual({
    ...{ statements: null, locks: null, rows: null },
    size: { before: expect.any(Number), after: expect.any(Number) },
  });
  expect(seen.size.after - seen.size.before).toBeGreaterThan(500_000);
  expect(await made.database.fingerprint(scratch)).toBe(before);
});
