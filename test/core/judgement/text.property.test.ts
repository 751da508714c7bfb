import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tokensOf } from "../../../src/core/judgement/text/cursor.ts";
import { isUnreadable } from "../../../src/core/judgement/text/tokens.ts";
import { type TextDialect, toldOf, verdictOf } from "./text-cases.ts";

const engines = fc.constantFrom<TextDialect>("mysql", "mariadb", "sqlite");
const mysqls = fc.constantFrom<TextDialect>("mysql", "mariadb");

const statements = [
  "CREATE TABLE a (id INTEGER PRIMARY KEY, t TEXT REFERENCES tickets (id))",
  "CREATE INDEX i ON tickets (title DESC, id)",
  "CREATE UNIQUE INDEX u ON tickets (title)",
  "CREATE VIEW v AS SELECT 'a  b' AS \"c\" FROM tickets",
  "ALTER TABLE tickets ADD COLUMN p VARCHAR(10) NOT NULL DEFAULT 'x'",
  "ALTER TABLE tickets ADD COLUMN p VARCHAR(10) NOT NULL",
  "ALTER TABLE tickets DROP COLUMN title",
  "ALTER TABLE tickets RENAME COLUMN title TO subject",
  "ALTER TABLE tickets RENAME TO issues",
  "ALTER TABLE tickets ADD COLUMN q INT, DROP COLUMN title",
  "ALTER TABLE tickets MODIFY title VARCHAR(5) NOT NULL",
  "DROP TABLE IF EXISTS tickets",
  "UPDATE tickets SET title = 'x' WHERE id = -1",
  "DELETE FROM tickets",
  "INSERT INTO tickets (title) VALUES ('x'), ('y')",
  "REPLACE INTO tickets (id) VALUES (1)",
  "CREATE TRIGGER g AFTER INSERT ON tickets FOR EACH ROW BEGIN DELETE FROM x; END",
];

test("comments, white space and the case of keywords do not change a verdict", () => {
  const gap = fc.constantFrom(" ", "\n", "\t ", "\r\n", " /* it's ; */ ", " -- it's ;\n", "/**/ ");
  fc.assert(
    fc.property(
      engines,
      fc.constantFrom(...statements),
      fc.infiniteStream(gap),
      fc.constantFrom("toUpperCase", "toLowerCase"),
      (dialect, sql, gaps, letters) => {
        const tokens = tokensOf(sql, dialect);
        if (isUnreadable(tokens)) throw new Error(tokens.why);
        const written = tokens.map(({ kind, raw }) => (kind === "word" ? raw[letters as "toUpperCase"]() : raw));
        const other = written.map((raw) => raw + gaps.next().value).join("");
        expect(toldOf(`${other};`, dialect)).toBe(toldOf(sql, dialect));
      },
    ),
    { numRuns: 1_000 },
  );
});

test("what does not begin with a known word is never SAFE", () => {
  const known =
    /^(?:CREATE|ALTER|DROP|RENAME|TRUNCATE|INSERT|REPLACE|UPDATE|DELETE|SELECT|WITH|VALUES|GRANT|REVOKE|SET|LOCK|UNLOCK|PRAGMA|BEGIN|START|COMMIT|END|SAVEPOINT|RELEASE|ANALYZE|OPTIMIZE|CHECK|REPAIR|VACUUM|REINDEX|DELIMITER)$/i;
  const head = fc.stringMatching(/^[A-Za-z_]{1,12}$/).filter((word) => !known.test(word));
  fc.assert(
    fc.property(engines, head, fc.constantFrom("", ...statements), (dialect, word, rest) => {
      expect(verdictOf(`${word} ${rest}`, dialect)).not.toBe("SAFE");
    }),
    { numRuns: 1_000 },
  );
});

test("a word too many makes no statement of MySQL SAFE", () => {
  const word = fc.stringMatching(/^zz[a-z]{1,8}$/);
  const safe = statements.filter((sql) => verdictOf(sql, "mysql") === "SAFE" && !/VIEW|VALUES/.test(sql));
  expect(safe.length).toBeGreaterThan(1);
  fc.assert(
    fc.property(mysqls, fc.constantFrom(...safe), word, (dialect, sql, more) => {
      expect(verdictOf(`${sql} ${more}`, dialect)).not.toBe("SAFE");
    }),
  );
});

