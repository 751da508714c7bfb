import { describe, expect, test } from "vitest";
import { isLockTimeout, isLostConnection } from "../../src/core/migration-failures.ts";
import { CommandError, ServiceError } from "../../src/kit/errors.ts";

describe("a lock that somebody else held for too long", () => {
  test.each([
    ["PostgreSQL", "ERROR:  canceling statement due to lock timeout"],
    ["PostgreSQL by its code", "SQLSTATE[55P03]: Lock not available"],
    ["PostgreSQL with NOWAIT", 'could not obtain lock on relation "orders"'],
    ["MySQL", "ERROR 1205 (HY000): Lock wait timeout exceeded; try restarting transaction"],
    ["MySQL by its number", "SQLSTATE[HY000]: General error: 1205"],
    ["mysql2", "Error: ER_LOCK_WAIT_TIMEOUT"],
    ["SQLite", "database is locked"],
    ["SQLite, one table", "database table is locked: orders"],
    ["SQLite by its code", "SQLITE_BUSY: try later"],
  ])("is known by the words of %s", (_, text) => {
    expect([isLockTimeout(new Error(text)), isLostConnection(new Error(text))]).toEqual([true, false]);
  });
});

describe("a session that has ended", () => {
  test.each([
    ["an administrator", "FATAL: terminating connection due to administrator command"],
    ["a conflict on a standby", "terminating connection due to conflict with recovery"],
    ["psql", "server closed the connection unexpectedly"],
    ["node-postgres", "Connection terminated unexpectedly"],
    ["a code of PostgreSQL", "SQLSTATE 57P01"],
    ["a start", "the database system is starting up"],
    ["MySQL", "ERROR 2013 (HY000): Lost connection to MySQL server during query"],
    ["PHP", "SQLSTATE[HY000]: General error: 2006 MySQL server has gone away"],
    ["the network", "read ECONNRESET"],
    ["Go", "driver: bad connection"],
  ])("is known by the words of %s", (_, text) => {
    expect([isLostConnection(new Error(text)), isLockTimeout(new Error(text))]).toEqual([true, false]);
  });
});

test.each([
  ["an error of the migration", "column 12050 does not exist"],
  ["a number that is none of an error", "order 1205 violates the constraint"],
  ["a deadlock", "ERROR: deadlock detected"],
  ["a statement that took too long", "canceling statement due to statement timeout"],
  ["a column of that name", 'column "lock_timeouts" does not exist'],
])("%s is neither", (_, text) => {
  expect([isLockTimeout(new Error(text)), isLostConnection(new Error(text))]).toEqual([false, false]);
});

test("it is looked for in what a program printed and in every cause", () => {
  const printed = new CommandError("dbmate ended with code 2", { exitCode: 2, output: "pq: lock timeout (55P03)" });
  expect(isLockTimeout(printed)).toBe(true);
  expect(isLockTimeout(new ServiceError("no", { cause: new ServiceError("no", { cause: printed }) }))).toBe(true);
  expect(isLockTimeout(new ServiceError("no", { cause: "database is locked" }))).toBe(false);
});

test("what is no error, or is its own cause, ends the search", () => {
  const own = new Error("round and round");
  own.cause = own;
  expect([own, null, undefined, "database is locked", 1205, {}].map(isLockTimeout)).toEqual(Array(6).fill(false));
});
