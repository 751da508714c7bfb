import { randomUUID } from "node:crypto";
import { openTarget } from "../../../src/adapters/targets/index.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { TargetFixture, TargetTraits } from "../../contracts/target.ts";
import { testEffects } from "../../effects.ts";
import type { PostgresServer } from "../../servers/postgres.ts";
import { openPostgres } from "../databases/postgres-shop.ts";

const schema = `CREATE TABLE people (id int PRIMARY KEY, name text);
CREATE INDEX people_name_idx ON people (name);
CREATE TABLE pets (id int PRIMARY KEY, person int CONSTRAINT pets_person_fk REFERENCES people);
INSERT INTO people VALUES (1, 'a'), (2, 'b'), (3, 'c'); INSERT INTO pets VALUES (1, 1);`;

/** What the contract has to know of PostgreSQL. */
export const traits: TargetTraits = {
  dialect: "postgres",
  odd: {
    sql: `SELECT E'a\\nb\\tc\\r', 'it''s "q" \\ {},()', 'é💥', 1.50, true, '{1,NULL}'::int[], ROW(1, NULL, 'x,"y"'), '\\x00ff'::bytea, '2026-01-02 03:04:05+02'::timestamptz`,
    row: [
      "a\nb\tc\r",
      `it's "q" \\ {},()`,
      "é💥",
      "1.50",
      "t",
      "{1,NULL}",
      `(1,,"x,""y""")`,
      "\\x00ff",
      "2026-01-02 01:04:05+00",
    ],
  },
  slow: "SELECT pg_sleep(30)",
  tellsBlockers: true,
};

/** The target of an address, as a tool's adapter opens it. */
export function openUrl(url: string, exec?: Executor) {
  const effects = testEffects();
  const options = { input: "tool-url", exec: exec ?? effects.exec, effects, folder: effects.folder };
  return { effects, ...openTarget({ url, ...options }) };
}

/** A database of one test, reached from this machine or another one. */
export async function makePeople(server: PostgresServer, exec?: Executor): Promise<TargetFixture> {
  const name = `the shop's "db" ${randomUUID().slice(0, 8)}`;
  const quoted = `"${name.replaceAll('"', '""')}"`;
  await server.sql("postgres", `CREATE DATABASE ${quoted} TEMPLATE template0`);
  await server.sql(name, schema);
  const there = (database: string, ...who: readonly string[]) => openUrl(server.url(database, ...who), exec).target;
  const isThere = "SELECT 1 FROM pg_database WHERE datname = 'not there'";
  const endOurs =
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name LIKE 'deploy-actions: %'";
  return {
    open: () => there(name),
    absent: there("not there"),
    wasCreated: async () => (await server.sql("postgres", isThere)) !== "",
    stranger: { target: there(name, "admin", "wr%ng:secret"), password: "wr%ng:secret" },
    fingerprint: () => openPostgres({ "postgres-url": server.url(name) }).database.fingerprint(),
    hold: () => hold(server, name),
    endLock: async () => void (await server.sql(name, endOurs)),
    left: () => server.sessions(name),
    async [Symbol.asyncDispose]() {
      await server.sql("postgres", `DROP DATABASE IF EXISTS ${quoted} WITH (FORCE)`);
    },
  };
}

/** The session sleeps in its transaction until it is ended. */
async function hold(server: PostgresServer, name: string): Promise<AsyncDisposable> {
  const life = { isOver: false };
  const ended = server
    .sql(name, "BEGIN; UPDATE people SET name = 'secret'; SELECT 'secret', pg_sleep(60)")
    .catch(() => "")
    .finally(() => {
      life.isOver = true;
    });
  const sleeping = "FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";
  while (!life.isOver && (await server.sql(name, `SELECT count(*) ${sleeping}`)) !== "1") {
    // Until it sleeps.
  }
  return {
    async [Symbol.asyncDispose]() {
      await server.sql(name, `SELECT pg_terminate_backend(pid, 5000) ${sleeping}`);
      await ended;
    },
  };
}
