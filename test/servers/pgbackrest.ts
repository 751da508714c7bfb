import { execFileSync } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import type { Words } from "../../src/kit/executor.ts";
import { ownFolder } from "./own-folder.ts";
import { programPath } from "./programs.ts";

/** A PostgreSQL server that archives its log by pgBackRest, into a repository beside it. */
export interface ArchivedPostgres extends AsyncDisposable {
  readonly folder: string;
  readonly port: number;
  url(port?: number): string;
  /** What the SQL answers; as the administrator of database `shop`. */
  sql(text: string, port?: number): string;
  /** A script as the account of the server: a command of the user. */
  script(name: string, text: string): Words;
}

/** Starts the server with database `shop` and an empty repository. */
export async function startArchivedPostgres(): Promise<ArchivedPostgres> {
  const own = ownFolder("postgres");
  const [folder, port] = [own.path, await freePort()];
  const bin = (name: string) => programPath("postgres", name);
  const act = (words: Words, input = "") => {
    const [program, ...args] = own.as(words);
    const env = { ...process.env, LC_ALL: "C" };
    return execFileSync(program, args, { cwd: folder, env, input, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] });
  };
  const stop = () => act([bin("pg_ctl"), "-D", join(folder, "data"), "-m", "immediate", "stop"]);
  const sql = (text: string, at = port) =>
    act(
      [bin("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", folder, "-p", String(at), "-U", "admin", "-d", "shop"],
      text,
    ).trim();
  try {
    const lines = [
      "[global]",
      ...["repo", "log", "lock", "spool"].map((name) => `${name === "repo" ? "repo1" : name}-path=${folder}/${name}`),
      ...[
        "start-fast=y",
        "log-level-console=off",
        "log-level-stderr=warn",
        "compress-type=none",
        "repo1-bundle=y",
        "repo1-retention-full=1",
      ],
      ...["[main]", `pg1-path=${folder}/data`, `pg1-port=${port}`, `pg1-socket-path=${folder}`],
      ...["pg1-user=admin", "pg1-database=shop"],
    ];
    const place = (name: string, text: string, mode: string) =>
      void act(["sh", "-c", `umask 077; cat >"$1"; chmod ${mode} "$1"`, "sh", join(folder, name)], text);
    place("pgbackrest.conf", `${lines.join("\n")}\n`, "600");
    for (const name of ["repo", "log", "lock", "spool"]) act(["mkdir", join(folder, name)]);
    const backrest: Words = [programPath("pgbackrest"), `--config=${folder}/pgbackrest.conf`, "--stanza=main"];
    act([
      bin("initdb"),
      "-D",
      join(folder, "data"),
      "-U",
      "admin",
      "-A",
      "trust",
      "--no-sync",
      "-E",
      "UTF8",
      "--locale=C",
    ]);
    const options = [
      `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=32MB`,
      `-c archive_mode=on -c archive_command='${backrest.join(" ")} archive-push %p'`,
    ].join(" ");
    act([bin("pg_ctl"), "-D", join(folder, "data"), "-w", "-l", join(folder, "server.log"), "-o", options, "start"]);
    act([bin("createdb"), "-h", folder, "-p", String(port), "-U", "admin", "shop"]);
    act([...backrest, "stanza-create"]);
    return {
      ...{ folder, port, sql },
      url: (at = port) => `postgres://admin:drill-secret@127.0.0.1:${at}/shop`,
      script(name, text) {
        const head = `#!/bin/bash\nset -euo pipefail\ncd '${folder}'\nexport PATH='${join(bin("psql"), "..")}':"$PATH"\n`;
        const shorts = `backrest() { ${backrest.join(" ")} "$@"; }\nsql() { psql -XAtq -h '${folder}' -p ${port} -U admin -d shop -c "$1"; }\n`;
        place(name, `${head}${shorts}${text}\n`, "700");
        return own.as([join(folder, name)]);
      },
      async [Symbol.asyncDispose]() {
        stop();
        await own[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    try {
      stop();
    } catch {
      // It may never have run.
    }
    await own[Symbol.asyncDispose]();
    throw new Error(String((error as { stderr?: unknown }).stderr ?? error), { cause: error });
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as { readonly port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}
