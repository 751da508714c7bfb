import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeMigration, splitStatements, worstVerdict } from "../../src/core/migration.ts";

const judged = (sql: string | undefined) => judgeMigration({ version: "7", name: "a change" }, sql);
const verdictOf = (sql: string) => judged(sql).verdict;

describe("SAFE is what only adds", () => {
  test.each([
    "",
    "-- nothing at all\n/* really */ ;;",
    "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
    "create table if not exists notes(id integer) strict",
    'CREATE TABLE "my notes" (id INTEGER) WITHOUT ROWID;',
    "CREATE TABLE main.notes (ticket INTEGER REFERENCES tickets (id) ON DELETE CASCADE)",
    "CREATE TABLE notes (a TEXT DEFAULT 'one; two -- three /* four', b INTEGER GENERATED ALWAYS AS (id + 1))",
    "CREATE TABLE `notes` (id INTEGER); CREATE TABLE [more notes] (id INTEGER);",
    "CREATE INDEX tickets_by_title ON tickets (title)",
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON public.tickets USING btree (title DESC NULLS LAST, id)",
    "CREATE INDEX i ON tickets (title COLLATE nocase, description(20))",
    "ALTER TABLE tickets ADD COLUMN priority TEXT",
    "ALTER TABLE tickets ADD priority",
    "alter table tickets\n  add column priority text\n  not null\n  default 'normal';",
    "ALTER TABLE tickets ADD COLUMN due_at TEXT NULL",
    "ALTER TABLE tickets ADD COLUMN due_at TEXT NULL DEFAULT NULL",
    "ALTER TABLE tickets ADD COLUMN points INTEGER DEFAULT -1 NOT NULL",
    "ALTER TABLE tickets ADD COLUMN price DECIMAL(10, 2) NOT NULL DEFAULT 0.50",
    "ALTER TABLE tickets ADD COLUMN done BOOLEAN NOT NULL DEFAULT FALSE",
    'ALTER TABLE "shop"."tickets" ADD COLUMN "due at" TEXT',
    "ALTER TABLE tickets ADD COLUMN a TEXT; -- first\nALTER TABLE tickets ADD COLUMN b TEXT; /* then */ CREATE INDEX i ON tickets (b);",
    "ALTER/* in */TABLE/* pieces */tickets ADD COLUMN a TEXT",
  ])("%j", (sql) => {
    expect(judged(sql)).toMatchObject({ verdict: "SAFE", reason: expect.stringContaining("it only adds") });
  });
});

