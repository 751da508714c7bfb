import { describe, expect, test } from "vitest";
import { judgeText, type TextDialect, toldOf, verdictOf } from "./text-cases.ts";

const engines: readonly TextDialect[] = ["mysql", "mariadb", "sqlite"];
const mysqls: readonly TextDialect[] = ["mysql", "mariadb"];

function each(dialects: readonly TextDialect[], cases: Readonly<Record<string, string>>): void {
  const rows = dialects.flatMap((dialect) => Object.entries(cases).map(([sql, told]) => [dialect, sql, told] as const));
  test.each(rows)("%s: %j is %s", (dialect, sql, told) => {
    expect(toldOf(sql, dialect)).toBe(told);
  });
}

describe("what only adds is SAFE", () => {
  each(engines, {
    "": "SAFE",
    "-- nothing at all\n/* really */ ;;": "SAFE",
    "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)": "SAFE T1",
    "create table if not exists notes(id integer)": "SAFE T1",
    "CREATE TABLE n (ticket INTEGER REFERENCES tickets (id) ON DELETE CASCADE)": "SAFE T1",
    "CREATE TABLE notes (a TEXT DEFAULT 'one; two -- three /* four', b INTEGER GENERATED ALWAYS AS (id + 1))":
      "SAFE T1",
    "CREATE TABLE copy AS SELECT * FROM tickets": "SAFE T1",
    "CREATE INDEX tickets_by_title ON tickets (title)": "SAFE I1",
    "CREATE INDEX i ON tickets (title DESC, id)": "SAFE I1",
    "ALTER TABLE tickets ADD COLUMN priority TEXT": "SAFE C1",
    "alter table tickets\n  add column priority text\n  not null\n  default 'normal';": "SAFE C2",
    "ALTER TABLE tickets ADD COLUMN due_at TEXT NULL DEFAULT NULL": "SAFE C1",
    "ALTER TABLE tickets ADD COLUMN points INTEGER DEFAULT -1 NOT NULL": "SAFE C2",
    "ALTER TABLE tickets ADD COLUMN price DECIMAL(10, 2) NOT NULL DEFAULT 0.50": "SAFE C2",
    "ALTER TABLE tickets ADD COLUMN done BOOLEAN NOT NULL DEFAULT FALSE": "SAFE C2",
    "ALTER/* in */TABLE/* pieces */tickets ADD COLUMN a TEXT": "SAFE C1",
    "CREATE VIEW v AS SELECT * FROM tickets": "SAFE T1",
    "BEGIN; CREATE TABLE a (id INTEGER); COMMIT": "SAFE T1",
    "SELECT 1": "SAFE",
  });
  each(mysqls, {
    "ALTER TABLE t ADD (a INT, b INT NULL), ADD INDEX i (a), ADD FULLTEXT KEY f (c)": "SAFE C1 C1 I1 I1",
    "ALTER TABLE t ADD c ENUM('a','b') NOT NULL DEFAULT 'a' COMMENT 'x' AFTER id, ALGORITHM=INPLACE, LOCK=NONE":
      "SAFE C2",
    "ALTER TABLE t ADD at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP": "SAFE C2",
    "ALTER TABLE t ADD c LONGTEXT GENERATED ALWAYS AS (lower(title)) STORED": "SAFE C7",
    "ALTER TABLE t ADD c TINYINT AS (title IS NOT NULL)": "SAFE C7",
    "CREATE TABLE n (code TEXT REFERENCES tickets (code) ON DELETE CASCADE ON UPDATE CASCADE)": "SAFE T1",
    "CREATE TABLE n (id INT); ALTER TABLE n AUTO_INCREMENT = 100": "SAFE T1",
    "ALTER TABLE t COMMENT = 'x', ENGINE = InnoDB, ORDER BY a": "SAFE I1 I1",
    "CREATE TABLE c LIKE t": "SAFE T1",
    "CREATE INDEX i ON t (title(20)) ALGORITHM=INPLACE LOCK=NONE": "SAFE I1",
    "CREATE FUNCTION f() RETURNS INT DETERMINISTIC BEGIN RETURN 1; END": "SAFE T1",
    "GRANT SELECT ON a TO 'x'@'%'": "SAFE P2",
    "SET NAMES utf8mb4; SET FOREIGN_KEY_CHECKS=0; SET @@session.unique_checks = 0": "SAFE",
    "/*!40101 SET NAMES utf8 */;": "SAFE",
    "LOCK TABLES a WRITE; UNLOCK TABLES; ANALYZE TABLE a": "SAFE",
  });
  each(["sqlite"], {
    "create table notes(id integer) strict": "SAFE T1",
    'CREATE TABLE "my notes" (id INTEGER) WITHOUT ROWID, STRICT;': "SAFE T1",
    "CREATE TABLE main.notes (id INTEGER); CREATE TABLE [more notes] (id INTEGER);": "SAFE T1 T1",
    "ALTER TABLE tickets ADD priority": "SAFE C1",
    "ALTER TABLE t ADD c AS (lower(title)) VIRTUAL": "SAFE C7",
    "/*! DROP TABLE x */": "SAFE",
    "PRAGMA foreign_keys = OFF; VACUUM; REINDEX t": "SAFE",
  });
});

