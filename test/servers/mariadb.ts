import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { programPath } from "./programs.ts";

/** A real MariaDB on a loopback port, with a user of its own that may do everything. */
export interface MariadbServer extends AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  readonly pid: number;
  readonly password: string;
  /** The address of a database; of the server where none is named. */
  url(database?: string, user?: string, password?: string): string;
  /** Runs SQL as root, by the socket; returns what it prints, without names of columns. */
  sql(text: string, database?: string): string;
  /** Ends the server at once. */
  kill(): void;
}

/** Every character that an option file, a URL, a shell or SQL may stumble over. */
export const difficultPassword = `p@ ss:w/o?r#d%"'\`$\\&;\\n=[é] `;

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a server; `options` are further options of `mariadbd`. */
export async function startMariadb(...options: readonly string[]): Promise<MariadbServer> {
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-mariadb-"));
  chmodSync(folder, 0o700);
  const user = process.getuid?.() === 0 ? ["--user=root"] : [];
  const auth = ["--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"];
  const data = `--datadir=${join(folder, "data")}`;
  execFileSync(programPath("mariadb", "mariadb-install-db"), ["--no-defaults", data, ...auth, ...user], {
    stdio: "pipe",
  });
  for (let left = 5; left > 0; left--) {
    const port = await freePort();
    const child = launch(folder, port, [data, ...user, ...options]);
    if (await isReady(child, folder)) return handle(folder, port, child);
  }
  throw new Error(`mariadbd does not start: ${readFileSync(join(folder, "log"), "utf8")}`);
}

function launch(folder: string, port: number, options: readonly string[]): ChildProcess {
  const words = [
    "--no-defaults",
    `--socket=${join(folder, "s")}`,
    `--port=${port}`,
    `--pid-file=${join(folder, "pid")}`,
    `--log-error=${join(folder, "log")}`,
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-buffer-pool-size=32M",
    "--loose-innodb-flush-method=nosync",
    ...options,
  ];
  const child = spawn(programPath("mariadb", "mariadbd"), words, { stdio: "ignore" });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

function handle(folder: string, port: number, child: ChildProcess): MariadbServer {
  const sql = (text: string, database = "") => ask(folder, text, database);
  const password = difficultPassword;
  sql(
    `CREATE USER 'owner'@'%' IDENTIFIED BY '${password.replaceAll(/['\\]/g, "\\$&")}'; GRANT ALL ON *.* TO 'owner'@'%' WITH GRANT OPTION`,
  );
  const code = encodeURIComponent;
  return {
    port,
    folder,
    pid: child.pid ?? 0,
    password,
    sql,
    url: (database = "", user = "owner", secret = password) =>
      `mysql://${code(user)}:${code(secret)}@127.0.0.1:${port}/${code(database)}`,
    kill: () => void child.kill("SIGKILL"),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function ask(folder: string, input: string, database: string): string {
  const words = ["--no-defaults", `--socket=${join(folder, "s")}`, "--user=root", "--batch", "--skip-column-names"];
  const more = ["--default-character-set=utf8mb4", ...(database === "" ? [] : [`--database=${database}`])];
  const client = programPath("mariadb", "mariadb");
  const { stdout, stderr, status } = spawnSync(client, [...words, ...more], {
    input,
    encoding: "utf8",
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trimEnd();
}

async function isReady(child: ChildProcess, folder: string): Promise<boolean> {
  for (let left = 400; left > 0 && child.exitCode === null; left--) {
    try {
      ask(folder, "SELECT 1", "");
      return true;
    } catch {
      await wait(50);
    }
  }
  child.kill("SIGKILL");
  return false;
}

function freePort(): Promise<number> {
  const listener = createServer();
  return new Promise((found) => {
    listener.listen(0, "127.0.0.1", () => {
      const { port } = listener.address() as { readonly port: number };
      listener.close(() => found(port));
    });
  });
}
