import { describe, expect, test } from "vitest";
import { release, verdictOf } from "./postgres-judged.ts";

describe("what is ordinary and harmless stays SAFE", () => {
  test.each([
    "ALTER TABLE orders ADD COLUMN folded text GENERATED ALWAYS AS (lower(name)) STORED",
    "ALTER TABLE orders ADD COLUMN full_name text GENERATED ALWAYS AS (first || ' ' || last) STORED",
    "ALTER TABLE orders ADD COLUMN town text GENERATED ALWAYS AS (data ->> 'town') STORED; CREATE INDEX i ON orders (town)",
    "ALTER TABLE orders ADD COLUMN size int GENERATED ALWAYS AS (length(name)) STORED",
    "ALTER TABLE orders ADD COLUMN is_paid boolean GENERATED ALWAYS AS (paid_at IS NOT NULL) STORED",
    "ALTER TABLE orders ADD COLUMN folded text GENERATED ALWAYS AS (lower(name)) STORED; ALTER TABLE orders DROP COLUMN folded",
    "ALTER TABLE orders ADD COLUMN due timestamptz NOT NULL DEFAULT now() + interval '30 days'",
    "ALTER TABLE orders ADD COLUMN made timestamp NOT NULL DEFAULT timezone('utc', now())",
    "ALTER TABLE orders ADD COLUMN made timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc')",
    "ALTER TABLE orders ADD COLUMN token text NOT NULL DEFAULT substr(md5('x'), 1, 8)",
    "ALTER TABLE orders ADD COLUMN b int NOT NULL DEFAULT 0; ALTER TABLE orders ALTER b TYPE bigint",
    "CREATE INDEX i ON orders (lower(name)) WHERE deleted_at IS NULL AND state IN ('a', 'b')",
    "CREATE INDEX i ON orders (regexp_replace(phone, '[^0-9]', '', 'g'))",
    "CREATE INDEX i ON orders (coalesce(nick, name)) WHERE name LIKE 'a%'",
    "CREATE TABLE days_2 PARTITION OF days FOR VALUES FROM (10) TO (20)",
    "CREATE TABLE days (id int) PARTITION BY RANGE (id); CREATE TABLE days_1 PARTITION OF days DEFAULT; INSERT INTO days VALUES (1); DELETE FROM days_1",
    "CREATE SCHEMA attic; CREATE TABLE attic.orders (id int); INSERT INTO attic.orders VALUES (1); DELETE FROM attic.orders",
    "CREATE TABLE bills (id int REFERENCES orders ON DELETE CASCADE, other int REFERENCES orders (id) ON DELETE SET NULL)",
    "CREATE TABLE bills (code text REFERENCES orders (code) ON UPDATE CASCADE ON DELETE CASCADE)",
    "CREATE TABLE bills (id int REFERENCES orders ON DELETE CASCADE, size int NOT NULL CHECK (size > 0)); CREATE TRIGGER t BEFORE UPDATE ON bills FOR EACH ROW EXECUTE FUNCTION touch()",
    "CREATE TABLE bills (id int REFERENCES orders ON DELETE SET NULL CHECK (id > 0), size int); ALTER TABLE bills ALTER size SET NOT NULL",
    "ALTER TABLE orders ADD COLUMN seller int REFERENCES customers ON DELETE SET NULL",
    "SET search_path = shop; CREATE TABLE parcels (id int); INSERT INTO parcels VALUES (1); DELETE FROM parcels",
    "SELECT pg_catalog.set_config('search_path', '', false); CREATE TABLE shop.parcels (id int); DROP TABLE shop.parcels",
  ])("%s", async (sql) => {
    expect(await verdictOf(sql)).toBe("SAFE");
  });
});

describe("names of a path end with it", () => {
  test("a table that a later migration means is another one, until it is made again", async () => {
    const made = "CREATE TABLE parcels (id int)";
    expect((await release(`SET search_path = shop; ${made}`, "DELETE FROM parcels")).verdict).toBe("UNSAFE");
    expect((await release("SET search_path = shop", "SELECT 1", `${made}; DELETE FROM parcels`)).verdict).toBe("SAFE");
    expect((await release("SET search_path = shop", `${made}; COMMIT; DELETE FROM parcels`)).verdict).toBe("UNSAFE");
    expect((await release("SET search_path = shop", `BEGIN; ${made}; ROLLBACK`, "DROP TABLE parcels")).verdict).toBe(
      "UNSAFE",
    );
  });

  test("a temporary table is one no more where code has run that may hide it", async () => {
    expect(await verdictOf("CREATE TEMP TABLE parcels (id int); SET ROLE clerk; DELETE FROM parcels")).toBe("UNSAFE");
  });
});
