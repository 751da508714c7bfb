/** A release after which the previous one fails, or finds what was there no more. */
export interface Reaching {
  readonly says: string;
  /** Before the release; `orders` is there. */
  readonly given?: string;
  /** The release's migrations. */
  readonly up: readonly string[];
  /** What the new release writes. */
  readonly writes?: string;
  /** What the previous release does. */
  readonly does: string;
}

const inserts = (name: string) => `INSERT INTO orders (name) VALUES (${name})`;
const computed = (column: string) => `ALTER TABLE orders ADD COLUMN ${column}`;
const looks = "DO $$ BEGIN IF (SELECT count(*) FROM orders) = 0 THEN RAISE 'nothing is there'; END IF; END $$";
const parted =
  "CREATE TABLE days (id int, size int) PARTITION BY RANGE (id); CREATE TABLE days_1 PARTITION OF days DEFAULT";

export const schema = `
CREATE TABLE orders (id serial PRIMARY KEY, name text NOT NULL, nick text, code text UNIQUE, size int);
INSERT INTO orders (name, code, size) VALUES ('Ann', 'a', 1);
`;

export const reaching: readonly Reaching[] = [
  {
    says: "an index makes a generated column unique",
    up: [
      `${computed("folded text GENERATED ALWAYS AS (lower(name)) STORED")}; CREATE UNIQUE INDEX u ON orders (folded)`,
    ],
    does: inserts("'ann'"),
  },
  {
    says: "a generated column is UNIQUE",
    up: [computed("folded text GENERATED ALWAYS AS (lower(name)) STORED UNIQUE")],
    does: inserts("'ann'"),
  },
  {
    says: "a generated column becomes NOT NULL",
    given: "UPDATE orders SET nick = 'n'",
    up: [
      computed("folded text GENERATED ALWAYS AS (lower(nick)) STORED"),
      "ALTER TABLE orders ALTER folded SET NOT NULL",
    ],
    does: inserts("'Ben'"),
  },
  {
    says: "a generated column is NOT NULL",
    given: "UPDATE orders SET nick = 'n'",
    up: [computed("folded text GENERATED ALWAYS AS (lower(nick)) STORED NOT NULL")],
    does: inserts("'Ben'"),
  },
  {
    says: "a generated column has a limit",
    up: [computed("short varchar(10) GENERATED ALWAYS AS (upper(name)) STORED")],
    does: inserts("'a name of more than ten'"),
  },
  {
    says: "a generated column has a check",
    up: [computed("sized int GENERATED ALWAYS AS (length(name)) STORED CHECK (sized < 9)")],
    does: inserts("'a name of more than ten'"),
  },
  {
    says: "a generated column refers to a table",
    up: [
      "CREATE TABLE kinds (k text PRIMARY KEY); INSERT INTO kinds VALUES ('ann')",
      `${computed("kind text GENERATED ALWAYS AS (lower(name)) STORED")}; ALTER TABLE orders ADD FOREIGN KEY (kind) REFERENCES kinds`,
    ],
    does: inserts("'Ben'"),
  },
  {
    says: "a generated column is narrower than what it is of",
    up: [computed("small smallint GENERATED ALWAYS AS (size) STORED")],
    does: "UPDATE orders SET size = 100000",
  },
  {
    says: "a generated column overflows",
    up: [computed("area int GENERATED ALWAYS AS (size * size) STORED")],
    does: "UPDATE orders SET size = 100000",
  },
  {
    says: "a generated column takes a part of a text",
    given: "UPDATE orders SET name = 'a@b'",
    up: [computed("box text GENERATED ALWAYS AS (substring(name, 1, position('@' in name) - 1)) STORED")],
    does: inserts("'nobody'"),
  },
  {
    says: "an index computes what overflows",
    up: ["CREATE INDEX i ON orders ((size * size))"],
    does: "UPDATE orders SET size = 100000",
  },
  {
    says: "an index is of what a text may be too long for",
    up: ["CREATE INDEX i ON orders (to_tsvector('english', name))"],
    does: inserts("(SELECT string_agg(md5(i::text), ' ') FROM generate_series(1, 50000) AS i)"),
  },
  {
    says: "a new column gets a type that its default does not fit into",
    up: [
      `${computed("extra text NOT NULL DEFAULT 'abcdef'")}; ALTER TABLE orders ALTER extra TYPE varchar(3) USING left(extra, 3)`,
    ],
    does: inserts("'Ben'"),
  },
  {
    says: "a path of the first migration is not that of the second",
    given: "CREATE SCHEMA attic",
    up: ["SET search_path = attic; CREATE TABLE orders (id int)", "DELETE FROM orders"],
    does: looks,
  },
  {
    says: "a path ends with its transaction",
    given: "CREATE SCHEMA attic",
    up: ["BEGIN; SET LOCAL search_path = attic; CREATE TABLE orders (id int); COMMIT; DELETE FROM orders"],
    does: looks,
  },
  {
    says: "a path hides a temporary table",
    up: ["CREATE TEMP TABLE orders (id int); SET search_path = public, pg_temp; DELETE FROM orders"],
    does: looks,
  },
  {
    says: "a path hides a temporary table that comes later",
    up: ["SET search_path = public, pg_temp; CREATE TEMP TABLE orders (id int); DELETE FROM orders"],
    does: looks,
  },
  {
    says: "a new partition of a table with rows gets a check",
    given: parted,
    up: [
      "CREATE TABLE days_2 PARTITION OF days FOR VALUES FROM (10) TO (20)",
      "ALTER TABLE days_2 ADD CHECK (size > 0)",
    ],
    does: "INSERT INTO days VALUES (11, -1)",
  },
  {
    says: "a table that is attached gets a unique index",
    given: parted,
    up: [
      "CREATE TABLE days_2 (id int, size int); ALTER TABLE days ATTACH PARTITION days_2 FOR VALUES FROM (10) TO (20)",
      "CREATE UNIQUE INDEX u ON days_2 (id)",
    ],
    does: "INSERT INTO days VALUES (11, 1), (11, 1)",
  },
  {
    says: "a new table hides one by the name of the role",
    up: ["CREATE SCHEMA admin", "CREATE TABLE admin.orders (id int)"],
    does: looks,
  },
  {
    says: "a new view hides a table by the name of the role",
    up: ["CREATE SCHEMA admin; CREATE VIEW admin.orders AS SELECT id FROM public.orders WHERE false"],
    does: looks,
  },
];
