import { randomBytes } from "node:crypto";
import { open } from "node:fs/promises";
import { createServer } from "node:net";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Effects } from "../../../kit/effects.ts";
import { InputError, RefusedError } from "../../../kit/errors.ts";
import type { ProcessRef } from "../../../kit/executor.ts";
import type { ScratchOptions } from "../../../stages/ports/database.ts";
import { diskFailure, writeTo } from "../../disk.ts";
import { client } from "./client.ts";
import type { Contents } from "./dump-file.ts";
import { cancellable } from "./failures.ts";
import { readingDump } from "./reading.ts";
import { configuration, detached, type Running, startOwned, untilLoaded } from "./server.ts";
import type { Target } from "./target.ts";

const prefix = "redis-scratch-";
const note = "scratch.json";

/** A server of our own on this machine, as it is written down for a later process. */
interface Place {
  readonly folder: string;
  readonly password: string;
  /** On the loopback address, where others work on the copy. */
  readonly port: number | null;
  readonly process?: ProcessRef;
}

/** A server on this machine that nobody else reaches; it starts with what is restored. `programs` is where they lie. */
export async function openThrowaway(effects: Effects, programs: string, options: ScratchOptions = {}): Promise<Target> {
  const folder = await effects.exec.makePrivateFolder(prefix);
  const password = randomBytes(24).toString("hex");
  effects.mask(password);
  const port = options.isKept ? await freePort() : null;
  return target(effects, programs, { folder, password, port }, null);
}

/** A kept one of an earlier process, by its name. */
export async function reopenThrowaway(effects: Effects, programs: string, name: string): Promise<Target> {
  const text = basename(name).startsWith(prefix) ? await effects.exec.readFile(join(name, note)) : null;
  const place = text === null ? null : (JSON.parse(text) as Place);
  if (place?.process === undefined || !(await effects.exec.isAlive(place.process))) {
    throw new InputError(`there is no scratch server \`${name}\` on ${effects.exec.where}`, {
      hint: "Let the step that keeps the copy run before, in the same job.",
    });
  }
  effects.mask(place.password);
  return target(effects, programs, place, detached(effects, place.process));
}

function target(effects: Effects, programs: string, place: Place, known: Running | null): Target {
  const { folder, password, port } = place;
  const server = client(
    { name: "the scratch server", socket: join(folder, "s"), isTls: false, password },
    effects.exec,
    programs,
  );
  const life = { running: known, isUsed: known !== null };
  return {
    name: folder,
    ...(port === null ? {} : { url: `redis://:${password}@127.0.0.1:${port}/0` }),
    file: join(folder, "dump.rdb"),
    async restore(body, signal) {
      if (life.isUsed)
        throw new RefusedError(`\`${folder}\` holds a copy already; restore into a scratch server of its own`);
      life.isUsed = true;
      const contents = await receive(body, folder, signal);
      const databases = Math.max(16, ...[...contents.databases.keys()].map((number) => number + 1));
      await effects.exec.writeFile(join(folder, "redis.conf"), configuration({ ...place, databases }), { mode: 0o600 });
      const words = [join(programs, "redis-server"), join(folder, "redis.conf")] as const;
      life.running = port === null ? startOwned(effects, words) : await startKept(effects, place, words);
      await untilLoaded(effects, server, life.running, folder, signal);
      return contents;
    },
    server() {
      if (life.running !== null) return server;
      throw new RefusedError(`nothing has been restored into \`${folder}\``);
    },
    async [Symbol.asyncDispose]() {
      await life.running?.stop();
      await effects.exec.remove(folder);
    },
  };
}

async function startKept(effects: Effects, place: Place, words: readonly [string, string]): Promise<Running> {
  const { folder } = place;
  const env = { PATH: effects.env("PATH") ?? "/usr/bin:/bin" };
  const process = await effects.exec.start(words, { cwd: folder, env, log: join(folder, "output") });
  const text = JSON.stringify({ ...place, process } satisfies Place);
  await effects.exec.writeFile(join(folder, note), text, { mode: 0o600 });
  return detached(effects, process);
}

/** Writes the dump where the server will look for it, and reads it on its way. */
async function receive(body: Readable, folder: string, signal: AbortSignal | undefined): Promise<Contents> {
  const explain = (error: unknown) => diskFailure("restore the copy", folder, error);
  const { stream, contents } = readingDump();
  await cancellable(signal, async () => {
    const file = await open(join(folder, "dump.rdb"), "wx", 0o600).catch((error) => Promise.reject(explain(error)));
    await pipeline(body, stream, writeTo(file, explain), signal === undefined ? {} : { signal });
  }).finally(() => body.destroy());
  return contents() as Contents;
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  const listener = createServer();
  return new Promise((found, failed) => {
    listener.once("error", failed).listen(0, "127.0.0.1", () => {
      const { port } = listener.address() as { readonly port: number };
      listener.close(() => found(port));
    });
  });
}
