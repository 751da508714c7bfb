import type { MigrationVerdict } from "../../../src/core/judgement/finding.ts";

/** One row of the verdict table as an engine says it. */
export interface Operation {
  readonly rule: string;
  readonly up: string;
  readonly down: string | null;
  readonly verdict: MigrationVerdict;
  /** What only the new release writes. */
  readonly later?: string;
  /** Whether the previous release's reads and writes fail with it. */
  readonly breaks?: boolean;
}

export const schema = `
CREATE TABLE people (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(50), email VARCHAR(50) NOT NULL DEFAULT 'none', age INT,
  state ENUM('new', 'old') NOT NULL DEFAULT 'new', code INT UNIQUE, phone VARCHAR(20), KEY by_age (age),
  CONSTRAINT adult CHECK (age >= 0));
CREATE TABLE orders (id INT PRIMARY KEY AUTO_INCREMENT, person INT, total INT, CONSTRAINT buyer FOREIGN KEY (person) REFERENCES people (id));
CREATE TABLE stamped (id INT PRIMARY KEY, at TIMESTAMP NOT NULL DEFAULT '2020-01-01' ON UPDATE CURRENT_TIMESTAMP);
CREATE VIEW names AS SELECT id, name FROM people;
CREATE TRIGGER stamp BEFORE INSERT ON orders FOR EACH ROW SET NEW.total = COALESCE(NEW.total, 0);
INSERT INTO people (name, email, age, code) VALUES ('Ann', 'ann@x', 30, 1), ('Bob', 'Bob@X', 0, 2), ('Cy', 'cy@x', NULL, NULL);
INSERT INTO orders (person, total) VALUES (1, 5), (1, 7), (2, 9);
INSERT INTO stamped (id) VALUES (1)`;

/** What the previous release reads and writes, odd but legal things too. */
export const previous = `
SELECT id, name, email, age, state, code, phone FROM people WHERE age >= 0 OR name LIKE 'A%';
SELECT id, name FROM names;
SELECT p.name, sum(o.total) FROM people p LEFT JOIN orders o ON o.person = p.id GROUP BY p.id;
INSERT INTO people (name, email, age, state, code) VALUES ('Dan', 'dan@x', 40, 'old', 900);
INSERT INTO people (name) VALUES (NULL);
INSERT INTO people (name, age) VALUES ('Ann', 0);
UPDATE people SET email = 'new@x', age = 41 WHERE code = 900;
INSERT INTO orders (person, total) VALUES (NULL, 1);
UPDATE orders SET total = total + 1;
DELETE FROM people WHERE id = 3;
DELETE FROM orders WHERE total = 2`;

/** The rows that were there, without what a new release adds. */
export const original = `
SELECT id, name, email, age, state, code, phone FROM people WHERE id <= 3 ORDER BY id;
SELECT id, person, total FROM orders WHERE id <= 3 ORDER BY id;
SELECT id, at FROM stamped ORDER BY id`;