describe("UNKNOWN is everything else", () => {
  const inTables: Readonly<Record<string, readonly string[]>> = {
    "takes something away": [
      "DROP TABLE tickets",
      "DROP TABLE IF EXISTS tickets",
      "DROP INDEX i",
      "DROP VIEW v",
      "ALTER TABLE tickets DROP COLUMN title",
      "ALTER TABLE tickets DROP title",
      "TRUNCATE tickets",
      "DELETE FROM tickets WHERE id = 1",
    ],
    "renames or narrows": [
      "ALTER TABLE tickets RENAME TO issues",
      "ALTER TABLE tickets RENAME COLUMN title TO subject",
      "ALTER TABLE tickets ALTER COLUMN title TYPE VARCHAR(10)",
      "ALTER TABLE tickets MODIFY title VARCHAR(10)",
      "ALTER TABLE tickets CHANGE title title VARCHAR(10)",
      "ALTER TABLE tickets ALTER COLUMN title SET NOT NULL",
      "ALTER TABLE tickets ALTER COLUMN title DROP DEFAULT",
    ],
    "changes rows": [
      "UPDATE tickets SET title = upper(title)",
      "INSERT INTO tickets (title) VALUES ('x')",
      "REPLACE INTO tickets (id, title) VALUES (1, 'x')",
      "MERGE INTO tickets USING x ON true WHEN MATCHED THEN DELETE",
      "WITH gone AS (DELETE FROM tickets RETURNING *) SELECT 1",
    ],
    "forbids what the previous release writes": [
      "ALTER TABLE tickets ADD COLUMN priority TEXT NOT NULL",
      "ALTER TABLE tickets ADD COLUMN priority NOT NULL",
      "ALTER TABLE tickets ADD priority NOT NULL",
      "ALTER TABLE tickets ADD COLUMN priority TEXT NOT NULL DEFAULT NULL",
      "ALTER TABLE tickets ADD COLUMN priority TEXT DEFAULT NULL NOT NULL",
      "ALTER TABLE tickets ADD COLUMN priority TEXT NOT NULL DEFAULT (nextval('s'))",
      "ALTER TABLE tickets ADD COLUMN at TEXT DEFAULT CURRENT_TIMESTAMP",
      "ALTER TABLE tickets ADD COLUMN code TEXT UNIQUE",
      "ALTER TABLE tickets ADD COLUMN code UNIQUE",
      "ALTER TABLE tickets ADD COLUMN id2 SERIAL",
      "ALTER TABLE tickets ADD COLUMN id2 INTEGER PRIMARY KEY",
      "ALTER TABLE tickets ADD COLUMN n INTEGER CHECK (n > 0)",
      "ALTER TABLE tickets ADD COLUMN owner INTEGER REFERENCES people (id)",
      "ALTER TABLE tickets ADD CONSTRAINT short CHECK (length(title) < 10)",
      "ALTER TABLE tickets ADD UNIQUE (title)",
      "ALTER TABLE tickets ADD PRIMARY KEY (id)",
      "ALTER TABLE tickets ADD FOREIGN KEY (owner) REFERENCES people (id)",
      "ALTER TABLE tickets ADD COLUMN a TEXT, DROP COLUMN title",
      "ALTER TABLE tickets ADD COLUMN a TEXT, ADD COLUMN b TEXT NOT NULL",
      "CREATE UNIQUE INDEX one ON tickets (title)",
      "CREATE INDEX i ON tickets (json_extract(title, '$.a'))",
      "CREATE INDEX i ON tickets (1 / id)",
      "CREATE INDEX i ON tickets (id) WHERE 1 / id > 0",
      "CREATE TRIGGER t BEFORE INSERT ON tickets BEGIN SELECT RAISE(ABORT, 'no'); END",
    ],
    "does more than make a table": [
      "CREATE TABLE copy AS SELECT * FROM tickets",
      "CREATE TABLE copy (id) AS SELECT id FROM tickets",
      "CREATE TABLE copy (id)\nAS\nSELECT id FROM tickets",
      "CREATE TABLE copy (id)/**/AS/**/SELECT id FROM tickets",
      "CREATE TABLE copy (id) AS (SELECT id FROM tickets)",
      "CREATE TABLE copy (id) AS WITH x AS (SELECT 1) SELECT * FROM x",
      "CREATE TABLE copy (id) AS TABLE tickets",
      "CREATE TABLE copy (id) AS VALUES (1)",
      "CREATE TABLE copy (id) AS EXECUTE plan",
      "CREATE TABLE copy (id INT) SELECT id FROM tickets",
      "CREATE TABLE more (x INT) INHERITS (tickets)",
      "CREATE TABLE part PARTITION OF tickets DEFAULT",
      "CREATE TEMP TABLE tickets (id INTEGER)",
      "CREATE VIRTUAL TABLE tickets_fts USING fts5(title)",
    ],
    "is no plain schema change": [
      "PRAGMA writable_schema = 1",
      "ATTACH 'other.db' AS other",
      "DETACH other",
      "VACUUM",
      "REINDEX tickets",
      "BEGIN; CREATE TABLE a (id INTEGER); COMMIT",
      "CREATE VIEW v AS SELECT * FROM tickets",
      "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
      "DO 'BEGIN DELETE FROM tickets; END'",
      "CALL clean_up()",
      "GRANT ALL ON tickets TO public",
      "LOCK TABLE tickets",
      "SET search_path = other",
      "SELECT 1",
      "nonsense",
    ],
    "is hidden from a careless reader": [
      "CREATE TABLE a (id INTEGER); DROP TABLE tickets",
      "CREATE TABLE a (id INTEGER);\n-- DROP TABLE x\nDROP TABLE tickets",
      "CREATE TABLE a (t TEXT DEFAULT ''); DROP TABLE tickets; -- '",
      "CREATE TABLE a (t TEXT DEFAULT '''); DROP TABLE tickets; --'); DROP TABLE tickets",
      "CREATE TABLE [it's] (id INTEGER); DROP TABLE tickets; -- '",
      'CREATE TABLE [say "x] (id INTEGER); DROP TABLE tickets; -- "',
      "CREATE TABLE [a;b] (id INTEGER); DROP TABLE tickets",
      "/*! DROP TABLE tickets */",
      "/*!50000 DROP TABLE tickets */;",
      "/*M! DROP TABLE tickets */",
      "CREATE INDEX i ON tickets (id) /*! ; DROP TABLE tickets */",
      "CREATE INDEX i ON tickets (id) # '\n; DROP TABLE tickets; # '",
      "CREATE INDEX i ON tickets (id) COMMENT 'a\\'' ; DROP TABLE tickets; -- '",
      "CREATE TABLE a (t TEXT DEFAULT E'\\''); DROP TABLE tickets; --')",
      "CREATE TABLE a (t TEXT DEFAULT $$'$$); DROP TABLE tickets; --')",
      "CREATE TABLE a (t TEXT DEFAULT $x$'$x$); DROP TABLE tickets; --')",
      "-- comment\rDROP TABLE tickets;",
      "CREATE TABLE a (id INTEGER);\u0000 DROP TABLE tickets",
    ],
    "cannot be read to its end": [
      "CREATE TABLE a (t TEXT DEFAULT 'open",
      'CREATE TABLE "a (id INTEGER)',
      "CREATE TABLE `a (id INTEGER)",
      "CREATE TABLE [a (id INTEGER)",
      "CREATE TABLE a] (id INTEGER)",
      "CREATE TABLE a (id INTEGER) /* open",
    ],
  };
  for (const [what, examples] of Object.entries(inTables)) {
    describe(`because it ${what}`, () => {
      test.each(examples)("%j", (sql) => {
        expect(verdictOf(sql)).toBe("UNKNOWN");
      });
    });
  }

  test("because its SQL is not knowable", () => {
    expect(judged(undefined)).toEqual({
      version: "7",
      name: "a change",
      verdict: "UNKNOWN",
      reason: "its SQL is not knowable",
    });
  });
});