describe("what a release makes itself, it may change", () => {
  each(engines, {
    "CREATE TABLE n (id INT, a INT); ALTER TABLE n DROP COLUMN a; DELETE FROM n; DROP TABLE n": "SAFE T1",
    "CREATE TABLE n (id INT); CREATE UNIQUE INDEX u ON n (id); INSERT INTO n VALUES (1); UPDATE n SET id = 2":
      "SAFE T1",
    "ALTER TABLE t ADD COLUMN a INT; ALTER TABLE t DROP COLUMN a": "SAFE C1",
    "CREATE VIEW v AS SELECT 1; DROP VIEW v": "SAFE T1",
    "CREATE TABLE IF NOT EXISTS users (id INT); DROP TABLE users": "UNSAFE T1 T2",
    "CREATE TABLE n (id INT); ALTER TABLE n RENAME TO m; DROP TABLE n": "UNSAFE T1 T2",
    "CREATE TABLE n (id INT); DROP TABLE n; DROP TABLE n": "UNSAFE T1 T2",
    "ALTER TABLE users RENAME TO old; CREATE TABLE users (id INT)": "UNKNOWN T3 X3",
    "ALTER TABLE t ADD COLUMN b INT; ALTER TABLE t DROP COLUMN b; ALTER TABLE t RENAME COLUMN a TO b; ALTER TABLE t DROP COLUMN b":
      "UNSAFE C1 C5 C4",
  });
  each(mysqls, {
    "ALTER TABLE t ADD b INT, DROP b": "UNSAFE C1 C4",
    "ALTER TABLE t ADD c INT; ALTER TABLE t MODIFY c INT NOT NULL": "REVERT-FIRST C1 C3",
    "CREATE TABLE n (id INT); ALTER TABLE users ADD FOREIGN KEY (n) REFERENCES n (id) ON DELETE CASCADE; DELETE FROM n":
      "UNSAFE T1 K3 M3",
    "CREATE TABLE n (id INT); RENAME TABLE users TO old, n TO users": "UNKNOWN T1 T3 X3",
    "CREATE TABLE t (id INT); RENAME TABLE app.u TO app.t; DROP TABLE t": "UNSAFE T1 T3 T2",
  });
});