export const operations: readonly Operation[] = [
  {
    ...{ rule: "T1", verdict: "SAFE" },
    up: "CREATE TABLE notes (id INT PRIMARY KEY AUTO_INCREMENT, person INT, FOREIGN KEY (person) REFERENCES people (id) ON DELETE CASCADE)",
    ...{ down: "DROP TABLE notes", later: "INSERT INTO notes (person) VALUES (3)" },
  },
  { rule: "T1", up: "CREATE VIEW emails AS SELECT email FROM people", down: "DROP VIEW emails", verdict: "SAFE" },
  { rule: "T1", up: "CREATE TABLE copy AS SELECT * FROM people", down: "DROP TABLE copy", verdict: "SAFE" },
  {
    rule: "T1",
    up: "CREATE FUNCTION one() RETURNS INT DETERMINISTIC RETURN 1",
    down: "DROP FUNCTION one",
    verdict: "SAFE",
  },
  {
    ...{ rule: "T2", verdict: "UNSAFE" },
    ...{ up: "DROP TABLE orders", down: "CREATE TABLE orders (id INT PRIMARY KEY, person INT, total INT)" },
  },
  {
    rule: "T3",
    up: "RENAME TABLE people TO users",
    down: "RENAME TABLE users TO people",
    verdict: "REVERT-FIRST",
    later: "INSERT INTO users (name) VALUES ('x')",
  },
  {
    rule: "T3",
    up: "ALTER TABLE orders RENAME TO sales",
    down: "RENAME TABLE sales TO orders",
    verdict: "REVERT-FIRST",
  },
  { rule: "T4", up: "TRUNCATE TABLE orders", down: "SELECT 1", verdict: "UNSAFE" },
  {
    rule: "C1",
    up: "ALTER TABLE people ADD nick TEXT AFTER name",
    down: "ALTER TABLE people DROP nick",
    verdict: "SAFE",
    later: "INSERT INTO people (name, nick) VALUES ('x', 'y')",
  },
  {
    rule: "C2",
    up: "ALTER TABLE people ADD points INT NOT NULL DEFAULT 0",
    down: "ALTER TABLE people DROP points",
    verdict: "SAFE",
    later: "UPDATE people SET points = 7",
  },
  {
    rule: "C2",
    up: "ALTER TABLE people ADD at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP",
    down: "ALTER TABLE people DROP at",
    verdict: "SAFE",
  },
  {
    rule: "C3",
    up: "ALTER TABLE people ADD points INT NOT NULL",
    down: "ALTER TABLE people DROP points",
    verdict: "REVERT-FIRST",
    later: "INSERT INTO people (name, points) VALUES ('x', 1)",
  },
  {
    rule: "C4",
    up: "ALTER TABLE people DROP email",
    down: "ALTER TABLE people ADD email VARCHAR(50) NOT NULL DEFAULT 'none'",
    verdict: "UNSAFE",
  },
  {
    rule: "C5",
    up: "ALTER TABLE people RENAME COLUMN email TO mail",
    down: "ALTER TABLE people RENAME COLUMN mail TO email",
    verdict: "REVERT-FIRST",
    later: "INSERT INTO people (mail) VALUES ('m')",
  },
  {
    rule: "C4",
    up: "ALTER TABLE people ADD contact TEXT; UPDATE people SET contact = CONCAT(email, COALESCE(phone, '')); ALTER TABLE people DROP email, DROP phone",
    down: "ALTER TABLE people ADD email VARCHAR(50), ADD phone VARCHAR(20)",
    verdict: "UNSAFE",
  },
  {
    rule: "C7",
    up: "ALTER TABLE people ADD low LONGTEXT GENERATED ALWAYS AS (lower(email)) STORED",
    down: "ALTER TABLE people DROP low",
    verdict: "SAFE",
    later: "INSERT INTO people (email) VALUES ('E')",
  },
  {
    rule: "C7",
    up: "ALTER TABLE people ADD young BOOLEAN GENERATED ALWAYS AS (age IS NULL) STORED",
    down: "ALTER TABLE people DROP young",
    verdict: "SAFE",
  },
  {
    rule: "C7",
    up: "ALTER TABLE people ADD short VARCHAR(5) GENERATED ALWAYS AS (left(concat(name, 'xx'), 9)) STORED",
    down: "ALTER TABLE people DROP short",
    verdict: "PROBE",
    breaks: false,
  },
  {
    rule: "C7",
    up: "ALTER TABLE people ADD share LONGTEXT AS (100 DIV (coalesce(age, 0) BETWEEN 0 AND 39)) STORED",
    down: "ALTER TABLE people DROP share",
    verdict: "PROBE",
    breaks: true,
  },
  {
    rule: "C7",
    up: "ALTER TABLE people ADD low LONGTEXT CHARACTER SET ascii AS (lower(name)) STORED",
    down: "ALTER TABLE people DROP low",
    verdict: "PROBE",
    breaks: false,
  },
  {
    rule: "K3",
    up: "CREATE TABLE notes (code INT, FOREIGN KEY (code) REFERENCES people (code) ON DELETE CASCADE)",
    down: "DROP TABLE notes",
    verdict: "PROBE",
    breaks: false,
  },
  {
    rule: "X3",
    up: "ALTER TABLE people MODIFY name VARCHAR(50) NOT NULL",
    down: "ALTER TABLE people MODIFY name VARCHAR(50)",
    verdict: "UNKNOWN",
    breaks: true,
  },
  {
    rule: "X3",
    up: "ALTER TABLE people MODIFY age BIGINT",
    down: "ALTER TABLE people MODIFY age INT",
    verdict: "UNKNOWN",
    breaks: false,
  },
  {
    rule: "X3",
    up: "ALTER TABLE people MODIFY state ENUM('new', 'old', 'odd') NOT NULL DEFAULT 'new'",
    down: "ALTER TABLE people MODIFY state ENUM('new', 'old') NOT NULL DEFAULT 'new'",
    verdict: "UNKNOWN",
    breaks: false,
  },
  {
    rule: "X3",
    up: "ALTER TABLE people CHANGE email mail VARCHAR(50)",
    down: "ALTER TABLE people CHANGE mail email VARCHAR(50) NOT NULL DEFAULT 'none'",
    verdict: "UNKNOWN",
    breaks: true,
  },
  {
    rule: "D1",
    up: "ALTER TABLE people ALTER email SET DEFAULT 'nobody'",
    down: "ALTER TABLE people ALTER email SET DEFAULT 'none'",
    verdict: "PROBE",
    breaks: false,
  },
  {
    rule: "D1",
    up: "ALTER TABLE people AUTO_INCREMENT = 2147483647",
    down: "ALTER TABLE people AUTO_INCREMENT = 1",
    verdict: "PROBE",
    breaks: true,
  },
  {
    rule: "D2",
    up: "ALTER TABLE people ALTER email DROP DEFAULT",
    down: "ALTER TABLE people ALTER email SET DEFAULT 'none'",
    verdict: "PROBE",
    breaks: true,
  },
  {
    rule: "K1",
    up: "ALTER TABLE people ADD UNIQUE KEY one (name)",
    down: "ALTER TABLE people DROP INDEX one",
    verdict: "PROBE",
    breaks: true,
    later: "INSERT INTO people (name) VALUES ('only')",
  },
  {
    rule: "K2",
    up: "ALTER TABLE people DROP INDEX code",
    down: "ALTER TABLE people ADD UNIQUE KEY code (code)",
    verdict: "PROBE",
    breaks: false,
  },
  {
    rule: "K3",
    up: "ALTER TABLE people ADD CONSTRAINT aged CHECK (age > 0 OR name = 'Bob')",
    down: "ALTER TABLE people DROP CONSTRAINT aged",
    verdict: "PROBE",
    breaks: true,
  },
  {
    rule: "K3",
    up: "ALTER TABLE people ADD CONSTRAINT known FOREIGN KEY (code) REFERENCES orders (id)",
    down: "ALTER TABLE people DROP FOREIGN KEY known",
    verdict: "PROBE",
    breaks: true,
  },
  {
    rule: "K3",
    up: "CREATE TABLE notes (id INT PRIMARY KEY AUTO_INCREMENT, person INT, FOREIGN KEY (person) REFERENCES people (id))",
    down: "DROP TABLE notes",
    verdict: "PROBE",
    later: "INSERT INTO notes (person) VALUES (3)",
    breaks: false,
  },
  {
    rule: "K3",
    up: "ALTER TABLE orders ADD seller INT REFERENCES people (id)",
    down: "ALTER TABLE orders DROP FOREIGN KEY orders_ibfk_1; ALTER TABLE orders DROP seller",
    verdict: "PROBE",
    later: "UPDATE orders SET seller = 3 WHERE id = 1",
    breaks: false,
  },
  {
    rule: "K4",
    up: "ALTER TABLE orders DROP FOREIGN KEY buyer",
    down: "ALTER TABLE orders ADD CONSTRAINT buyer FOREIGN KEY (person) REFERENCES people (id)",
    verdict: "PROBE",
    breaks: false,
  },
  {
    rule: "K4",
    up: "ALTER TABLE people DROP CONSTRAINT adult",
    down: "ALTER TABLE people ADD CONSTRAINT adult CHECK (age >= 0)",
    verdict: "PROBE",
    breaks: false,
  },
  {
    rule: "I1",
    up: "CREATE INDEX by_mail ON people (email(10))",
    down: "DROP INDEX by_mail ON people",
    verdict: "SAFE",
  },
  {
    rule: "I1",
    up: "ALTER TABLE people ADD FULLTEXT KEY f (name), FORCE",
    down: "ALTER TABLE people DROP INDEX f",
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
    up: "CREATE TRIGGER guard BEFORE INSERT ON people FOR EACH ROW BEGIN IF NEW.age = 0 THEN SIGNAL SQLSTATE '45000'; END IF; END",
    down: "DROP TRIGGER guard",
    verdict: "PROBE",
    breaks: true,
  },
  { rule: "G2", up: "DROP TRIGGER stamp", down: "SELECT 1", verdict: "PROBE", breaks: false },
  {
    rule: "M1",
    up: "ALTER TABLE people ADD low TEXT; UPDATE people SET low = lower(email)",
    down: "ALTER TABLE people DROP low",
    verdict: "PROBE",
    breaks: false,
  },
  { rule: "M2", up: "UPDATE people SET email = lower(email)", down: "SELECT 1", verdict: "UNSAFE" },
  {
    rule: "M2",
    up: "INSERT INTO people (code, name) VALUES (1, 'Zed') ON DUPLICATE KEY UPDATE name = 'Zed'",
    down: "SELECT 1",
    verdict: "UNSAFE",
  },
  { rule: "M3", up: "DELETE FROM orders WHERE id = 2", down: "SELECT 1", verdict: "UNSAFE" },
  { rule: "M3", up: "REPLACE INTO orders (id, total) VALUES (2, 1)", down: "SELECT 1", verdict: "UNSAFE" },
  {
    rule: "M4",
    up: "INSERT INTO people (name, code) VALUES ('reference', 77)",
    down: "DELETE FROM people WHERE code = 77",
    verdict: "PROBE",
    breaks: false,
  },
  { rule: "X2", up: "ALTER TABLE people CONVERT TO CHARACTER SET ascii", down: "SELECT 1", verdict: "UNSAFE" },
];
