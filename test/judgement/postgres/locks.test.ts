import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judged } from "../../core/judgement/postgres-judged.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { openSession, type Session } from "./session.ts";
import { schema } from "./shop.ts";

const strengths = [
  "AccessShareLock",
  "RowShareLock",
  "RowExclusiveLock",
  "ShareUpdateExclusiveLock",
  "ShareLock",
  "ShareRowExclusiveLock",
  "ExclusiveLock",
  "AccessExclusiveLock",
];

/** `AccessExclusiveLock` as the documentation writes it. */
function written(mode: string): string {
  return mode
    .replace(/Lock$/, "")
    .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toUpperCase();
}

describe.runIf(can("postgres"))("the locks that are told are the locks that PostgreSQL takes", () => {
  let server: PostgresServer;
  let session: Session;

  beforeAll(async () => {
    server = await startPostgres();
    session = await openSession(server.url("postgres"));
    await session.run(schema);
  }, 60_000);

  afterAll(async () => {
    await session[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  const stateOf = (table: string) => session.cell(`SELECT relfilenode FROM pg_class WHERE relname = '${table}'`);

  test.each([
    ["ALTER TABLE orders ADD COLUMN fresh int", "orders"],
    ["ALTER TABLE orders ADD COLUMN fresh timestamptz DEFAULT clock_timestamp()", "orders"],
    ["ALTER TABLE orders ADD COLUMN fresh timestamptz DEFAULT now()", "orders"],
    ["ALTER TABLE orders ADD COLUMN fresh uuid DEFAULT gen_random_uuid()", "orders"],
    ["ALTER TABLE orders ADD COLUMN fresh serial", "orders"],
    ["ALTER TABLE orders ADD COLUMN fresh int GENERATED ALWAYS AS (age + 1) STORED", "orders"],
    ["ALTER TABLE orders ADD COLUMN fresh int GENERATED ALWAYS AS IDENTITY", "orders"],
    ["ALTER TABLE orders ADD COLUMN fresh int REFERENCES customers", "customers"],
    ["ALTER TABLE orders DROP COLUMN note", "orders"],
    ["ALTER TABLE orders RENAME COLUMN note TO notes", "orders"],
    ["ALTER TABLE orders ALTER COLUMN nick SET DEFAULT 'x'", "orders"],
    ["ALTER TABLE orders ALTER COLUMN name DROP NOT NULL", "orders"],
    ["ALTER TABLE orders ALTER COLUMN small SET NOT NULL", "orders"],
    ["ALTER TABLE orders ALTER COLUMN nick SET STATISTICS 10", "orders"],
    ["ALTER TABLE orders ADD CHECK (age > 0)", "orders"],
    ["ALTER TABLE orders ADD UNIQUE (name)", "orders"],
    ["ALTER TABLE orders ADD FOREIGN KEY (parent_id) REFERENCES customers", "orders"],
    ["ALTER TABLE orders ADD FOREIGN KEY (parent_id) REFERENCES customers NOT VALID", "customers"],
    ["ALTER TABLE orders VALIDATE CONSTRAINT orders_worth_check", "orders"],
    ["ALTER TABLE orders SET (fillfactor = 50)", "orders"],
    ["ALTER TABLE orders ENABLE ROW LEVEL SECURITY", "orders"],
    ["ALTER TABLE drafts RENAME TO sketches", "sketches"],
    ["CREATE INDEX ON orders (age)", "orders"],
    ["CREATE TABLE fresh (id int REFERENCES customers)", "customers"],
    ["CREATE TRIGGER fresh BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION shout()", "orders"],
    ["CREATE POLICY fresh ON orders USING (true)", "orders"],
    ["DROP TRIGGER shouting ON orders", "orders"],
    ["TRUNCATE drafts", "drafts"],
    ["LOCK TABLE orders IN EXCLUSIVE MODE", "orders"],
    ["UPDATE orders SET nick = 'x'", "orders"],
    ["DELETE FROM drafts", "drafts"],
  ])("%s", async (sql, table) => {
    const { hazards } = await judged(sql);
    const before = await stateOf(table);
    await session.run("BEGIN");
    try {
      await session.run(sql);
      const { rows } = await session.run(
        `SELECT mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation = '${table}'::regclass`,
      );
      const modes = rows.map(([mode]) => String(mode));
      const strongest = strengths.findLast((mode) => modes.includes(mode)) ?? "";
      const hazard = hazards.find(({ on }) => on === table || table === "sketches");
      expect(hazard?.lock).toBe(written(strongest));
      const isRewritten = sql.startsWith("ALTER TABLE") && (await stateOf(table)) !== before;
      expect(hazard?.rewrites).toBe(isRewritten && table !== "sketches");
    } finally {
      await session.run("ROLLBACK");
    }
  });

  test("what is new for everybody locks nobody out", async () => {
    const { hazards } = await judged(
      "CREATE TABLE fresh (id int); ALTER TABLE fresh ADD UNIQUE (id); CREATE INDEX ON fresh (id)",
    );
    expect(hazards).toEqual([]);
  });

  test("each long lock says how to do without", async () => {
    const statements = [
      "CREATE INDEX ON a (b)",
      "ALTER TABLE a ADD CHECK (b > 0)",
      "ALTER TABLE a ALTER b SET NOT NULL",
      "ALTER TABLE a ADD UNIQUE (b)",
      "ALTER TABLE a ADD b float DEFAULT random()",
      "UPDATE a SET b = 1",
      "VACUUM FULL a",
    ];
    for (const sql of statements) {
      const [hazard] = (await judged(sql)).hazards;
      expect([sql, hazard?.isLong, hazard?.remedy]).toEqual([sql, true, expect.any(String)]);
    }
    const wrapped = await judged("BEGIN; CREATE INDEX CONCURRENTLY i ON a (b); COMMIT");
    expect(wrapped.warnings.join()).toContain("fails inside of a transaction");
  });
});