describe("what breaks, loses or narrows is told by its row of the table", () => {
  each(engines, {
    "DROP TABLE IF EXISTS tickets": "UNSAFE T2",
    "ALTER TABLE tickets RENAME TO issues": "REVERT-FIRST T3",
    "ALTER TABLE tickets ADD COLUMN priority TEXT NOT NULL": "REVERT-FIRST C3",
    "ALTER TABLE tickets ADD COLUMN priority TEXT NOT NULL DEFAULT NULL": "REVERT-FIRST C3",
    "ALTER TABLE tickets ADD COLUMN priority TEXT DEFAULT NULL NOT NULL": "REVERT-FIRST C3",
    "ALTER TABLE tickets DROP COLUMN title": "UNSAFE C4",
    "ALTER TABLE tickets DROP title": "UNSAFE C4",
    "ALTER TABLE tickets RENAME COLUMN title TO subject": "REVERT-FIRST C5",
    "CREATE UNIQUE INDEX one ON tickets (title)": "PROBE K1",
    "CREATE TABLE n (t INTEGER REFERENCES tickets (id))": "PROBE K3 T1",
    "CREATE TABLE n (t INTEGER, FOREIGN KEY (t) REFERENCES tickets (id) ON DELETE RESTRICT)": "PROBE K3 T1",
    "CREATE TABLE n (t INTEGER REFERENCES tickets (id) ON DELETE SET DEFAULT)": "PROBE K3 T1",
    "CREATE TABLE n (t INTEGER NOT NULL REFERENCES tickets (id) ON DELETE SET NULL)": "PROBE K3 T1",
    "CREATE TABLE n (t INTEGER REFERENCES tickets (id) ON DELETE SET NULL, CHECK (t > 0 OR t IS NULL))": "PROBE K3 T1",
    "CREATE TABLE n (t INTEGER, PRIMARY KEY (t), FOREIGN KEY (t) REFERENCES tickets (id) ON DELETE SET NULL)":
      "PROBE K3 T1",
    "CREATE TABLE a (id INTEGER REFERENCES tickets ON DELETE CASCADE); CREATE TABLE b (id INTEGER REFERENCES a)":
      "PROBE T1 K3 T1",
    "INSERT INTO tickets (title) VALUES ('x')": "PROBE M4",
    "INSERT INTO tickets (title) SELECT upper(title) FROM drafts": "PROBE M4",
    "ALTER TABLE tickets ADD COLUMN n INTEGER CHECK (n > 0)": "PROBE C1 K3",
    "ALTER TABLE tickets ADD COLUMN owner INTEGER REFERENCES people (id)": "PROBE C1 K3",
    "DROP VIEW v": "REVERT-FIRST V1",
    "CREATE TRIGGER t BEFORE INSERT ON tickets FOR EACH ROW BEGIN DELETE FROM x; END": "PROBE G1",
    "DROP TRIGGER t": "PROBE G2",
    "UPDATE tickets SET title = upper(title)": "UNSAFE M2",
    "INSERT INTO t VALUES (1); DELETE FROM tickets WHERE id = 1": "UNSAFE M4 M3",
    "REPLACE INTO tickets (id, title) VALUES (1, 'x')": "UNSAFE M3",
    "WITH gone AS (SELECT 1) DELETE FROM tickets": "UNSAFE M3",
    "WITH gone AS (DELETE FROM tickets RETURNING *) SELECT 1": "UNSAFE M3",
  });
  each(mysqls, {
    "ALTER TABLE a ADD b int, DROP c": "UNSAFE C1 C4",
    "ALTER TABLE t RENAME b": "REVERT-FIRST T3",
    "RENAME TABLE a TO b, c TO d": "REVERT-FIRST T3 T3",
    "TRUNCATE t": "UNSAFE T4",
    "ALTER TABLE t DROP PARTITION p": "UNSAFE T4",
    "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin": "UNSAFE X2",
    "ALTER DATABASE d CHARACTER SET utf8": "UNSAFE X2",
    "ALTER TABLE t ALTER c DROP DEFAULT": "PROBE D2",
    "ALTER TABLE t DROP INDEX i, DROP PRIMARY KEY": "PROBE K2 K2",
    "ALTER TABLE t DROP FOREIGN KEY f, DROP CONSTRAINT c": "PROBE K4 K4",
    "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES b (id), ADD CHECK (a > 0), ADD UNIQUE KEY u (b)":
      "PROBE K3 K3 K1",
    "ALTER TABLE t ADD c INT GENERATED ALWAYS AS (100 / age) STORED": "PROBE C7",
    "ALTER TABLE t ADD c LONGTEXT AS (a DIV b)": "PROBE C7",
    "ALTER TABLE t ADD c LONGTEXT AS (a REGEXP b)": "PROBE C7",
    "ALTER TABLE t ADD c LONGTEXT CHARACTER SET ascii AS (lower(title))": "PROBE C7",
    "ALTER TABLE t ADD c INT AS (a + b)": "PROBE C7",
    "ALTER TABLE t ADD c INT AS (concat(a IS NULL, 'x'))": "PROBE C7",
    "ALTER TABLE t ADD c LONGTEXT AS (substring(title, 1, a))": "PROBE C7",
    "ALTER TABLE t ADD c LONGTEXT AS (lower(title)) NOT NULL": "PROBE C7",
    "ALTER TABLE t ADD c LONGTEXT AS (lower(title)) UNIQUE": "PROBE C7 K1",
    "ALTER TABLE t ADD c LONGTEXT AS (lower(title)) CHECK (c <> '')": "PROBE C7 K3",
    "ALTER TABLE t ALTER c SET DEFAULT 5": "PROBE D1",
    "ALTER TABLE t AUTO_INCREMENT = 2147483647": "PROBE D1",
    "CREATE TABLE n (code TEXT REFERENCES tickets (code) ON DELETE CASCADE)": "PROBE K3 T1",
    "CREATE TABLE n (id INT); ALTER TABLE n ADD FOREIGN KEY f (id) REFERENCES tickets (id)": "PROBE T1 K3",
    "CREATE TABLE n (a INT NOT NULL); ALTER TABLE n ADD FOREIGN KEY (a) REFERENCES tickets (id) ON DELETE SET NULL":
      "PROBE T1 K3",
    "ALTER TABLE t ADD COLUMN id2 SERIAL": "PROBE C1 K1",
    "ALTER IGNORE TABLE t ADD UNIQUE (a)": "UNSAFE M3 K1",
    "ALTER TABLE t RENAME INDEX a TO b": "PROBE I1",
    "CREATE INDEX i ON t ((1 / a))": "PROBE K3",
    "CREATE OR REPLACE TABLE t (id INT)": "UNSAFE T2",
    "INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = 1": "UNSAFE M2",
    "UPDATE a, b SET a.x = 1": "UNSAFE M2",
    "DELETE a FROM a JOIN b ON a.id = b.id": "UNSAFE M3",
    "CREATE TABLE n (id INT); DELETE n, users FROM n JOIN users": "UNSAFE T1 M3",
    "ALTER TABLE t ADD c INT; UPDATE t SET c = a": "PROBE C1 M1",
    "ALTER TABLE t ADD c INT; UPDATE u AS t SET c = a": "UNSAFE C1 M2",
    "ALTER TABLE t ADD c INT; UPDATE t SET c = a, b = 1": "UNSAFE C1 M2",
    "REVOKE SELECT ON a FROM x": "REVERT-FIRST P1",
    "DROP DATABASE d": "UNSAFE X1",
  });
  each(["sqlite"], {
    "INSERT OR REPLACE INTO t VALUES (1)": "UNSAFE M3",
    "INSERT INTO t VALUES (1) ON CONFLICT (id) DO UPDATE SET a = 1": "UNSAFE M2",
    "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING": "PROBE M4",
    "DROP TABLE 'tickets'": "UNSAFE T2",
    "CREATE INDEX i ON tickets (id) WHERE 1 / id > 0": "PROBE K3",
    "CREATE INDEX i ON tickets (json_extract(title, '$.a'))": "PROBE K3",
    "DROP INDEX i": "PROBE K2",
    "CREATE TABLE n (code TEXT REFERENCES tickets (code) ON DELETE CASCADE ON UPDATE CASCADE)": "PROBE K3 T1",
    "CREATE TABLE n (code TEXT REFERENCES tickets (code) ON DELETE CASCADE)": "PROBE K3 K3 T1",
    "CREATE TABLE n (a INT, b INT, FOREIGN KEY (a, b) REFERENCES t (c, d) ON DELETE CASCADE ON UPDATE CASCADE)":
      "PROBE K3 T1",
    "CREATE TABLE n (id INTEGER PRIMARY KEY, code TEXT, parent TEXT REFERENCES n (code))": "SAFE T1",
    "CREATE TABLE n (code TEXT); CREATE TABLE m (code TEXT REFERENCES n (code))": "SAFE T1 T1",
    "CREATE TABLE n (code TEXT); ALTER TABLE t ADD COLUMN code TEXT REFERENCES n (code)": "PROBE T1 C1 K3",
    "ALTER TABLE t ADD COLUMN other TEXT REFERENCES t (code)": "PROBE C1 K3",
    "ALTER TABLE t ADD c INT; UPDATE t SET c = length(title)": "PROBE C1 M1",
    "ALTER TABLE t ADD c TEXT AS (a || b) VIRTUAL": "PROBE C7",
    "ALTER TABLE t ADD c TEXT AS (a MATCH b) VIRTUAL": "PROBE C7",
    "ALTER TABLE t ADD c TEXT NOT NULL AS (lower(title))": "PROBE C7",
    "ALTER TABLE t ADD c INTEGER AS (lower(title))": "PROBE C7",
    "CREATE TABLE new (id INTEGER); INSERT INTO new SELECT id FROM users; DROP TABLE users; ALTER TABLE new RENAME TO users":
      "UNKNOWN T1 C6 X3",
  });
});

