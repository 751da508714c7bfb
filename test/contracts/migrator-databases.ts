import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { createConnection } from "mysql2/promise";
import { temporaryFolder } from "../effects.ts";
import type { MariadbServer } from "../servers/mariadb.ts";
import type { PostgresServer } from "../servers/postgres.ts";
import { wrongPassword } from "./migrator.ts";

/** An empty database for a migrator, another one beside it, and what a test asks of it. */
export interface EmptyDatabase extends AsyncDisposable {
  readonly url: string;
  readonly otherUrl: string;
  readonly absentUrl: string;
  /** With a password that is not the right one. */
  readonly strangerUrl?: string;
  /** Those of the contract's migrations, sorted. */
  tables(): Promise<readonly string[]>;
  /** Whether the absent one has come to be. */
  wasCreated(): Promise<boolean>;
  hold(table: string): Promise<AsyncDisposable>;
}

const names = ["half", "oneway", "orders", "payments", "people"];
const quoted = names.map((name) => `'${name}'`).join(", ");
let count = 0;
const nextName = () => `migrated_${++count}`;

/** A database of a running server for the administrator. */
export async function emptyPostgres(server: PostgresServer): Promise<EmptyDatabase> {
  const name = nextName();
  await server.sql("postgres", `CREATE DATABASE ${name};\nCREATE DATABASE ${name}_other;`);
  const lines = async (sql: string) => (await server.sql(name, sql)).split("\n").filter((line) => line !== "");
  return {
    url: server.url(name),
    otherUrl: server.url(`${name}_other`),
    absentUrl: server.url(`${name}_absent`),
    strangerUrl: server.url(name, "admin", wrongPassword),
    tables: () => lines(`SELECT relname FROM pg_class WHERE relkind = 'r' AND relname IN (${quoted}) ORDER BY 1`),
    wasCreated: async () => (await lines(`SELECT 1 FROM pg_database WHERE datname = '${name}_absent'`)).length > 0,
    async hold(table) {
      const ended = server.sql(name, `BEGIN; LOCK TABLE ${table}; SELECT pg_sleep(300)`).catch(() => null);
      const held = `SELECT 1 FROM pg_locks WHERE granted AND mode = 'AccessExclusiveLock' AND relation = '${table}'::regclass`;
      while ((await lines(held)).length === 0) await wait(20);
      return {
        async [Symbol.asyncDispose]() {
          await lines("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
          await ended;
        },
      };
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** A database of a running server for its owner. */
export async function emptyMariadb(server: MariadbServer): Promise<EmptyDatabase> {
  const name = nextName();
  server.sql(`CREATE DATABASE ${name}; CREATE DATABASE ${name}_other;`);
  const lines = (sql: string) =>
    server
      .sql(sql)
      .split("\n")
      .filter((line) => line !== "");
  const tables = `SELECT table_name FROM information_schema.tables WHERE table_schema = '${name}' AND table_name IN (${quoted}) ORDER BY 1`;
  return {
    url: server.url(name),
    otherUrl: server.url(`${name}_other`),
    absentUrl: server.url(`${name}_absent`),
    strangerUrl: server.url(name, "owner", wrongPassword),
    tables: async () => lines(tables),
    wasCreated: async () => lines(`SHOW DATABASES LIKE '${name}\\_absent'`).length > 0,
    async hold(table) {
      const { port, password } = server;
      const client = await createConnection({ host: "127.0.0.1", port, user: "owner", password, database: name });
      await client.query("START TRANSACTION");
      await client.query(`SELECT * FROM ${table}`);
      return { [Symbol.asyncDispose]: () => client.end() };
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** A database file in a folder of its own. */
export async function emptySqlite(): Promise<EmptyDatabase> {
  const folder = await temporaryFolder();
  const path = (name: string) => join(folder.path, `${name}.db`);
  for (const name of ["shop", "other"]) {
    using client = open(path(name));
    client.database.exec("PRAGMA user_version = 0; PRAGMA journal_mode = wal; VACUUM");
  }
  return {
    url: `sqlite:${path("shop")}`,
    otherUrl: `sqlite:${path("other")}`,
    absentUrl: `sqlite:${path("absent")}`,
    async tables() {
      using client = open(path("shop"));
      const sql = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN (${quoted}) ORDER BY 1`;
      return client.database
        .prepare(sql)
        .all()
        .map(({ name }) => String(name));
    },
    wasCreated: async () => existsSync(path("absent")),
    async hold() {
      const client = open(path("shop"));
      client.database.exec("BEGIN IMMEDIATE");
      return { [Symbol.asyncDispose]: async () => client[Symbol.dispose]() };
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

function open(path: string): { readonly database: DatabaseSync } & Disposable {
  const database = new DatabaseSync(path);
  return { database, [Symbol.dispose]: () => database.close() };
}
