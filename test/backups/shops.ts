import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { type MariadbServer, startMariadb } from "../servers/mariadb.ts";
import { adminPassword, type PostgresServer, startPostgres } from "../servers/postgres.ts";
import { programPath } from "../servers/programs.ts";
import { type RedisServer, startRedis } from "../servers/redis.ts";
import type { Yard } from "./yard.ts";

/** Names that shells, option files, URLs and SQL trip over. */
export const names = {
  postgres: `the shop's "düstere" = %41 db`,
  mysql: "the shop's `düstere` = %41 db",
  table: `orders of "Ms O'Hara" & Söhne`,
  folder: `the shop's "düstere" Dateien`,
} as const;

/** The four servers and folders that one section backs up. */
export interface Shops extends AsyncDisposable {
  readonly postgres: PostgresServer;
  readonly mariadb: MariadbServer;
  readonly redis: RedisServer;
  /** Absolute path of the folder of files. */
  readonly folder: string;
  /** The section's four items without their store. */
  readonly items: readonly Readonly<Record<string, string>>[];
  /** Two clients that write into PostgreSQL and MariaDB without a pause, the same number of rows into two tables each. */
  write(): Promise<{ end(): Promise<void> }>;
  /** Databases, sessions and files that no run may leave. */
  leftovers(): Promise<readonly string[]>;
}

const quoted = (name: string, mark: string) => `${mark}${name.replaceAll(mark, mark + mark)}${mark}`;
const rows = 500;

/** Starts three servers and fills them. Addresses are in the yard's environment; `settings` are lines of Redis' configuration. */
export async function openShops(yard: Yard, ...settings: readonly string[]): Promise<Shops> {
  const [postgres, mariadb, redis] = await Promise.all([startPostgres(), startMariadb(), startRedis(...settings)]);
  const folder = join(yard.folder, names.folder);
  await fillPostgres(postgres);
  fillMariadb(mariadb);
  redis.commands(Array.from({ length: 200 }, (_, i) => `HSET "order ${i}" total ${i} text "it's"`).join("\n"));
  fillFolder(folder);
  Object.assign(yard.env, {
    POSTGRES: postgres.url(names.postgres),
    POSTGRES_SCRATCH: postgres.url("postgres"),
    MYSQL: mariadb.url(names.mysql),
    MYSQL_SCRATCH: mariadb.url(),
    WIDE: mariadb.url("wide"),
    REDIS: redis.url,
    FILES: folder,
  });
  const ignored = await databasesOf(postgres, mariadb);
  return {
    ...{ postgres, mariadb, redis, folder, items },
    write: () => write(postgres, mariadb),
    async leftovers() {
      const found = await databasesOf(postgres, mariadb);
      return [...found.filter((name) => !ignored.includes(name)), ...(await sessionsOf(postgres, mariadb))];
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([postgres, mariadb, redis].map((server) => server[Symbol.asyncDispose]()));
    },
  };
}

const items = [
  {
    name: "orders & Öl",
    database: "postgres",
    "postgres-url": "$POSTGRES",
    "postgres-scratch-url": "$POSTGRES_SCRATCH",
  },
  { name: "stock", database: "mysql", "mysql-url": "$MYSQL", "mysql-scratch-url": "$MYSQL_SCRATCH" },
  { name: "baskets", database: "redis", "redis-url": "$REDIS" },
  { name: "uploads", database: "files", "files-path": "$FILES" },
] as const;

async function fillPostgres(server: PostgresServer): Promise<void> {
  await server.sql("postgres", `CREATE DATABASE ${quoted(names.postgres, '"')} TEMPLATE template0`);
  await server.sql(
    names.postgres,
    `CREATE TABLE ${quoted(names.table, '"')} (id int PRIMARY KEY, "wer & was" text);
     INSERT INTO ${quoted(names.table, '"')} SELECT i, repeat(md5(i::text), 20) FROM generate_series(1, ${rows}) AS i;
     CREATE TABLE left_rows (id bigserial PRIMARY KEY); CREATE TABLE right_rows (id bigserial PRIMARY KEY);`,
  );
}