describe("what is not understood to its last word is UNKNOWN", () => {
  const anywhere = [
    "nonsense",
    "CREATE TABLE copy (id) AS EXECUTE plan",
    "CREATE TABLE more (x INT) INHERITS (tickets)",
    "CREATE TABLE part PARTITION OF tickets DEFAULT",
    "CREATE TEMP TABLE tickets (id INTEGER)",
    "CREATE INDEX CONCURRENTLY i ON tickets (title)",
    "ALTER TABLE tickets ALTER COLUMN title TYPE VARCHAR(10)",
    "ALTER TABLE tickets ADD COLUMN priority TEXT NOT NULL DEFAULT (nextval('s')), nonsense",
    "MERGE INTO tickets USING x ON true WHEN MATCHED THEN DELETE",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; nonsense",
    "DO 'BEGIN DELETE FROM tickets; END'",
    "SELECT drop_everything()",
    "SELECT 1 INTO OUTFILE 'x'",
    "INSERT INTO t SELECT drop_everything()",
    "ROLLBACK",
    "CREATE TABLE a (id INTEGER)\ngo\nDROP TABLE tickets",
    ".read other.sql",
    "CREATE TABLE a (t TEXT DEFAULT 'open",
    "CREATE TABLE a (id INTEGER) /* open",
  ];
  const onMysql = [
    "ALTER TABLE t MODIFY c BIGINT",
    "ALTER TABLE t CHANGE a b INT",
    "ALTER TABLE t MODIFY state ENUM('a', 'b', 'c')",
    "ALTER TABLE t EXCHANGE PARTITION p WITH TABLE u",
    "CREATE TABLE n (id INT); ALTER TABLE n EXCHANGE PARTITION p WITH TABLE users",
    "ALTER TABLE t ENGINE = MEMORY",
    "CREATE TABLE m (id INT) ENGINE=MERGE UNION=(a, b)",
    "CREATE OR REPLACE VIEW v AS SELECT 1",
    "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t",
    "CALL clean_up()",
    "SELECT total()",
    "SELECT count (*)",
    "CREATE FUNCTION lower2() RETURNS INT BEGIN DELETE FROM orders; RETURN 1; END; SELECT lower2()",
    "CREATE FUNCTION Left(a INT) RETURNS INT BEGIN DELETE FROM orders; RETURN 1; END; SELECT LEFT(1)",
    "CREATE FUNCTION IF NOT EXISTS value() RETURNS INT BEGIN DELETE FROM orders; RETURN 1; END; SELECT value()",
    "PREPARE s FROM 'DROP TABLE t'; EXECUTE s",
    "LOAD DATA INFILE 'x' INTO TABLE t",
    "SET sql_mode = 'ANSI_QUOTES'",
    "SET GLOBAL foreign_key_checks = 0",
    "SET PASSWORD = 'x'",
    "USE other",
    "GRANT SELECT ON a TO x IDENTIFIED BY 'y'",
    "INSERT INTO mysql.user VALUES (1)",
    "/*! DROP TABLE tickets */",
    "/*!50000 DROP TABLE tickets */;",
    "/*M! DROP TABLE tickets */",
    "CREATE INDEX i ON tickets (id) /*! ; DROP TABLE tickets */",
    "CREATE TABLE a (id INT) /*!, ENGINE=MERGE */",
    "/*!99999 CREATE TABLE users (id INT) */; ALTER TABLE t ADD c INT",
    "BEGIN NOT ATOMIC DROP TABLE t; END",
    "ALTER TABLE t ADD COLUMN c INT nonsense",
    "ſELECT 1",
    "CREATE TABLE a (t TEXT DEFAULT E'\\''); DROP TABLE tickets; --')",
  ];
  const onSqlite = [
    "PRAGMA writable_schema = 1",
    "PRAGMA journal_mode = DELETE",
    "ATTACH 'other.db' AS other",
    "DETACH other",
    "VACUUM INTO 'x'",
    "CREATE VIRTUAL TABLE tickets_fts USING fts5(title)",
    "INSERT INTO fts(fts) VALUES ('delete-all')",
    "INSERT INTO sqlite_sequence VALUES ('a', 1)",
    "UPDATE OR REPLACE t SET a = 1",
    "ALTER TABLE tickets ADD COLUMN at TEXT DEFAULT CURRENT_TIMESTAMP",
    "ALTER TABLE tickets ADD COLUMN code TEXT UNIQUE",
    "ALTER TABLE tickets ADD COLUMN id2 INTEGER PRIMARY KEY",
    "ALTER TABLE tickets ADD COLUMN c INT AS (id + 1) STORED",
    "SELECT load_extension('x')",
    "CREATE TEMP TRIGGER t AFTER INSERT ON x BEGIN DELETE FROM y; END",
  ];
  const rows = [
    ...anywhere.flatMap((sql) => engines.map((dialect) => [dialect, sql] as const)),
    ...onMysql.flatMap((sql) => mysqls.map((dialect) => [dialect, sql] as const)),
    ...onSqlite.map((sql) => ["sqlite", sql] as const),
  ];
  test.each(rows)("%s: %j", (dialect, sql) => {
    expect(verdictOf(sql, dialect)).toBe("UNKNOWN");
  });
});

