import { describe, expect, test } from "vitest";
import type { Dialect } from "../../src/core/judgement/finding.ts";
import { withoutPasswords, withoutQuoted, withoutRows, withoutTexts } from "../../src/core/private-values.ts";

describe("recorded SQL", () => {
  test.each<[Dialect, string, string]>([
    ["postgres", "update users set email = 'ann@example.com'", "update users set email = '...'"],
    [
      "postgres",
      `INSERT INTO "a'b" VALUES ('it''s', E'it\\'s', $x$it's$x$, 5)`,
      `INSERT INTO "a'b" VALUES ('...', '...', '...', 5)`,
    ],
    ["postgres", "SELECT 'a\\', 'ann'", "SELECT '...', '...'"],
    ["postgres", "UPDATE a SET b = 'x' -- Ann's\nWHERE c = 'y'", "UPDATE a SET b = '...'  \nWHERE c = '...'"],
    [
      "postgres",
      "UPDATE a SET phone = 4915112345678, b1234567 = 12 WHERE id = $1",
      "UPDATE a SET phone = ..., b1234567 = 12 WHERE id = $1",
    ],
    ["postgres", "ALTER SEQUENCE s RESTART WITH 100000", "ALTER SEQUENCE s RESTART WITH 100000"],
    ["mysql", "SELECT 'it\\'s ann', \"ann's\", `it's`", "SELECT '...', '...', `it's`"],
    ["mariadb", "UPDATE a SET b = 0x616e6e # Ann's", "UPDATE a SET b = '...'  "],
    ["sqlite", "INSERT INTO \"a\" VALUES ('x', x'616e6e')", "INSERT INTO \"a\" VALUES ('...', x'...')"],
    ["postgres", "CREATE ROLE r PASSWORD 'cut off at 200 cha…", "CREATE ROLE r PASSWORD '...'"],
  ])("of %s is shown without its texts: %s", (dialect, sql, shown) => {
    expect(withoutTexts(sql, dialect)).toBe(shown);
  });

  test("leaves a sentence its apostrophes", () => {
    const said = "the previous release's rows don't fit 'ann@example.com', users' names do";
    expect(withoutQuoted(said)).toBe("the previous release's rows don't fit '...', users' names do");
  });
});

describe("a password in a file", () => {
  test.each([
    ["CREATE ROLE r LOGIN PASSWORD 'x''y' VALID UNTIL 'z'", "CREATE ROLE r LOGIN PASSWORD '...'"],
    ["CREATE ROLE r PASSWORD $$secret$$ LOGIN", "CREATE ROLE r PASSWORD '...' LOGIN"],
    ["ALTER USER u IDENTIFIED WITH p BY 'x' REPLACE 'y' LOCK", "ALTER USER u IDENTIFIED WITH p BY '...' LOCK"],
    ['ALTER USER u IDENTIFIED BY "x"', "ALTER USER u IDENTIFIED BY '...'"],
    ["SET PASSWORD FOR 'u'@'h' = PASSWORD('x')", "SET PASSWORD FOR '...')"],
    [
      "CREATE USER MAPPING FOR u SERVER s OPTIONS (user 'u', password 'x')",
      "CREATE USER MAPPING FOR u SERVER s OPTIONS (user 'u', password '...')",
    ],
    [
      "DO $$BEGIN EXECUTE 'ALTER ROLE r PASSWORD ''x'''; END$$",
      "DO $$BEGIN EXECUTE 'ALTER ROLE r PASSWORD '...'; END$$",
    ],
  ])("is cut: %s", (sql, shown) => {
    expect(withoutPasswords(sql)).toBe(shown);
  });

  test.each([
    "UPDATE users SET state = 'new'",
    'CREATE TABLE "User" ("id" int, "password" TEXT NOT NULL, "name" TEXT, PRIMARY KEY ("id"))',
  ])("is not looked for elsewhere: %s", (sql) => {
    expect(withoutPasswords(sql)).toBe(sql);
  });
});

describe("what a program has said is told without the rows that it quotes", () => {
  test.each([
    ["DETAIL:  Key (email)=(ann (home)@example.com) already exists.", "DETAIL:  Key (email)=(...) already exists."],
    ["DETAIL: Key (lower(email))=(ann) is duplicated.", "DETAIL: Key (lower(email))=(...) is duplicated."],
    ["Schlüssel »(email)=(ann)« existiert bereits.", "Schlüssel »(email)=(...)« existiert bereits."],
    [
      '{"detail":"Failing row contains (1, ann).\\n","code":"23514"}',
      '{"detail":"Failing row contains (...)\\n","code":"23514"}',
    ],
    ["Failing row contains (1, ann@example.com, null).\nnext", "Failing row contains (...)\nnext"],
    ["Duplicate entry 'ann's@example.com' for key 'users.email'", "Duplicate entry '...' for key 'users.email'"],
    [
      "Incorrect integer value: 'ann' for column 'a' at row 1",
      "Incorrect integer value: '...' for column 'a' at row 1",
    ],
    ['invalid input syntax for type integer: "ann"', 'invalid input syntax for type integer: "..."'],
    ['COPY users, line 3, column email: "ann"', 'COPY users, line 3, column email: "..."'],
    ["DETAIL:  parameters: $1 = 'ann', $2 = 'x'", "DETAIL:  parameters: $1 = '...', $2 = '...'"],
    ["SQL: insert into `users` (`email`) values (ann@example.com))", "SQL: insert into `users` ..."],
    ["update `users` set `email` = 'ann' - Duplicate column", "update `users` set `email` = '...' - Duplicate column"],
    ["LINE 1: CREATE ROLE r PASSWORD 'x' BY", "LINE 1: CREATE ROLE r PASSWORD '...' BY"],
  ])("%s", (said, told) => {
    expect(withoutRows(said)).toBe(told);
  });

  test.each([
    "Enter the password; it can't be read",
    'password authentication failed for user "app"',
    "Access denied for user 'app'@'host' (using password: YES)",
    "could not update migration '001'",
    'relation "orders" does not exist',
  ])("and whole otherwise: %s", (said) => {
    expect(withoutRows(said)).toBe(said);
  });
});
