/** The dialects whose grammars differ: PostgreSQL's own, and ours in both its manners. */
export const dialects = ["postgres", "mysql", "sqlite"] as const;
export type MeasuredDialect = (typeof dialects)[number];

/** A migration as a tool reads it from its file. */
export interface Written {
  readonly version: string;
  readonly name: string;
  readonly up: string;
}

/** So many different migrations in their order, of the kinds that an application gathers over the years: about 4 statements in each. */
export function writeMigrations(dialect: MeasuredDialect, count: number): readonly Written[] {
  const kinds = [newTable, wider, ...(dialect === "sqlite" ? [] : [guarded, looser]), content, narrower];
  return Array.from({ length: count }, (_, i) => {
    const version = String(20_200_101_000_000 + i);
    const kind = kinds[i % kinds.length] ?? newTable;
    return { version, name: `${version}_${kind.name}.sql`, up: kind(i, idioms[dialect]) };
  });
}

interface Idiom {
  readonly key: string;
  readonly moment: string;
  readonly concurrently: string;
  type(table: string, column: string): string;
  unnull(table: string, column: string): string;
  dropIndex(table: string, index: string): string;
}

const idioms: Readonly<Record<MeasuredDialect, Idiom>> = {
  postgres: {
    key: "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    moment: "timestamptz",
    concurrently: " CONCURRENTLY",
    type: (table, column) => `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE text;`,
    unnull: (table, column) => `ALTER TABLE ${table} ALTER COLUMN ${column} DROP NOT NULL;`,
    dropIndex: (_, index) => `DROP INDEX ${index};`,
  },
  mysql: {
    key: "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY",
    moment: "DATETIME(6)",
    concurrently: "",
    type: (table, column) => `ALTER TABLE ${table} MODIFY COLUMN ${column} TEXT;`,
    unnull: (table, column) => `ALTER TABLE ${table} MODIFY COLUMN ${column} VARCHAR(40) NULL;`,
    dropIndex: (table, index) => `DROP INDEX ${index} ON ${table};`,
  },
  sqlite: {
    key: "INTEGER PRIMARY KEY",
    moment: "TEXT",
    concurrently: "",
    type: () => "",
    unnull: () => "",
    dropIndex: (_, index) => `DROP INDEX ${index};`,
  },
};

function newTable(i: number, { key, moment }: Idiom): string {
  return `-- What the customers have ordered, part ${i}
CREATE TABLE orders_${i} (
  id ${key},
  customer_id BIGINT NOT NULL,
  state VARCHAR(20) NOT NULL DEFAULT 'open; not paid',
  amount NUMERIC(12, 2) NOT NULL CHECK (amount >= 0),
  note TEXT,
  placed_at ${moment} NOT NULL,
  UNIQUE (customer_id, placed_at)
);
CREATE INDEX orders_${i}_state ON orders_${i} (state);
INSERT INTO settings_${i} (name, value) VALUES ('currency', 'EUR'), ('first', '${i}');
CREATE VIEW open_orders_${i} AS SELECT id, amount FROM orders_${i} WHERE state = 'open';
`;
}

function wider(i: number, { moment, concurrently }: Idiom): string {
  return `ALTER TABLE customers_${i} ADD COLUMN nickname VARCHAR(80);
ALTER TABLE customers_${i} ADD COLUMN seen_at ${moment};
ALTER TABLE customers_${i} ADD COLUMN points INTEGER NOT NULL DEFAULT 0;
CREATE INDEX${concurrently} customers_${i}_seen ON customers_${i} (seen_at);
`;
}

function guarded(i: number): string {
  return `ALTER TABLE lines_${i} ADD CONSTRAINT lines_${i}_order FOREIGN KEY (order_id) REFERENCES orders_${i} (id);
ALTER TABLE lines_${i} ADD CONSTRAINT lines_${i}_amount CHECK (amount > 0);
ALTER TABLE lines_${i} ADD CONSTRAINT lines_${i}_once UNIQUE (order_id, position);
`;
}

function looser(i: number, { type, unnull, dropIndex }: Idiom): string {
  return `${type(`notes_${i}`, "body")}
${unnull(`notes_${i}`, "author")}
${dropIndex(`notes_${i}`, `notes_${i}_author`)}
`;
}

function content(i: number): string {
  return `UPDATE products_${i} SET price = price * 100, state = 'it''s converted' WHERE currency = 'EUR' AND price IS NOT NULL;
DELETE FROM products_${i} WHERE id IN (SELECT product_id FROM retired_${i} WHERE since < '2020-01-01');
INSERT INTO audit_${i} (what, id) SELECT 'converted', id FROM products_${i};
`;
}

function narrower(i: number): string {
  return `ALTER TABLE accounts_${i} DROP COLUMN fax;
ALTER TABLE accounts_${i} RENAME COLUMN mail TO email;
ALTER TABLE drafts_${i} RENAME TO sketches_${i};
DROP TABLE leftovers_${i};
`;
}
