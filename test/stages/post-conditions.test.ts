import { expect, test } from "vitest";
import type { PostCondition } from "../../src/core/post-conditions.ts";
import { ServiceError } from "../../src/kit/errors.ts";
import { beginExpecting } from "../../src/stages/post-conditions.ts";
import { fakeTarget, targetPlace } from "../doubles/target.ts";
import { sqliteTarget } from "./sqlite-target.ts";

const shop = `CREATE TABLE customers (id integer PRIMARY KEY, name text);
CREATE TABLE orders (id integer PRIMARY KEY, total real, customer integer, CONSTRAINT orders_customer_fk FOREIGN KEY (customer) REFERENCES customers (id));
CREATE INDEX orders_total_idx ON orders (total);
INSERT INTO customers VALUES (1, 'Zoë'), (2, NULL);
INSERT INTO orders VALUES (1, 1.5, 1), (2, 20, 2);`;

async function failuresOf(...expected: readonly PostCondition[]): Promise<readonly string[]> {
  return (await beginExpecting(sqliteTarget(shop), expected)).check();
}

test("conditions that hold say nothing", async () => {
  expect(
    await failuresOf(
      { sql: "SELECT count(*) FROM orders", rows: [[2]] },
      {
        sql: "SELECT id, name FROM customers ORDER BY id",
        rows: [
          [1, "Zoë"],
          ["2", null],
        ],
      },
      { sql: "SELECT total FROM orders WHERE id = 1", rows: [[1.5]] },
      { sql: "SELECT 1 AS a, 0 AS b", rows: [[true, false]] },
      { sql: "SELECT * FROM orders", count: 2 },
      { sql: "SELECT * FROM orders", "at-least": 1 },
      { table: "orders" },
      { column: "orders.total" },
      { index: "orders_total_idx" },
      { "foreign-key": "orders_customer_fk" },
      { "rows-not-fewer": "orders" },
    ),
  ).toEqual([]);
});

test("a condition that does not hold names the query, what was expected and what was found", async () => {
  expect(
    await failuresOf(
      { name: "all events are there", sql: "SELECT count(*)\n  FROM orders", rows: [[13]] },
      { sql: "SELECT name FROM customers", rows: [] },
      { sql: "SELECT NULL", rows: [["NULL"]] },
      { sql: "SELECT id FROM orders", count: 1 },
      { sql: "SELECT id FROM orders", "at-least": 3 },
    ),
  ).toEqual([
    "all events are there (`SELECT count(*) FROM orders`) was expected to answer [13], but answered [2]",
    '`SELECT name FROM customers` was expected to answer no row, but answered ["Zoë"] [NULL]',
    '`SELECT NULL` was expected to answer ["NULL"], but answered [NULL]',
    "`SELECT id FROM orders` was expected to answer 1 row, but answered 2 rows",
    "`SELECT id FROM orders` was expected to answer at least 3 rows, but answered 2 rows",
  ]);
});

test("what is not in the catalogue is named with its kind", async () => {
  expect(
    await failuresOf(
      { table: "order" },
      { column: "orders.sum" },
      { column: "nowhere.total" },
      { index: "orders" },
      { "foreign-key": "orders_customer" },
      { name: "the key", "foreign-key": "total" },
    ),
  ).toEqual([
    "table `order` is not there",
    "column `orders.sum` is not there",
    "column `nowhere.total` is not there",
    "index `orders` is not there",
    "foreign-key `orders_customer` is not there",
    "the key (foreign-key `total`) is not there",
  ]);
});

test("rows that are gone since before the migrations are told, more rows are not", async () => {
  const target = sqliteTarget(shop);
  const expecting = await beginExpecting(target, [{ "rows-not-fewer": "orders" }, { "rows-not-fewer": "customers" }]);
  target.database.exec("DELETE FROM orders; INSERT INTO customers VALUES (3, 'c')");
  expect(await expecting.check()).toEqual(["rows-not-fewer `orders` had 2 rows before the migrations, and has 0 now"]);
});

test("a table that is not there before the migrations is refused before anything is changed", async () => {
  const answer = () => {
    throw new ServiceError("there is no table `later`");
  };
  const refused = beginExpecting(fakeTarget(targetPlace({ answer })), [{ "rows-not-fewer": "later" }]);
  await expect(refused).rejects.toMatchObject({ code: "refused", message: expect.stringContaining("later") });
});

test("a question without an answer does not hold", async () => {
  const place = targetPlace();
  const expecting = await beginExpecting(fakeTarget(place), [{ table: "orders" }, { "rows-not-fewer": "orders" }]);
  place.answer = () => {
    throw new ServiceError("the database gave no answer within 60 s");
  };
  expect(await expecting.check()).toEqual([
    "table `orders` cannot be told: the database gave no answer within 60 s",
    "rows-not-fewer `orders` cannot be told: the database gave no answer within 60 s",
  ]);
});

test("long cells and many rows are cut in the message", async () => {
  const answer = () => Array.from({ length: 9 }, () => ["x".repeat(500)]);
  const [failure = ""] = await (
    await beginExpecting(fakeTarget(targetPlace({ answer })), [{ sql: "SELECT text FROM notes", rows: [[1]] }])
  ).check();
  expect(failure).toContain(`"${"x".repeat(99)}…]`);
  expect(failure).toContain("and 4 rows more");
  expect(failure.length).toBeLessThan(1000);
});
