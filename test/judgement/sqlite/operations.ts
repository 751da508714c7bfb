import type { Operation } from "../mariadb/operations.ts";

export const schema = `
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, email TEXT NOT NULL DEFAULT 'none', age INTEGER, code INTEGER, phone TEXT);
CREATE UNIQUE INDEX by_code ON people (code);
CREATE INDEX by_age ON people (age);
CREATE TABLE orders (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people (id), total INTEGER);
CREATE TABLE empty (id INTEGER);
CREATE VIEW names AS SELECT id, name FROM people;
CREATE TRIGGER stamp AFTER INSERT ON orders BEGIN UPDATE orders SET total = coalesce(total, 0) WHERE id = NEW.id; END;
INSERT INTO people (name, email, age, code) VALUES ('Ann', 'ann@x', 30, 1), ('Bob', 'Bob@X', 0, 2), ('Cy', 'cy@x', NULL, NULL);
INSERT INTO orders (person, total) VALUES (1, 5), (1, 7), (2, 9);`;

/** What the previous release reads and writes, odd but legal things too. */
export const previous = `
SELECT id, name, email, age, code, phone FROM people WHERE age >= 0 OR name LIKE 'A%';
SELECT id, name FROM names;
SELECT p.name, sum(o.total) FROM people p LEFT JOIN orders o ON o.person = p.id GROUP BY p.id;
INSERT INTO people (name, email, age, code) VALUES ('Dan', 'dan@x', 40, 900);
INSERT INTO people (name) VALUES (NULL);
INSERT INTO people (name, age) VALUES ('Ann', 0);
INSERT INTO people (code, name) VALUES (900, 'Dan') ON CONFLICT (code) DO UPDATE SET name = 'Don';
UPDATE people SET email = 'new@x', age = 41 WHERE code = 900;
INSERT INTO orders (person, total) VALUES (NULL, 1);
INSERT INTO empty (id) VALUES (1);
UPDATE orders SET total = total + 1;
DELETE FROM people WHERE id = 3;
DELETE FROM orders WHERE total = 2;`;

export const original = [
  "SELECT id, name, email, age, code, phone FROM people WHERE id <= 3 ORDER BY id",
  "SELECT id, person, total FROM orders WHERE id <= 3 ORDER BY id",
];