test("a harmful statement is seen wherever it stands among harmless ones", () => {
  const harmless = fc.constantFrom(
    "CREATE TABLE a (t TEXT DEFAULT 'it''s; --')",
    "-- don't\nCREATE INDEX i ON tickets (id)",
    "SELECT 1 /* ' */",
    'CREATE VIEW v AS SELECT ";" FROM tickets',
    "INSERT INTO b (x) VALUES ('a\\\\')",
    "",
  );
  const harmful = fc.constantFrom(
    "DROP TABLE tickets",
    "DELETE FROM tickets",
    "ALTER TABLE tickets DROP title",
    "CALL x()",
  );
  fc.assert(
    fc.property(engines, fc.array(harmless), harmful, fc.array(harmless), (dialect, before, harm, after) => {
      expect(verdictOf([...before, harm, ...after].join(";\n"), dialect)).not.toBe("SAFE");
    }),
  );
});

/** Pieces of which a hostile or unlucky migration is made. */
const piece = fc.constantFrom(
  ..."' '' \" \"\" ` [ ] [a] ; -- /* */ \n ( ) , . 1 -1 'x' \"x\" a b tickets title".split(" "),
  ..."CREATE TABLE INDEX UNIQUE ALTER ADD COLUMN DROP RENAME TO ON AS SELECT NOT NULL DEFAULT TEXT INTEGER IF EXISTS".split(
    " ",
  ),
  "CREATE TABLE a (id INTEGER)",
  "; CREATE TABLE b AS SELECT * FROM tickets;",
  "CREATE TABLE ",
  "CREATE INDEX i ON tickets (title)",
  "; ALTER TABLE tickets ADD COLUMN ",
  "; ALTER TABLE tickets ADD c INTEGER;",
  "; UPDATE tickets SET c = 1;",
  "; INSERT INTO tickets (title) VALUES ('y');",
  "; ALTER TABLE a RENAME TO b;",
  "; DROP TABLE a;",
  "; DROP TABLE b;",
  "; DELETE FROM a;",
  "DROP TABLE tickets",
  "DELETE FROM tickets",
  "UPDATE tickets SET title = 'y'",
  "ALTER TABLE tickets DROP COLUMN title",
  "; ALTER TABLE tickets RENAME TO a;",
  "; ALTER TABLE tickets RENAME COLUMN title TO c;",
  "CREATE UNIQUE INDEX u ON tickets (title)",
);
const hostile = fc
  .array(fc.tuple(piece, fc.constantFrom(" ", "")), { minLength: 1, maxLength: 14 })
  .map((pieces) => pieces.flat().join(""));

/** What the previous release does all day. */
function works(database: DatabaseSync): void {
  database.exec("INSERT INTO tickets (title) VALUES ('new'), ('new')");
  database.exec("UPDATE tickets SET title = 'changed' WHERE title = 'new'");
  database.exec("DELETE FROM tickets WHERE title = 'changed'");
}

const rows = (database: DatabaseSync) =>
  database.prepare("SELECT id, title FROM tickets WHERE id <= 3 ORDER BY id").all();

describe("what is called SAFE, SQLite itself is asked about", () => {
  test("the previous release works on, its rows and columns are there, whatever pieces the migration is made of", () => {
    let safe = 0;
    fc.assert(
      fc.property(hostile, (sql) => {
        if (verdictOf(sql, "sqlite") !== "SAFE") return;
        safe += 1;
        const database = new DatabaseSync(":memory:");
        database.exec("CREATE TABLE tickets (id INTEGER PRIMARY KEY, title TEXT)");
        database.exec("INSERT INTO tickets (title) VALUES ('one'), ('two'), ('two')");
        const before = rows(database);
        try {
          database.exec(sql);
        } catch {
          // A migration that fails is another matter; what it did until then counts here.
        }
        works(database);
        expect(rows(database)).toEqual(before);
        database.close();
      }),
      { numRuns: 15_000 },
    );
    expect(safe).toBeGreaterThan(50);
  });
});