describe("what hides a loss is never SAFE", () => {
  const hidden = [
    "CREATE TABLE a (id INTEGER);\n-- DROP TABLE x\nDROP TABLE tickets",
    "CREATE TABLE a (t TEXT DEFAULT ''); DROP TABLE tickets; -- '",
    "CREATE TABLE a (t TEXT DEFAULT '''); DROP TABLE tickets; --'); DROP TABLE tickets",
    "CREATE TABLE [it's] (id INTEGER); DROP TABLE tickets; -- '",
    'CREATE TABLE [say "x] (id INTEGER); DROP TABLE tickets; -- "',
    "CREATE TABLE [a;b] (id INTEGER); DROP TABLE tickets",
    "CREATE INDEX i ON tickets (id) # '\n; DROP TABLE tickets; # '",
    "CREATE INDEX i ON tickets (id) COMMENT 'a\\'' ; DROP TABLE tickets; -- '",
    "CREATE TABLE a (t TEXT DEFAULT $x$'$x$); DROP TABLE tickets; --')",
    "-- comment\rDROP TABLE tickets;",
    "CREATE TABLE a (id INTEGER);\u0000 DROP TABLE tickets",
    "DELIMITER //\nCREATE TABLE a (id INT)//\nDROP TABLE tickets//",
    "SELECT 1 -- it's\n; DROP TABLE tickets -- '",
  ];
  test.each(hidden.flatMap((sql) => engines.map((dialect) => [dialect, sql] as const)))("%s: %j", (dialect, sql) => {
    expect(verdictOf(sql, dialect)).not.toBe("SAFE");
  });
});