test("the statement that decided is named, cut to a readable length", () => {
  expect(judged("CREATE TABLE a (id INTEGER); DROP  TABLE\ttickets").reason).toBe(
    "`DROP TABLE tickets` is not known to keep the previous release working",
  );
  expect(judged(`UPDATE tickets SET title = '${"x".repeat(200)}'`).reason).toHaveLength(
    80 + "…``".length + " is not known to keep the previous release working".length,
  );
});

test("one migration that is UNKNOWN makes all of them UNKNOWN", () => {
  const [safe, unknown] = [judged("CREATE TABLE a (id INTEGER)"), judged("DROP TABLE a")];
  expect(worstVerdict([])).toBe("SAFE");
  expect(worstVerdict([safe, safe])).toBe("SAFE");
  expect(worstVerdict([safe, unknown, safe])).toBe("UNKNOWN");
});

test("statements are told apart as an engine does, and keep what stands in quotes", () => {
  expect(splitStatements("a  b;\n-- c;\n d 'e; f'  ; /* g; */ \"h;i\" `j;k` [l m] - 1 / 2")).toEqual([
    "a b",
    "d 'e; f'",
    '"h;i" `j;k` [l m] - 1 / 2',
  ]);
});

/** Pieces of which a hostile or unlucky migration is made. */
const piece = fc.constantFrom(
  ..."' '' \" \"\" ` [ ] [a] ; -- /* */ \n ( ) , . 1 -1 'x' \"x\" a b tickets title".split(" "),
  ..."CREATE TABLE INDEX UNIQUE ALTER ADD COLUMN DROP RENAME TO ON AS SELECT NOT NULL DEFAULT TEXT INTEGER IF EXISTS".split(
    " ",
  ),
  "CREATE TABLE a (id INTEGER)",
  "CREATE TABLE ",
  "CREATE INDEX i ON tickets (title)",
  "ALTER TABLE tickets ADD COLUMN ",
  "DROP TABLE tickets",
  "DELETE FROM tickets",
  "UPDATE tickets SET title = 'y'",
  "ALTER TABLE tickets DROP COLUMN title",
  "ALTER TABLE tickets RENAME TO other",
  "CREATE UNIQUE INDEX u ON tickets (title)",
);
const hostile = fc.array(piece, { minLength: 1, maxLength: 14 }).chain((pieces) =>
  fc.array(fc.constantFrom(" ", ""), { minLength: pieces.length, maxLength: pieces.length }).map((gaps) => {
    return pieces.map((text, i) => text + gaps[i]).join("");
  }),
);

/** What the previous release does all day. */
function works(database: DatabaseSync): void {
  database.exec("INSERT INTO tickets (title) VALUES ('new'), ('new')");
  database.exec("UPDATE tickets SET title = 'changed' WHERE title = 'new'");
  database.exec("DELETE FROM tickets WHERE title = 'changed'");
}

function rows(database: DatabaseSync): unknown {
  return database.prepare("SELECT id, title FROM tickets ORDER BY id").all();
}

describe("what is called SAFE, SQLite itself is asked about", () => {
  function expectHarmless(sql: string, isEmpty: boolean): void {
    const database = new DatabaseSync(":memory:");
    database.exec("CREATE TABLE tickets (id INTEGER PRIMARY KEY, title TEXT)");
    if (!isEmpty) database.exec("INSERT INTO tickets (title) VALUES ('one'), ('two'), ('two')");
    const before = rows(database);
    try {
      database.exec(sql);
    } catch {
      // A migration that fails is another matter; what it did until then counts here.
    }
    works(database);
    expect(rows(database)).toEqual(before);
    database.close();
  }

  test("the previous release works on, its rows and columns are there, whatever pieces the migration is made of", () => {
    let safe = 0;
    fc.assert(
      fc.property(hostile, fc.boolean(), (sql, isEmpty) => {
        if (verdictOf(sql) !== "SAFE") return;
        safe += 1;
        expectHarmless(sql, isEmpty);
      }),
      { numRuns: 20_000 },
    );
    expect(safe).toBeGreaterThan(50);
  });

  test("two statements that do each no harm do none together", () => {
    const statement = fc.constantFrom(
      "CREATE TABLE a (id INTEGER PRIMARY KEY, t TEXT UNIQUE)",
      "ALTER TABLE tickets ADD COLUMN p TEXT NOT NULL DEFAULT 'x'",
      "ALTER TABLE tickets ADD q INTEGER",
      "CREATE INDEX i ON tickets (title)",
      "CREATE INDEX IF NOT EXISTS j ON tickets (title DESC, id)",
    );
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 6 }), fc.boolean(), (statements, isEmpty) => {
        const sql = statements.join(";\n");
        expect(verdictOf(sql)).toBe("SAFE");
        expectHarmless(sql, isEmpty);
      }),
      { numRuns: 200 },
    );
  });
});
