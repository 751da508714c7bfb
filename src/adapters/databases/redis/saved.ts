import { join } from "node:path/posix";
import type { Effects } from "../../../kit/effects.ts";
import { CommandError, InputError, ServiceError, TimeoutError } from "../../../kit/errors.ts";
import type { Dump } from "../../../stages/ports/database.ts";
import type { Client } from "./client.ts";
import { follow } from "./dump.ts";
import { damage } from "./failures.ts";
import { lastSave, serverTime, setting } from "./settings.ts";

/** Milliseconds that a save may take, one that is running already included. */
const patience = 3_600_000;
const pause = 200;

type Clock = Pick<Effects, "sleep" | "monotonic">;

/** Lets the server save in the background and copies the file; the commands have to run where the file is. */
export async function dumpSaved(server: Client, clock: Clock, signal?: AbortSignal): Promise<Dump> {
  const path = join(await setting(server, "dir", signal), await setting(server, "dbfilename", signal));
  const since = await save(server, clock, signal);
  const size = await look(server, path, since, signal);
  const options = signal === undefined ? {} : { signal };
  // A later save puts another file in its place; what is open here stays this one, and its own note tells when it was made.
  const command = server.executor.stream(["cat", "--", path], options);
  return follow(server.name, command, {
    trailer: 0,
    check({ notes }) {
      if (Number(notes.ctime) < since)
        throw damage(`\`${path}\` (${size} bytes) is older than the save that was asked for`);
    },
  });
}

/** Answers the server's clock at the beginning of the save. A save that was running already began too early to count. */
async function save(server: Client, clock: Clock, signal: AbortSignal | undefined): Promise<number> {
  const end = clock.monotonic() + patience;
  for (;;) {
    await idle(server, clock, end, signal);
    const [before, now] = [await lastSave(server, signal), await serverTime(server, signal)];
    // LASTSAVE counts seconds: within one of them it would not be seen to move.
    if (now > before) {
      const reply = await server.ask(["BGSAVE"], signal).catch((error) => {
        if (error instanceof ServiceError && /in progress/i.test(error.message)) return null;
        throw error;
      });
      if (reply !== null) {
        await idle(server, clock, end, signal);
        await proveSaved(server, before, signal);
        return now;
      }
    }
    await clock.sleep(pause, signal);
  }
}

async function idle(server: Client, clock: Clock, end: number, signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    const { rdb_bgsave_in_progress: saving, aof_rewrite_in_progress: rewriting } = await server.info("default", signal);
    if (saving === "0" && rewriting === "0") return;
    if (clock.monotonic() > end) {
      throw new TimeoutError(
        `a save of the Redis server ${server.name} did not end within ${patience / 60_000} minutes`,
        {
          hint: "Look at the server's log and disk; `redis-method: rdb` needs no disk there.",
        },
      );
    }
    await clock.sleep(pause, signal);
  }
}

async function proveSaved(server: Client, before: number, signal: AbortSignal | undefined): Promise<void> {
  const { rdb_last_bgsave_status: status } = await server.info("default", signal);
  if (status === "ok" && (await lastSave(server, signal)) > before) return;
  throw new ServiceError(`the Redis server ${server.name} could not save (rdb_last_bgsave_status:${status})`, {
    hint: "Look at the server's log: its disk may be full or its folder not writable.",
  });
}

/** The size of the file; it has to be one of this save. */
async function look(server: Client, path: string, since: number, signal?: AbortSignal): Promise<string> {
  const options = signal === undefined ? {} : { signal };
  const { stdout } = await server.executor.run(["stat", "-c", "%Y %s", "--", path], options).catch((error) => {
    if (!(error instanceof CommandError)) throw error;
    throw new InputError(
      `\`${path}\`, which the Redis server ${server.name} has written, is not there on ${server.executor.where}`,
      {
        hint: "Set `redis-method: rdb`, or an executor that runs the commands on the server of Redis, as a user that may read the file.",
        cause: error,
      },
    );
  });
  const [written, size = ""] = stdout.trim().split(" ");
  if (Number(written) >= since) return size;
  throw new InputError(
    `\`${path}\` on ${server.executor.where} is not the file that the Redis server ${server.name} has just saved`,
    {
      hint: "Let the executor run the commands on the server of Redis itself.",
    },
  );
}
