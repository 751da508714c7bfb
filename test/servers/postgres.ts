import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** A PostgreSQL server of a test, on a loopback port, in a folder of its own. */
export interface PostgresServer extends AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  readonly major: number;
  /** The address of a database for the administrator, or for somebody else. */
  url(database: string, user?: string, password?: string): string;
  /** Runs SQL as the administrator, as another client would; what it answers. */
  sql(database: string, text: string): Promise<string>;
  /** Whoever is connected to the database beside the one who asks. */
  sessions(database: string): Promise<readonly string[]>;
  /** Ends the server at once, as a crash would. */
  crash(): void;
}

export const adminPassword = "adm:in/@?#%&=+ '\"\\ü";

const shelf = "/usr/lib/postgresql";
const asServer = (words: readonly string[]) =>
  process.getuid?.() === 0 ? ["runuser", "-u", "postgres", "--", ...words] : [...words];

/** Starts a server; `limit` caps the size of its files (512-byte blocks), as a full disk would. */
export async function startPostgres({ limit }: { readonly limit?: number } = {}): Promise<PostgresServer> {
  const major = Math.max(...readdirSync(shelf).map(Number).filter(Number.isInteger));
  const bin = join(shelf, String(major), "bin");
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  const data = join(folder, "data");
  const act = (words: readonly string[]) => {
    const [program = "", ...rest] = asServer(words);
    const { status, stderr, stdout } = spawnSync(program, rest, { cwd: folder, encoding: "utf8", env: environment });
    if (status !== 0) throw new Error(`${words.join(" ")}: ${stderr}${stdout}`);
  };
  writeFileSync(join(folder, "password"), adminPassword);
  if (process.getuid?.() === 0) spawnSync("chown", ["-R", "postgres", folder]);
  act([
    `${bin}/initdb`,
    "-D",
    data,
    "-U",
    "admin",
    "-A",
    "scram-sha-256",
    "--no-sync",
    "-E",
    "UTF8",
    "--locale=C.UTF-8",
    `--pwfile=${folder}/password`,
  ]);
  const port = await freePort();
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off -c shared_buffers=32MB -c wal_level=replica`;
  const start = [`${bin}/pg_ctl`, "-D", data, "-w", "-l", `${folder}/log`, "-o", settings, "start"];
  act(limit === undefined ? start : ["sh", "-c", `ulimit -f ${limit}; exec "$@"`, "sh", ...start]);
  const stop = (mode: string) => {
    const [program = "", ...rest] = asServer([`${bin}/pg_ctl`, "-D", data, "-m", mode, "stop"]);
    spawnSync(program, rest, { cwd: folder });
  };
  const url = (database: string, user = "admin", password = adminPassword) =>
    `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  const sql = (database: string, text: string) => psql({ port, database, text });
  return {
    ...{ port, folder, major, url, sql },
    async sessions(database) {
      const asked = `SELECT application_name FROM pg_stat_activity WHERE datname = '${database.replaceAll("'", "''")}' AND pid <> pg_backend_pid()`;
      return (await sql("postgres", asked)).split("\n").filter((line) => line !== "");
    },
    crash: () => stop("immediate"),
    async [Symbol.asyncDispose]() {
      stop("immediate");
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

const environment = { ...process.env, LC_ALL: "C" };

function psql({ port, database, text }: { port: number; database: string; text: string }): Promise<string> {
  const env = { ...environment, PGHOST: "127.0.0.1", PGPORT: String(port), PGUSER: "admin", PGPASSWORD: adminPassword };
  const child = spawn("psql", ["-XAtq", "-v", "ON_ERROR_STOP=1", "-f", "-"], {
    env: { ...env, PGDATABASE: database, PGCLIENTENCODING: "UTF8", PGAPPNAME: "client" },
  });
  child.stdin.on("error", () => {});
  child.stdin.end(text);
  let [said, complained] = ["", ""];
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  child.stderr.on("data", (chunk) => {
    complained += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once("close", (code) => (code === 0 ? resolve(said.trim()) : reject(new Error(`${text}: ${complained}`))));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}
