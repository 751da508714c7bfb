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
const keep = "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'for ever'; END $$";
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
  {
    says: "a new table refers to a key that is changed now and then",
    up: ["CREATE TABLE bills (code text REFERENCES orders (code) ON DELETE CASCADE)"],
    writes: "INSERT INTO bills VALUES ('a')",
    does: "UPDATE orders SET code = 'b'",
  },
  {
    says: "a new column refers to a key that is changed now and then",
    up: ["ALTER TABLE orders ADD COLUMN follows text REFERENCES orders (code) ON DELETE SET NULL"],
    writes: "UPDATE orders SET follows = 'a'",
    does: "UPDATE orders SET code = 'b'",
  },
  {
    says: "a new table refers to a primary key, and the table is emptied",
    up: ["CREATE TABLE bills (id int REFERENCES orders ON UPDATE CASCADE ON DELETE CASCADE)"],
    does: "TRUNCATE orders",
  },
  {
    says: "a new table refuses the NULL that a deletion sets",
    up: ["CREATE TABLE notes (id int REFERENCES orders ON DELETE SET NULL)", "ALTER TABLE notes ALTER id SET NOT NULL"],
    writes: "INSERT INTO notes VALUES (1)",
    does: "DELETE FROM orders",
  },
  {
    says: "a new table refused NULL before a deletion was to set it",
    up: [
      "CREATE TABLE notes (id int); ALTER TABLE notes ALTER id SET NOT NULL; ALTER TABLE notes ADD FOREIGN KEY (id) REFERENCES orders ON DELETE SET NULL",
    ],
    writes: "INSERT INTO notes VALUES (1)",
    does: "DELETE FROM orders",
  },
  {
    says: "a check of a new table refuses the NULL that a deletion sets",
    up: ["CREATE TABLE notes (id int CHECK (id IS NOT NULL) REFERENCES orders ON DELETE SET NULL)"],
    writes: "INSERT INTO notes VALUES (1)",
    does: "DELETE FROM orders",
  },
  {
    says: "a trigger of a new table refuses a deletion that reaches it",
    up: [
      `CREATE TABLE audit (id int REFERENCES orders ON DELETE CASCADE); ${keep}`,
      "CREATE TRIGGER keep BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION keep()",
    ],
    writes: "INSERT INTO audit VALUES (1)",
    does: "DELETE FROM orders",
  },
  {
    says: "a deletion reaches a new table that has a trigger",
    up: [
      `CREATE TABLE audit (id int); ${keep}; CREATE TRIGGER keep BEFORE DELETE OR UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION keep(); ALTER TABLE audit ADD FOREIGN KEY (id) REFERENCES orders ON DELETE SET NULL`,
    ],
    writes: "INSERT INTO audit VALUES (1)",
    does: "DELETE FROM orders",
  },
  {
    says: "an index refuses long texts",
    up: ["CREATE INDEX i ON orders (lower(nick))"],
    does: "UPDATE orders SET nick = (SELECT string_agg(md5(i::text), '') FROM generate_series(1, 2000) AS i)",
  },
  {
    says: "a row with a number of its own goes into a view",
    given: "CREATE VIEW shown AS SELECT * FROM orders",
    up: ["INSERT INTO shown (id, name) VALUES (3, 'Ben')"],
    does: inserts("'Cleo'"),
  },
  {
    says: "a rule writes more than the row",
    given:
      "CREATE TABLE drafts (name text); CREATE RULE r AS ON INSERT TO drafts DO ALSO INSERT INTO orders VALUES (3, 'x')",
    up: ["INSERT INTO drafts VALUES ('x')"],
    does: inserts("'Cleo'"),
  },
  {
    says: "a column loses its collation with its type",
    given:
      "CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false); ALTER TABLE orders ALTER code TYPE text COLLATE folded; UPDATE orders SET code = 'A'",
    up: ["ALTER TABLE orders ALTER code TYPE text"],
    does: `DO $$ BEGIN IF NOT EXISTS (SELECT FROM orders WHERE code = 'a') THEN RAISE 'not found'; END IF; END $$`,
  },
];
