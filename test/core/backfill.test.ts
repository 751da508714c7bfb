import { describe, expect, test } from "vitest";
import {
  isLiteral,
  keyKindOf,
  keyKindQuery,
  nextBatch,
  quoteName,
  updateBatch,
} from "../../src/core/backfill/statements.ts";
import {
  afterRound,
  assignmentProblem,
  type BackfillItem,
  backfillDigest,
  fragmentProblem,
  nextSize,
  retryAfter,
  smallerSize,
} from "../../src/core/backfill.ts";

const item: BackfillItem = {
  name: "totals",
  table: "shop.orders",
  key: "id",
  set: "cents = total * 100",
  where: "cents IS NULL OR cents < 0",
  batch: 1000,
  pause: 100,
  target: 500,
};

describe("the size of a batch", () => {
  test.each([
    ["grows while it is fast, at most twofold", 1000, 10, 2000],
    ["shrinks while it is slow, at most to the half", 1000, 60_000, 500],
    ["follows the time that it should take", 1000, 625, 800],
    ["never grows beyond ten times what was asked for", 9000, 1, 10_000],
    ["never shrinks below a hundredth", 12, 9999, 10],
    ["counts a batch that took no time", 1000, 0, 2000],
  ])("%s", (_, size, took, next) => expect(nextSize(size, took, item)).toBe(next));

  test("is a quarter after one that was given up, and never none", () => {
    expect(smallerSize(1000, item)).toBe(250);
    expect(smallerSize(1, { batch: 1 })).toBe(1);
  });
});

test("what was given up is tried again later and later, and not for ever", () => {
  expect([1, 2, 3, 4].map((attempts) => retryAfter(attempts, item))).toEqual([1000, 2000, 4000, null]);
  expect(retryAfter(1, { pause: 5000 })).toBe(5000);
});

test("only nothing left is done; what is written behind it is met in another round, but not for ever", () => {
  expect([afterRound(1, 0), afterRound(1, 3), afterRound(2, 3), afterRound(3, 3)]).toEqual([
    "done",
    "again",
    "again",
    "never",
  ]);
});

test("another assignment, condition, key or table is another backfill; a batch size is none", () => {
  const same = backfillDigest({ ...item, batch: 5, pause: 0, name: "x" });
  expect(same).toBe(backfillDigest(item));
  for (const part of ["set", "where", "key", "table"] as const) {
    expect(backfillDigest({ ...item, [part]: "other" })).not.toBe(same);
  }
});

test("an assignment may not read what it sets: a row that is met twice would be changed twice", () => {
  for (const set of ["total = total * 2", '"Total" = (total + 1)', "a = coalesce(b, A)"])
    expect(assignmentProblem(set)).toMatch(/^reads `\w+`, which it sets/);
  for (const set of ["cents = total * 100", "a = 'a'", "total_cents = total", "a = b = c"])
    expect(assignmentProblem(set)).toBe(null);
});

describe("a batch", () => {
  test("of PostgreSQL ends at a key, and its condition stands in brackets", () => {
    const sql = { item, dialect: "postgres", kind: "text" } as const;
    expect(nextBatch(sql, null, 10)).toBe(
      'SELECT quote_literal(batch_end.batch_key), (SELECT count(*) FROM "shop"."orders" WHERE "id" <= batch_end.batch_key AND (cents IS NULL OR cents < 0)) FROM (SELECT batch_key FROM (SELECT "id" AS batch_key FROM "shop"."orders" ORDER BY "id" LIMIT 10) AS batch_keys ORDER BY batch_key DESC LIMIT 1) AS batch_end',
    );
    expect(updateBatch(sql, "'5'", "'9'")).toBe(
      `UPDATE "shop"."orders" SET cents = total * 100 WHERE "id" > '5' AND "id" <= '9' AND (cents IS NULL OR cents < 0)`,
    );
  });

  test("of MySQL has its key written down as its type needs it", () => {
    const asked = (kind: "number" | "binary" | "text") => nextBatch({ item, dialect: "mysql", kind }, "7", 10);
    expect(asked("number")).toContain("SELECT CAST(batch_end.batch_key AS CHAR), ");
    expect(asked("binary")).toContain("CONCAT('X''', HEX(batch_end.batch_key), '''')");
    expect(asked("text")).toContain("CONCAT('_utf8mb4 X''', HEX(CONVERT(batch_end.batch_key USING utf8mb4)), '''')");
    expect(asked("number")).toContain("FROM `shop`.`orders` WHERE `id` > 7 ORDER BY `id` LIMIT 10");
  });

  test.each([
    ["bigint", "number"],
    ["INT", "number"],
    ["decimal", "number"],
    ["binary", "binary"],
    ["varbinary", "binary"],
    ["varchar", "text"],
    ["datetime", "text"],
    ["uuid", "text"],
    ["double", null],
    ["enum", null],
  ])("of MySQL by a key of type %s is of kind %s", (type, kind) => expect(keyKindOf(type)).toBe(kind));

  test("asks for the type of the key of MySQL alone", () => {
    expect(keyKindQuery(item, "postgres")).toBeNull();
    expect(keyKindQuery({ ...item, table: "o'x" }, "mariadb")).toContain(
      "table_schema = DATABASE() AND table_name = 'o''x'",
    );
    expect(keyKindQuery(item, "mysql")).toContain("table_schema = 'shop' AND table_name = 'orders'");
  });
});

test("names are quoted as the engine does", () => {
  expect(quoteName("postgres", 'a"b.c')).toBe('"a""b"."c"');
  expect(quoteName("mariadb", "a`b")).toBe("`a``b`");
});

test.each([
  ["postgres", "'5'", true],
  ["postgres", "'o''x'", true],
  ["postgres", "E'a\\\\b'", true],
  ["postgres", "5", false],
  ["postgres", "'a\\'", false],
  ["postgres", "'a'); DROP TABLE x; --'", false],
  ["postgres", "'a' OR '1'='1'", false],
  ["mysql", "-12", true],
  ["mysql", "X'0AFF'", true],
  ["mysql", "_utf8mb4 X'61'", true],
  ["mysql", "'a'", false],
  ["mariadb", "1 OR 1", false],
  ["sqlite", "'a\\b''c'", true],
  ["sqlite", "1.5", true],
  ["sqlite", "X'00'", true],
  ["sqlite", "''; --'", false],
] as const)("%s: %s as a key from the journal is %s", (dialect, text, known) => {
  expect(isLiteral(dialect, text)).toBe(known);
});

test.each([
  ["a = 1", null],
  ["a = ';' AND b = '--' OR (c IN (1, 2))", null],
  ["a = 'it''s'", null],
  ["", "is empty"],
  ["a = 1; DROP TABLE b", "holds more than one expression: `;`, a comment or a dollar quote"],
  ["a = 1 -- done", "holds more than one expression: `;`, a comment or a dollar quote"],
  ["a = $x$ b $x$", "holds more than one expression: `;`, a comment or a dollar quote"],
  ["a) OR (1 = 1", "has brackets that do not match"],
  ["(a = 1", "has brackets that do not match"],
  ["a = 'b", "has a quote that is not closed"],
  ["a = 'it\\'s'", "has a quote that is not closed"],
  ["a = 'b\\\\c'", "has a backslash, which engines read differently"],
])("the fragment %s: %s", (sql, problem) => expect(fragmentProblem(sql, false)).toBe(problem));

test("`#` is a comment to MySQL alone", () => {
  expect([fragmentProblem("a #>> '{b}' = 'c'", false), fragmentProblem("a = 1 # b", true)]).toEqual([
    null,
    "holds a comment",
  ]);
});
