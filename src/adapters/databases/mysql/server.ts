import { posix } from "node:path";
import type { Effects } from "../../../kit/effects.ts";
import { ServiceError, TimeoutError } from "../../../kit/errors.ts";
import type { ProcessRef } from "../../../kit/executor.ts";
import { stopIfAborted } from "./cancelled.ts";
import { type Access, openClient } from "./client.ts";
import { explain } from "./failures.ts";
import { findServer, installWords, serverWords } from "./servers.ts";
import type { Source } from "./source.ts";

/** A server of our own on this machine, reached only by a socket in a private folder. */
export interface Throwaway {
  readonly folder: string;
  readonly process: ProcessRef;
}

export const folderPrefix = "deploy-actions-mysql-scratch-";

/** How a server in that folder is reached. */
export function accessTo(
  folder: string,
  { effects, bin, flavour }: Pick<Access, "bin" | "flavour"> & { effects: Effects },
): Access {
  const socket = posix.join(folder, "s");
  const address = { user: "root", password: "", host: "localhost", port: 3306, socket, database: "", tls: {} };
  return { exec: effects.exec, address, bin, flavour };
}

/** Starts a server of the source's flavour, at least as new as it. Whatever fails on the way is stopped and removed. */
export async function startServer(
  source: Source,
  effects: Effects,
  bin: string | undefined,
  signal?: AbortSignal,
): Promise<Throwaway> {
  const program = await findServer(source, effects);
  const folder = await effects.exec.makePrivateFolder(folderPrefix);
  let process: ProcessRef | undefined;
  try {
    const isRoot = (await effects.exec.run(["id", "-u"])).stdout.trim() === "0";
    const user = isRoot ? ["--user=root"] : [];
    const how = signal === undefined ? {} : { signal };
    await effects.exec.run(installWords(source, program, posix.join(folder, "data"), user), how);
    process = await effects.exec.start(serverWords(source, program, folder, user), {
      cwd: folder,
      env: { PATH: effects.env("PATH") ?? "/usr/bin:/bin", HOME: folder, LC_ALL: "C" },
      log: posix.join(folder, "log"),
    });
    const server = { folder, process };
    await untilReady(server, accessTo(folder, { effects, bin, flavour: source.flavour }), effects, signal);
    return server;
  } catch (error) {
    await stopServer({ folder, process }, effects);
    stopIfAborted(signal);
    throw explain("start a throwaway server for the restored copy", error);
  }
}

/** Ends the server and removes its folder; checks that both are gone. */
export async function stopServer(
  { folder, process: server }: { folder: string; process: ProcessRef | undefined },
  { exec, sleep }: Effects,
): Promise<void> {
  if (server !== undefined) {
    // Nothing in it is of use any more, so it may end at once.
    await exec.signal(server, "SIGKILL");
    for (let tries = 0; await exec.isAlive(server); tries++) {
      if (tries > 100)
        throw new ServiceError(`the throwaway server (process ${server.pid}) does not end`, {
          hint: `End it by hand and remove \`${folder}\`.`,
        });
      await sleep(50);
    }
  }
  await exec.remove(folder);
}

async function untilReady(server: Throwaway, access: Access, effects: Effects, signal?: AbortSignal): Promise<void> {
  await using client = await openClient(access);
  const until = effects.monotonic() + 60_000;
  for (;;) {
    const failure = await client.ask("ask the throwaway server", "SELECT 1").then(
      () => null,
      (error: unknown) => error,
    );
    if (failure === null) return;
    if (!(await effects.exec.isAlive(server.process)))
      throw new ServiceError(await lastWords(server.folder, effects), {
        hint: "Start it by hand, or name a server in `mysql-scratch-url`. AppArmor lets `mysqld` write to its own folders alone.",
      });
    if (effects.monotonic() > until)
      throw new TimeoutError("the throwaway server gave no answer within 60 s", {
        cause: failure,
        hint: "Look at the load of this machine.",
      });
    await effects.sleep(50, signal);
  }
}

async function lastWords(folder: string, { exec }: Effects): Promise<string> {
  const log = (await exec.readFile(posix.join(folder, "log"))) ?? "";
  const errors = log.split("\n").filter((line) => /\[ERROR\]/.test(line));
  return `the throwaway server ended at once: ${(errors[0] ?? log.slice(-300)).slice(0, 400)}`;
}