describe("what stands beside the verdict", () => {
  test("a probe asks in the engine's own quotes", () => {
    const sqlOf = (dialect: TextDialect) =>
      judgeText("ALTER TABLE `my t` ADD `the o` INT REFERENCES p (id)", dialect).findings.at(-1)?.resolution;
    expect(sqlOf("mariadb")).toMatchObject({ probe: { sql: "SELECT count(*) FROM `my t` WHERE `the o` IS NOT NULL" } });
    expect(sqlOf("sqlite")).toMatchObject({ probe: { sql: 'SELECT count(*) FROM "my t" WHERE "the o" IS NOT NULL' } });
  });

  test("what a foreign key to a primary key forbids besides is a warning", () => {
    const sql = "CREATE TABLE n (t INTEGER REFERENCES tickets (id) ON DELETE CASCADE)";
    const follows = "rows of n follow what the previous release deletes in tickets";
    const fixes = "while a row of n refers to a row of tickets, the previous release cannot change the key of that";
    const truncates = "the previous release cannot TRUNCATE tickets any more";
    expect(judgeText(sql, "sqlite").warnings).toEqual([follows, fixes]);
    expect(judgeText(sql, "mysql").warnings).toEqual([follows, fixes, truncates]);
    expect(judgeText(sql.replace(")", ") ON UPDATE CASCADE"), "sqlite").warnings).toEqual([follows]);
  });

  test("an added column is told to whoever inserts without a list of columns", () => {
    for (const dialect of engines)
      expect(judgeText("ALTER TABLE t ADD c INT", dialect).warnings).toEqual([
        "inserts into t without a list of columns fail now, and `SELECT *` has one column more",
      ]);
  });

  test("a copy of the table blocks writers for long, an index only other changes, a column nobody", () => {
    const long = (sql: string) =>
      judgeText(sql, "mariadb")
        .hazards.filter(({ isLong }) => isLong)
        .map(({ on, blocks, rewrites }) => [on, blocks, rewrites]);
    expect(long("ALTER TABLE t MODIFY c BIGINT")).toEqual([["t", "writes", true]]);
    expect(long("ALTER TABLE t ADD INDEX i (a)")).toContainEqual(["t", "schema changes", false]);
    expect(long("ALTER TABLE t ADD c INT")).toEqual([]);
    expect(judgeText("ALTER TABLE t ADD c INT", "mariadb").hazards).toMatchObject([
      { on: "t", lock: "MDL EXCLUSIVE", blocks: "reads and writes", isLong: false },
    ]);
  });

  test("every change of SQLite locks its file", () => {
    expect(judgeText("ALTER TABLE t DROP COLUMN c", "sqlite").hazards).toMatchObject([
      { on: "the database file", isLong: true, rewrites: true },
    ]);
  });
});
