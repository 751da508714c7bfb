/**
 * Calls the migrator of the Drizzle that the project has installed: dialect, folder, table, schema and, where not all is
 * wanted, the number (`when`) of the last migration to apply. The address comes by DATABASE_URL.
 */
export const program = `
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [dialect, folder, table, schema, upTo] = process.argv.slice(1).filter((word) => word !== "--");
const { DATABASE_URL: url, MIGRATION_LIMITS } = process.env;
const limits = JSON.parse(MIGRATION_LIMITS);
const journal = JSON.parse(await readFile(join(folder, "meta/_journal.json"), "utf8"));

const isThere = (name) => import(name).then((found) => found.default ?? found, (error) => {
  if (error.code === "ERR_MODULE_NOT_FOUND") return null;
  throw error;
});
const absent = (names) => new Error(names + " is not installed in " + process.cwd());

async function connect() {
  if (dialect !== "postgres") return connectMysql();
  const [pg, postgres] = [await isThere("pg"), await isThere("postgres")];
  if (pg !== null) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return { kind: "node-postgres", client, end: () => client.end() };
  }
  if (postgres === null) throw absent("pg (or postgres)");
  const client = postgres(url, { max: 1, onnotice: () => {} });
  return { kind: "postgres-js", client, end: () => client.end() };
}

async function connectMysql() {
  const mysql = await isThere("mysql2/promise");
  if (mysql === null) throw absent("mysql2");
  const client = await mysql.createConnection({ uri: url });
  const seconds = (milliseconds) => Math.max(1, Math.ceil(milliseconds / 1000));
  if (limits.lock > 0) {
    await client.query("SET SESSION lock_wait_timeout = " + seconds(limits.lock) + ", innodb_lock_wait_timeout = " + seconds(limits.lock));
  }
  if (limits.statement > 0 && dialect === "mariadb") await client.query("SET SESSION max_statement_time = " + limits.statement / 1000);
  return { kind: "mysql2", client, end: () => client.end() };
}

async function staged() {
  if (upTo === undefined) return { path: folder, remove: async () => {} };
  const path = await mkdtemp(join(tmpdir(), "migrations-"));
  const entries = journal.entries.slice(0, journal.entries.findIndex(({ when }) => String(when) === upTo) + 1);
  await mkdir(join(path, "meta"));
  await writeFile(join(path, "meta/_journal.json"), JSON.stringify({ ...journal, entries }));
  for (const { tag } of entries) await copyFile(join(folder, tag + ".sql"), join(path, tag + ".sql"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

async function tell(error) {
  const query = (error.query ?? error.cause?.query ?? "").trim();
  for (const { tag } of query === "" ? [] : journal.entries) {
    if ((await readFile(join(folder, tag + ".sql"), "utf8")).includes(query)) console.error("stopped in: " + tag + ".sql");
  }
  console.error("reason: " + (error.cause ?? error).message);
}

let part;
let connection;
try {
  part = await staged();
  connection = await connect();
  const { drizzle } = await import("drizzle-orm/" + connection.kind);
  const { migrate } = await import("drizzle-orm/" + connection.kind + "/migrator");
  await migrate(drizzle(connection.client), { migrationsFolder: part.path, migrationsTable: table, migrationsSchema: schema });
} catch (error) {
  await tell(error);
  process.exitCode = 1;
} finally {
  await part?.remove();
  await connection?.end().catch(() => {});
}
`;
