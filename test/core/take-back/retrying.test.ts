import { describe, expect, test } from "vitest";
import type { Dialect } from "../../../src/core/judgement/finding.ts";
import { isPatient, mayTryAgain } from "../../../src/core/take-back/retrying.ts";
import { judged } from "../plan/judged.ts";

const texts = (...written: string[]) => written.map((text, i) => ({ text, line: i + 1 }));
const migration = (...written: string[]) => ({ judged: judged(), statements: texts(...written) });
const unread = { judged: judged(), statements: null };
const add = "ALTER TABLE orders ADD note text";
const index = "CREATE INDEX CONCURRENTLY orders_note ON orders (note)";

describe("what gave up waiting for a lock", () => {
  test.each<[string, Dialect, Parameters<typeof mayTryAgain>[1], boolean]>([
    ["one statement", "postgres", [migration(add)], true],
    ["several in one transaction", "postgres", [migration(add, add)], true],
    ["several in one transaction", "sqlite", [migration(add, add), migration(add)], true],
    ["one statement, which has left nothing", "mariadb", [migration(add)], true],
    ["one statement, which has left nothing", "mysql", [migration(add)], true],
    ["the second of two, whose first has stayed", "mariadb", [migration(add, add)], false],
    ["the second of two, whose first has stayed", "mysql", [migration(add), migration(add)], false],
    ["a concurrent index, which is left invalid", "postgres", [migration(index)], false],
    ["a concurrent index in any of them", "postgres", [migration(add), migration(index)], false],
    ["a migration that nobody can read", "postgres", [unread], false],
    ["a migration beside one that nobody can read", "sqlite", [migration(add), unread], false],
  ])("%s on %s", (_, dialect, migrations, expected) => {
    expect(mayTryAgain(dialect, migrations)).toBe(expected);
  });
});

describe("no limit for statements is meant for", () => {
  test.each([
    ["a concurrent index", index, true],
    ["a concurrent index in any case", "reindex table concurrently orders", true],
    ["the validation of a constraint", "ALTER TABLE orders VALIDATE\n CONSTRAINT positive", true],
    ["a constraint that is not validated", "ALTER TABLE orders ADD CONSTRAINT c CHECK (a > 0) NOT VALID", false],
    ["a name that only begins like it", "DROP TABLE concurrently_run", false],
  ])("%s", (_, text, expected) => {
    expect(isPatient(texts(add, text))).toBe(expected);
  });

  test("what nobody can read: it gets the usual one", () => {
    expect(isPatient(null)).toBe(false);
  });
});