export const operations: readonly Operation[] = [
  {
    rule: "T1",
    up: "CREATE TABLE notes (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people (id) ON DELETE CASCADE) STRICT",
    down: "DROP TABLE notes",
    verdict: "SAFE",
    later: "INSERT INTO notes (person) VALUES (3)",
  },
  { rule: "T1", up: "CREATE VIEW emails AS SELECT email FROM people", down: "DROP VIEW emails", verdict: "SAFE" },
  {
    rule: "T2",
    up: "DROP TABLE orders",
    down: "CREATE TABLE orders (id INTEGER PRIMARY KEY, person INTEGER, total INTEGER)",
    verdict: "UNSAFE",
  },
  {
    rule: "T3",
    up: "ALTER TABLE orders RENAME TO sales",
    down: "ALTER TABLE sales RENAME TO orders",
    verdict: "REVERT-FIRST",
    later: "INSERT INTO sales (total) VALUES (4)",
  },
  {
    rule: "C1",
    up: "ALTER TABLE people ADD COLUMN nick",
    down: "ALTER TABLE people DROP COLUMN nick",
    verdict: "SAFE",
    later: "INSERT INTO people (name, nick) VALUES ('x', 'y')",
  },
  {
    rule: "C2",
    up: "ALTER TABLE people ADD points INTEGER NOT NULL DEFAULT 0",
    down: "ALTER TABLE people DROP points",
    verdict: "SAFE",
    later: "UPDATE people SET points = 7",
  },
  {
    rule: "C3",
    up: "ALTER TABLE empty ADD COLUMN points INTEGER NOT NULL",
    down: "ALTER TABLE empty DROP COLUMN points",
    verdict: "REVERT-FIRST",
    later: "INSERT INTO empty VALUES (4, 1)",
  },
  {
    rule: "C4",
    up: "ALTER TABLE people DROP COLUMN email",
    down: "ALTER TABLE people ADD COLUMN email TEXT NOT NULL DEFAULT 'none'",
    verdict: "UNSAFE",
  },
  {
    rule: "C5",
    up: "ALTER TABLE people RENAME COLUMN email TO mail",
    down: "ALTER TABLE people RENAME mail TO email",
    verdict: "REVERT-FIRST",
    later: "INSERT INTO people (mail) VALUES ('m')",
  },
  {
    rule: "C6",
    up: "CREATE TABLE new (id INTEGER PRIMARY KEY, person INTEGER); INSERT INTO new SELECT id, person FROM orders; DROP TABLE orders; ALTER TABLE new RENAME TO orders",
    down: null,
    verdict: "UNKNOWN",
    breaks: true,
  },
  {
    rule: "C7",
    up: "ALTER TABLE people ADD COLUMN low TEXT AS (lower(email)) VIRTUAL",
    down: "ALTER TABLE people DROP COLUMN low",
    verdict: "SAFE",
    later: "INSERT INTO people (email) VALUES ('E')",
  },
  {
    rule: "K1",
    up: "CREATE UNIQUE INDEX one ON people (name)",
    down: "DROP INDEX one",
    verdict: "PROBE",
    breaks: true,
  },
  {
    rule: "K2",
    up: "DROP INDEX by_code",
    down: "CREATE UNIQUE INDEX by_code ON people (code)",
    verdict: "PROBE",
    breaks: true,
  },
  {
    rule: "K3",
    up: "CREATE TABLE notes (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people (id))",
    down: "DROP TABLE notes",
    verdict: "PROBE",
    later: "INSERT INTO notes (person) VALUES (3)",
    breaks: false,
  },
  {
    rule: "K3",
    up: "ALTER TABLE orders ADD COLUMN seller INTEGER REFERENCES people (id)",
    down: "SELECT 1",
    verdict: "PROBE",
    later: "UPDATE orders SET seller = 3 WHERE id = 1",
    breaks: false,
  },
  {
    rule: "K3",
    up: "CREATE TABLE notes (id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES people (id) ON DELETE SET NULL)",
    down: "DROP TABLE notes",
    verdict: "PROBE",
    later: "INSERT INTO notes (person) VALUES (3)",
    breaks: false,
  },
  {
    rule: "K3",
    up: "CREATE TABLE notes (code INTEGER REFERENCES people (code) ON DELETE CASCADE ON UPDATE CASCADE)",
    down: "DROP TABLE notes",
    verdict: "PROBE",
    breaks: false,
  },
  {
    rule: "K3",
    up: "CREATE TABLE held (id INTEGER PRIMARY KEY REFERENCES people ON DELETE CASCADE); CREATE TABLE notes (held INTEGER REFERENCES held (id))",
    down: "DROP TABLE notes; DROP TABLE held",
    verdict: "PROBE",
    later: "INSERT INTO held VALUES (3); INSERT INTO notes VALUES (3)",
    breaks: false,
  },
  {
    rule: "C7",
    up: "ALTER TABLE people ADD COLUMN big TEXT NOT NULL AS (lower(name))",
    down: "ALTER TABLE people DROP COLUMN big",
    verdict: "PROBE",
    breaks: true,
  },
  {
    rule: "K3",
    up: "ALTER TABLE people ADD COLUMN n INTEGER CHECK (n > 0 OR age <> 0 OR id <= 3) DEFAULT 0",
    down: "ALTER TABLE people DROP COLUMN n",
    verdict: "PROBE",
    breaks: true,
  },
  {
    rule: "I1",
    up: "CREATE INDEX by_mail ON people (email COLLATE nocase DESC)",
    down: "DROP INDEX by_mail",
    verdict: "SAFE",
  },
  {
    rule: "V1",
    up: "DROP VIEW names",
    down: "CREATE VIEW names AS SELECT id, name FROM people",
    verdict: "REVERT-FIRST",
  },
  {
    rule: "G1",
    up: "CREATE TRIGGER guard BEFORE INSERT ON people WHEN NEW.age = 0 BEGIN SELECT RAISE(ABORT, 'no'); END",
    down: "DROP TRIGGER guard",
    verdict: "PROBE",
    breaks: true,
  },
  { rule: "G2", up: "DROP TRIGGER stamp", down: "SELECT 1", verdict: "PROBE", breaks: false },
  {
    rule: "M1",
    up: "ALTER TABLE people ADD COLUMN low TEXT; UPDATE people SET low = lower(email)",
    down: "ALTER TABLE people DROP COLUMN low",
    verdict: "PROBE",
    breaks: false,
  },
  { rule: "M2", up: "UPDATE people SET email = lower(email)", down: "SELECT 1", verdict: "UNSAFE" },
  {
    rule: "M2",
    up: "INSERT INTO people (code, name) VALUES (1, 'Zed') ON CONFLICT (code) DO UPDATE SET name = 'Zed'",
    down: "SELECT 1",
    verdict: "UNSAFE",
  },
  { rule: "M3", up: "DELETE FROM orders WHERE id = 2", down: "SELECT 1", verdict: "UNSAFE" },
  { rule: "M3", up: "INSERT OR REPLACE INTO orders (id, total) VALUES (2, 1)", down: "SELECT 1", verdict: "UNSAFE" },
  {
    rule: "M4",
    up: "INSERT INTO people (name, code) VALUES ('reference', 77)",
    down: "DELETE FROM people WHERE code = 77",
    verdict: "PROBE",
    breaks: false,
  },
];
