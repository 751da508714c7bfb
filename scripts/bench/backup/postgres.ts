import { join } from "node:path";
import { ownFolder } from "../../../test/servers/own-folder.ts";
import { programPath } from "../../../test/servers/programs.ts";
import { call, freePort, gigabytes, need, type OpenSource } from "./source.ts";

const rows = 4_400_000;

const tables = `
CREATE TABLE customers AS
  SELECT n AS id, 'Customer ' || n AS name, md5(n::text) || '@example.com' AS mail FROM generate_series(1, 100003) AS n;
ALTER TABLE customers ADD PRIMARY KEY (id);
CREATE TABLE orders AS
  SELECT n AS id, timestamptz '2026-01-01' + n * interval '1 second' AS placed, (n * 7919 % 100003)::int AS customer,
    md5(n::text)::uuid AS token, (n % 9973) / 100.0 AS amount,
    (ARRAY['open', 'paid', 'sent', 'back'])[1 + n % 4] AS state,
    'Order ' || n || ' of customer ' || (n * 7919 % 100003) || ': ' || md5((n * 3)::text)
      || ' please ring twice, leave it with the neighbours; ' || md5((n * 5)::text) AS note
  FROM generate_series(1, ${rows}::bigint) AS n;
ALTER TABLE orders ADD PRIMARY KEY (id);`;

/** A server that writes nothing twice while the tables are made. */
const settings = [
  "listen_addresses=127.0.0.1",
  "fsync=off",
  "full_page_writes=off",
  "autovacuum=off",
  "wal_level=minimal",
  "max_wal_senders=0",
  "max_wal_size=4GB",
  "shared_buffers=128MB",
];

/** PostgreSQL with two tables in more than 1 GB. */
export const openPostgres: OpenSource = async ({ signal }) => {
  need("postgres");
  await using making = new AsyncDisposableStack();
  const folder = making.use(ownFolder("postgres"));
  const [port, data] = [await freePort(), join(folder.path, "data")];
  const own = (program: string, ...words: readonly string[]) =>
    call(folder.as([programPath("postgres", program), ...words]), signal);
  await own("initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C");
  making.defer(() => stop(folder.as([programPath("postgres", "pg_ctl"), "-D", data, "-m", "immediate", "stop"])));
  const options = [`-p ${port}`, `-k ${folder.path}`, ...settings.map((setting) => `-c ${setting}`)].join(" ");
  await own("pg_ctl", "-D", data, "-w", "-s", "-l", join(folder.path, "log"), "-o", options, "start");
  const at = ["-h", "127.0.0.1", "-p", String(port), "-U", "postgres"];
  const psql = (database: string, text: string) =>
    call(
      [programPath("postgres", "psql"), ...at, "-d", database, "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", text],
      signal,
    );
  await psql("postgres", "CREATE DATABASE bench");
  const started = performance.now();
  await psql("bench", tables);
  await psql("bench", "VACUUM ANALYZE");
  await psql("bench", "CHECKPOINT");
  const made = (performance.now() - started) / 1000;
  const bytes = Number(await psql("bench", "SELECT pg_database_size('bench')"));
  const all = making.move();
  return {
    bytes,
    told: `${gigabytes(bytes)}, ${rows.toLocaleString("en")} rows made in ${made.toFixed(0)} s`,
    tool: "pg_dump -Fp",
    raw: (file) => [programPath("postgres", "pg_dump"), ...at, "-Fp", "-f", file, "bench"],
    item: { database: "postgres", "postgres-url": `postgres://postgres@127.0.0.1:${port}/bench` },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
};

/** Nothing may keep the folder from being removed, and an interruption does not end the server by itself. */
async function stop(words: readonly string[]): Promise<void> {
  await call(words, new AbortController().signal).catch(() => undefined);
}