function fillMariadb(server: MariadbServer): void {
  server.sql(`CREATE DATABASE ${quoted(names.mysql, "`")} CHARACTER SET utf8mb4`);
  server.sql(
    `CREATE TABLE ${quoted(names.table, "`")} (id int PRIMARY KEY, \`wer & was\` longtext);
     INSERT INTO ${quoted(names.table, "`")} SELECT seq, REPEAT(MD5(seq), 20) FROM seq_1_to_${rows};
     CREATE TABLE left_rows (id int PRIMARY KEY AUTO_INCREMENT); CREATE TABLE right_rows (id int PRIMARY KEY AUTO_INCREMENT);`,
    names.mysql,
  );
  // More than fits into pipes and buffers: a dump that nobody reads stands still in it.
  server.sql(
    `CREATE DATABASE wide; USE wide; CREATE TABLE a_wide (id int PRIMARY KEY, x longtext);
     INSERT INTO a_wide SELECT seq, REPEAT('y', 1000000) FROM seq_1_to_14; CREATE TABLE z_last (id int);`,
  );
}

function fillFolder(folder: string): void {
  mkdirSync(join(folder, "a 'b' \"ü\"/empty"), { recursive: true, mode: 0o750 });
  for (let at = 0; at < 20; at++)
    writeFileSync(join(folder, "a 'b' \"ü\"", `-${at} $(x)`), `upload ${at} `.repeat(500));
  symlinkSync("a 'b' \"ü\"/-1 $(x)", join(folder, "newest"));
}

const ofWriter = "application_name = 'writer'";

async function write(postgres: PostgresServer, mariadb: MariadbServer) {
  const each = "INSERT INTO left_rows VALUES (DEFAULT); INSERT INTO right_rows VALUES (DEFAULT); COMMIT;";
  const psql = spawn("psql", ["-XAtq", "-f", "-"], {
    stdio: ["pipe", "ignore", "ignore"],
    env: {
      ...process.env,
      PGHOST: "127.0.0.1",
      PGPORT: String(postgres.port),
      PGUSER: "admin",
      PGPASSWORD: adminPassword,
      PGDATABASE: names.postgres,
      PGAPPNAME: "writer",
    },
  });
  psql.stdin.end(`DO $$ BEGIN LOOP ${each} PERFORM pg_sleep(0.002); END LOOP; END $$;`);
  const words = ["--no-defaults", `--socket=${join(mariadb.folder, "s")}`, "--user=root", `--database=${names.mysql}`];
  const client = spawn(
    programPath("mariadb", "mariadb"),
    ["--default-character-set=utf8mb4", ...words].toSorted(first),
    {
      stdio: ["pipe", "ignore", "ignore"],
    },
  );
  client.stdin.end(
    `DELIMITER //\nBEGIN NOT ATOMIC WHILE TRUE DO START TRANSACTION; ${each} DO SLEEP(0.002); END WHILE; END//\n`,
  );
  await written(postgres, mariadb);
  return {
    async end() {
      await Promise.all([psql, client].map(ended));
      // Servers do not notice that nobody listens any more.
      await postgres.sql("postgres", `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE ${ofWriter}`);
      const asked =
        "SELECT CONCAT('KILL ', id) FROM information_schema.processlist WHERE command <> 'Daemon' AND db = ";
      mariadb.sql(mariadb.sql(`${asked}'${names.mysql.replaceAll("'", "''")}'`));
    },
  };
}

/** An option that forbids option files has to stand first. */
function first(a: string, b: string): number {
  return Number(b === "--no-defaults") - Number(a === "--no-defaults");
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) throw new Error("the writer has ended by itself");
  child.kill("SIGKILL");
  await once(child, "close");
}

async function written(postgres: PostgresServer, mariadb: MariadbServer): Promise<void> {
  for (let left = 200; left > 0; left--) {
    const counts = [
      await postgres.sql(names.postgres, "SELECT count(*) FROM right_rows"),
      mariadb.sql("SELECT count(*) FROM right_rows", names.mysql),
    ];
    if (counts.every((count) => Number(count) > 0)) return;
    await new Promise((later) => setTimeout(later, 50));
  }
  throw new Error("nothing is written");
}

async function databasesOf(postgres: PostgresServer, mariadb: MariadbServer): Promise<readonly string[]> {
  const found = await postgres.sql("postgres", "SELECT datname FROM pg_database");
  return [...found.split("\n"), ...mariadb.sql("SHOW DATABASES").split("\n")];
}

/** Those of the programs of a run; the servers' own and a writer's are none. */
async function sessionsOf(postgres: PostgresServer, mariadb: MariadbServer): Promise<readonly string[]> {
  const asked =
    "SELECT application_name FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name <> 'writer'";
  const sessions = (await postgres.sql("postgres", asked)).split("\n").filter((line) => line !== "");
  const clients = mariadb.sql(
    "SELECT CONCAT(user, ' in ', IFNULL(db, '-')) FROM information_schema.processlist WHERE user = 'owner'",
  );
  return [...sessions, ...clients.split("\n").filter((line) => line !== "")];
}
