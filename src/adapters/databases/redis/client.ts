import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { ServiceError } from "../../../kit/errors.ts";
import type { CommandStream, Executor, RunOptions, Words } from "../../../kit/executor.ts";
import type { Address } from "./address.ts";
import { connectionFailure, replyFailure } from "./failures.ts";

/** One server, asked by `redis-cli`. An exit code of 0 proves nothing there: replies are read. */
export interface Client {
  readonly name: string;
  readonly executor: Executor;
  /** The reply as `redis-cli --no-raw` writes it; an error reply is an error. */
  ask(words: readonly string[], signal?: AbortSignal): Promise<string>;
  /** Sections of INFO, by field. */
  info(sections: "default" | "keyspace", signal?: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** A reply of any size, as JSON. */
  json(words: readonly string[], signal?: AbortSignal): Promise<unknown>;
  /** Starts `redis-cli` with these words: `--rdb -`, `--pipe`, `--scan`. */
  start(words: readonly string[], options?: Pick<RunOptions, "stdin" | "signal">): CommandStream;
  /** The version of `redis-cli`. */
  version(): Promise<string>;
}

/** A small question takes no longer. */
const patience = 30_000;

/** Asks the server at an address; `folder` holds `redis-cli` where it is not on PATH. */
export function client(address: Address, executor: Executor, folder = ""): Client {
  const { program, env } = { program: join(folder, "redis-cli"), env: { REDISCLI_AUTH: address.password } };
  const words = (more: readonly string[]): Words => [program, ...place(address), ...more];
  const ask = async (asked: readonly string[], signal?: AbortSignal) => {
    const options = { env, timeout: patience, ...(signal === undefined ? {} : { signal }) };
    const { stdout } = await executor.run(words(["--no-raw", ...asked]), options).catch((error) => {
      throw connectionFailure(address.name, error);
    });
    const reply = stdout.replace(/\r?\n$/, "").replace(/\n\(\d+\.\d+s\)$/, "");
    if (/^\(error\) |^(ERR|NOAUTH|NOPERM|WRONGPASS|LOADING|MASTERDOWN|MISCONF|BUSY) /.test(reply))
      throw replyFailure(address.name, asked, reply);
    return reply;
  };
  const start: Client["start"] = (more, options = {}) => executor.stream(words(more), { ...options, env });
  return {
    name: address.name,
    executor,
    ask,
    async info(sections, signal) {
      const reply = await ask(sections === "default" ? ["INFO"] : ["INFO", sections], signal);
      if (!reply.startsWith("# ")) throw replyFailure(address.name, ["INFO"], reply);
      return Object.fromEntries(
        reply.split(/\r?\n/).flatMap((line) => [fieldOf(line)].filter((field) => field !== null)),
      );
    },
    async json(asked, signal) {
      const { stdout, done } = start(["--json", ...asked], signal === undefined ? {} : { signal });
      const [reply] = await Promise.all([text(stdout), done]);
      return parseReply(reply, address.name, asked);
    },
    start,
    async version() {
      const { stdout } = await executor.run([program, "--version"], { timeout: patience });
      const version = /(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
      if (version === undefined) throw new ServiceError(`\`${program} --version\` does not print a version`);
      return version;
    },
  };
}

/** Commands, one a line, and the reply to each, in their order, however many they are. */
export async function* converse(
  to: Client,
  database: number,
  lines: AsyncIterable<string>,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const stdin = Readable.from(lines, { objectMode: true });
  const options = signal === undefined ? { stdin } : { stdin, signal };
  const { stdout, done } = to.start(["--no-raw", "-n", String(database)], options);
  // After a reply that took long, `redis-cli` tells how long.
  for await (const line of linesOf(stdout)) if (!/^\(\d+\.\d+s\)$/.test(line)) yield line;
  await done;
}

/** The lines of a stream; none of them is ever cut. */
export async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

function place({ host, port, socket, isTls, user }: Address): readonly string[] {
  const server = socket === undefined ? ["-h", host ?? "", "-p", port ?? ""] : ["-s", socket];
  const tls = isTls ? ["--tls", ...(host === undefined || /^[\d.:]+$/.test(host) ? [] : ["--sni", host])] : [];
  return [...server, ...tls, ...(user === undefined ? [] : ["--user", user]), "--no-auth-warning"];
}

function fieldOf(line: string): [string, string] | null {
  const at = line.indexOf(":");
  return at < 1 || line.startsWith("#") ? null : [line.slice(0, at), line.slice(at + 1)];
}

function parseReply(reply: string, name: string, asked: readonly string[]): unknown {
  try {
    return JSON.parse(reply);
  } catch {
    throw replyFailure(name, asked, reply.trim());
  }
}
