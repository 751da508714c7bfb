import { join } from "node:path";
import type { Effects } from "../../../kit/effects.ts";
import { InputError, ServiceError } from "../../../kit/errors.ts";
import type { ProcessRef, Words } from "../../../kit/executor.ts";
import type { Client } from "./client.ts";
import { damage } from "./failures.ts";

/** A server that was started here. */
export interface Running {
  isAlive(): Promise<boolean>;
  stop(): Promise<void>;
}

const pause = 30;

interface Settings {
  readonly folder: string;
  readonly password: string;
  readonly port: number | null;
  readonly databases: number;
}

/**
 * The server loads the dump at its start and writes nothing itself. It is the replica of a server that cannot be:
 * a replica keeps keys whose time has run out, so that the copy holds exactly what the dump holds.
 */
export function configuration({ folder, password, port, databases }: Settings): string {
  const quoted = (path: string) => `"${path.replaceAll(/["\\]/g, "\\$&")}"`;
  return [
    `port ${port ?? 0}`,
    "bind 127.0.0.1",
    `unixsocket ${quoted(join(folder, "s"))}`,
    "unixsocketperm 700",
    `requirepass ${password}`,
    `dir ${quoted(folder)}`,
    "dbfilename dump.rdb",
    `logfile ${quoted(join(folder, "log"))}`,
    `databases ${databases}`,
    'save ""',
    "appendonly no",
    "daemonize no",
    "maxmemory 0",
    "replicaof 255.255.255.255 1",
    `replica-read-only ${port === null ? "yes" : "no"}`,
    "",
  ].join("\n");
}

/** A server that ends with this process, whatever happens to it. */
export function startOwned(effects: Effects, words: Words): Running {
  const end = new AbortController();
  const life = { isOver: false };
  const ended = effects.exec
    .run(words, { signal: end.signal })
    .catch(() => {})
    .then(() => {
      life.isOver = true;
    });
  return {
    isAlive: async () => !life.isOver,
    async stop() {
      end.abort();
      await ended;
    },
  };
}

/** A server that outlives this process. */
export function detached(effects: Effects, process: ProcessRef): Running {
  return {
    isAlive: () => effects.exec.isAlive(process),
    async stop() {
      await effects.exec.signal(process, "SIGKILL");
      while (await effects.exec.isAlive(process)) await effects.sleep(pause);
    },
  };
}

/** Waits until the server has loaded all of its dump. */
export async function untilLoaded(
  effects: Effects,
  server: Client,
  running: Running,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  for (;;) {
    if (!(await running.isAlive())) throw startFailure(await effects.exec.readFile(join(folder, "log")), folder);
    const state = await server.info("default", signal).catch((error) => {
      // Not there yet, or not yet ready to answer.
      if (signal?.aborted) throw error;
      return null;
    });
    if (state?.loading === "0") return;
    await effects.sleep(pause, signal);
  }
}

function startFailure(log: string | null, folder: string): Error {
  const lines = (log ?? "").split("\n").map((line) => line.trim());
  const find = (pattern: RegExp) => lines.find((line) => pattern.test(line));
  const foreign = find(/Can't handle RDB format version|Unknown RDB encoding|contains module data|Unknown.*type/i);
  if (foreign !== undefined) {
    return new InputError(`the redis-server of this machine cannot load the backup: ${foreign}`, {
      hint: "Install the version of the source here, or name a scratch server of that version (`redis-scratch-url`).",
    });
  }
  const broken = find(/short read|RDB CRC|Internal error in RDB|Unexpected EOF|Wrong signature/i);
  if (broken !== undefined) return damage(broken);
  const last = find(/Can't|error|Bad directive|Fatal|Failed/i) ?? lines.findLast((line) => line !== "");
  return new ServiceError(`the scratch server in \`${folder}\` did not start: ${last ?? "it wrote no log"}`, {
    hint: "Look at the memory and the disk of this machine, and whether the path of that folder is longer than 100 characters.",
  });
}
