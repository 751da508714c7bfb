import type { MigrationVerdict } from "../../../src/core/judgement/finding.ts";

export interface Case {
  readonly rule: string;
  readonly up: string;
  /** Absent where there is none. */
  readonly down?: string;
  readonly verdict: MigrationVerdict;
  /** What only the new release writes. */
  readonly writes?: string;
  /** What the new release writes makes the down fail. */
  readonly downFails?: true;
  /** A person decides, or it is judged harder than this replay can show. */
  readonly shows?: "nothing";
}

export const shapes: readonly Case[] = [
  {
    rule: "T1",
    verdict: "SAFE",
    up: "CREATE TABLE parcels (id int PRIMARY KEY, name text NOT NULL)",
    down: "DROP TABLE parcels",
    writes: "INSERT INTO parcels VALUES (1, 'p')",
  },
  {
    rule: "T1",
    verdict: "SAFE",
    up: "CREATE TABLE parcels (id serial, owner int REFERENCES customers ON DELETE CASCADE)",
    down: "DROP TABLE parcels",
    writes: "INSERT INTO parcels (owner) VALUES (3)",
  },
  {
    rule: "T1",
    verdict: "SAFE",
    up: "CREATE VIEW adults AS SELECT id FROM orders WHERE age > 17",
    down: "DROP VIEW adults",
  },
  {
    rule: "T1",
    verdict: "SAFE",
    up: "CREATE TYPE size AS ENUM ('s', 'l'); CREATE SCHEMA attic; CREATE SEQUENCE counter",
    down: "DROP TYPE size; DROP SCHEMA attic; DROP SEQUENCE counter",
  },
  { rule: "T1", verdict: "SAFE", up: "CREATE TABLE copies AS SELECT id, name FROM orders", down: "DROP TABLE copies" },
  {
    rule: "T1",
    verdict: "SAFE",
    up: "CREATE TABLE parcels (id int, weight int); INSERT INTO parcels VALUES (1, 2); ALTER TABLE parcels DROP COLUMN weight; UPDATE parcels SET id = 2; DELETE FROM parcels",
    down: "DROP TABLE parcels",
  },
  {
    rule: "T1",
    verdict: "PROBE",
    up: "CREATE FUNCTION label(int, text DEFAULT '') RETURNS text LANGUAGE sql AS 'SELECT $2'",
    down: "DROP FUNCTION label(int, text)",
    shows: "nothing",
  },
  { rule: "T2", verdict: "UNSAFE", up: "DROP TABLE drafts", down: "CREATE TABLE drafts (id int, name text)" },
  {
    rule: "T3",
    verdict: "REVERT-FIRST",
    up: "ALTER TABLE orders RENAME TO purchases",
    down: "ALTER TABLE purchases RENAME TO orders",
    writes: "INSERT INTO purchases (name) VALUES ('later')",
  },
  {
    rule: "T3",
    verdict: "REVERT-FIRST",
    up: "CREATE SCHEMA attic; ALTER TABLE drafts SET SCHEMA attic",
    down: "ALTER TABLE attic.drafts SET SCHEMA shop; DROP SCHEMA attic",
    writes: "INSERT INTO customers (name) VALUES ('later')",
  },
  { rule: "T4", verdict: "UNSAFE", up: "TRUNCATE drafts", down: "SELECT 1" },
  {
    rule: "C1",
    verdict: "SAFE",
    up: "ALTER TABLE orders ADD COLUMN extra text",
    down: "ALTER TABLE orders DROP COLUMN extra",
    writes: "INSERT INTO orders (name, extra) VALUES ('later', 'e')",
  },
  {
    rule: "C1",
    verdict: "SAFE",
    up: "ALTER TABLE orders ADD COLUMN slug text UNIQUE CHECK (slug <> '')",
    down: "ALTER TABLE orders DROP COLUMN slug",
    writes: "INSERT INTO orders (name, slug) VALUES ('later', 'e')",
  },
  {
    rule: "C1",
    verdict: "SAFE",
    up: "ALTER TABLE orders ADD COLUMN seller int REFERENCES customers ON DELETE SET NULL",
    down: "ALTER TABLE orders DROP COLUMN seller",
    writes: "INSERT INTO orders (name, seller) VALUES ('later', 3)",
  },
  {
    rule: "C1",
    verdict: "PROBE",
    up: "ALTER TABLE orders ADD COLUMN reason code",
    down: "ALTER TABLE orders DROP COLUMN reason",
    shows: "nothing",
  },
  {
    rule: "C2",
    verdict: "SAFE",
    up: "ALTER TABLE orders ADD COLUMN extra int NOT NULL DEFAULT 0",
    down: "ALTER TABLE orders DROP COLUMN extra",
    writes: "INSERT INTO orders (name, extra) VALUES ('later', 7)",
  },
  {
    rule: "C2",
    verdict: "SAFE",
    up: "ALTER TABLE orders ADD COLUMN kind text NOT NULL DEFAULT 'a' CHECK (kind IN ('a', 'b')), ADD made timestamptz NOT NULL DEFAULT now(), ADD key uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE, ADD line bigint GENERATED ALWAYS AS IDENTITY",
    down: "ALTER TABLE orders DROP kind, DROP made, DROP key, DROP line",
    writes: "INSERT INTO orders (name, kind) VALUES ('later', 'b')",
  },
  {
    rule: "C2",
    verdict: "PROBE",
    up: "ALTER TABLE orders ADD COLUMN line serial",
    down: "ALTER TABLE orders DROP COLUMN line",
    shows: "nothing",
  },
  {
    rule: "C3",
    verdict: "REVERT-FIRST",
    up: "ALTER TABLE orders ADD COLUMN extra int; UPDATE orders SET extra = 1; ALTER TABLE orders ALTER COLUMN extra SET NOT NULL",
    down: "ALTER TABLE orders DROP COLUMN extra",
    writes: "INSERT INTO orders (name, extra) VALUES ('later', 7)",
  },
  {
    rule: "C3",
    verdict: "REVERT-FIRST",
    up: "ALTER TABLE orders ADD COLUMN extra int NOT NULL DEFAULT 1; ALTER TABLE orders ALTER COLUMN extra DROP DEFAULT",
    down: "ALTER TABLE orders DROP COLUMN extra",
    writes: "INSERT INTO orders (name, extra) VALUES ('later', 7)",
  },
  {
    rule: "C4",
    verdict: "UNSAFE",
    up: "ALTER TABLE orders DROP COLUMN note",
    down: "ALTER TABLE orders ADD COLUMN note code",
  },
  {
    rule: "C5",
    verdict: "REVERT-FIRST",
    up: "ALTER TABLE orders RENAME COLUMN nick TO alias",
    down: "ALTER TABLE orders RENAME COLUMN alias TO nick",
    writes: "SELECT 1",
  },
  {
    rule: "C6",
    verdict: "UNSAFE",
    up: "ALTER TABLE orders ADD COLUMN whole text; UPDATE orders SET whole = lower(name) || nick; ALTER TABLE orders DROP COLUMN nick",
    down: "ALTER TABLE orders ADD COLUMN nick text; UPDATE orders SET nick = whole",
  },
  {
    rule: "C7",
    verdict: "SAFE",
    up: "ALTER TABLE orders ADD COLUMN lowered text GENERATED ALWAYS AS (lower(name)) STORED",
    down: "ALTER TABLE orders DROP COLUMN lowered",
  },
  {
    rule: "C7",
    verdict: "PROBE",
    up: "ALTER TABLE orders ADD COLUMN share int GENERATED ALWAYS AS (100 / age) STORED",
    down: "ALTER TABLE orders DROP COLUMN share",
    shows: "nothing",
  },
  {
    rule: "N1",
    verdict: "PROBE",
    up: "ALTER TABLE orders ALTER COLUMN nick SET NOT NULL",
    down: "ALTER TABLE orders ALTER COLUMN nick DROP NOT NULL",
  },
  {
    rule: "N2",
    verdict: "PROBE",
    up: "ALTER TABLE orders ALTER COLUMN name DROP NOT NULL",
    down: "ALTER TABLE orders ALTER COLUMN name SET NOT NULL",
    writes: "INSERT INTO orders (name) VALUES (NULL)",
    downFails: true,
  },
  {
    rule: "D1",
    verdict: "SAFE",
    up: "ALTER TABLE orders ALTER COLUMN small SET DEFAULT 5",
    down: "ALTER TABLE orders ALTER COLUMN small SET DEFAULT 3",
    writes: "INSERT INTO orders (name) VALUES ('later')",
  },
  {
    rule: "D2",
    verdict: "PROBE",
    up: "ALTER TABLE orders ALTER COLUMN age DROP DEFAULT",
    down: "ALTER TABLE orders ALTER COLUMN age SET DEFAULT 1",
  },
  {
    rule: "Y1",
    verdict: "PROBE",
    up: "ALTER TABLE orders ALTER COLUMN small TYPE bigint",
    down: "ALTER TABLE orders ALTER COLUMN small TYPE int",
    writes: "INSERT INTO orders (name, small) VALUES ('later', 3000000000)",
    downFails: true,
  },
  {
    rule: "Y1",
    verdict: "PROBE",
    up: "ALTER TABLE orders ALTER COLUMN email TYPE text",
    down: "ALTER TABLE orders ALTER COLUMN email TYPE varchar(20)",
    writes: "INSERT INTO orders (name, email) VALUES ('later', repeat('x', 30))",
    downFails: true,
  },
  {
    rule: "Y1",
    verdict: "PROBE",
    up: "ALTER TABLE orders ALTER COLUMN price TYPE numeric(9,3)",
    down: "ALTER TABLE orders ALTER COLUMN price TYPE numeric(6,2)",
    writes: "INSERT INTO orders (name, price) VALUES ('later', 123456.5)",
    downFails: true,
  },
  {
    rule: "Y2",
    verdict: "UNSAFE",
    up: "ALTER TABLE orders ALTER COLUMN price TYPE numeric(6,1)",
    down: "ALTER TABLE orders ALTER COLUMN price TYPE numeric(6,2)",
  },
  {
    rule: "Y3",
    verdict: "PROBE",
    up: "ALTER TABLE orders ALTER COLUMN small TYPE text",
    down: "ALTER TABLE orders ALTER COLUMN small TYPE int USING small::int",
    shows: "nothing",
  },
];
