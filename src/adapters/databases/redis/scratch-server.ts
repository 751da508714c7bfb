import { InputError, RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { Client } from "./client.ts";
import { keyspace, libraries } from "./facts.ts";
import { pour } from "./pour.ts";
import type { Target } from "./target.ts";

/** Keys of a copy stay at least so long (a year): otherwise it would shrink while it is compared. */
const stay = 365 * 24 * 3_600_000;

interface Given {
  readonly scratch: Client;
  readonly source: Client;
  readonly url: string;
  now(): number;
}

/** A server that the user has given for copies; it has to be empty, and is emptied afterwards. */
export async function openGiven(given: Given, isReopened: boolean, signal?: AbortSignal): Promise<Target> {
  const { scratch, source, url, now } = given;
  await checkFit(scratch, source, signal);
  if (!isReopened) await checkEmpty(scratch, signal);
  const life = { isUsed: isReopened, isRestored: isReopened };
  return {
    name: givenName(scratch),
    url,
    async restore(body, signal) {
      if (life.isUsed) throw new RefusedError(`${givenName(scratch)} holds a copy already; restore into an empty one`);
      await checkEmpty(scratch, signal);
      life.isUsed = true;
      const options = { replaces: false, keepUntil: now() + stay, ...(signal === undefined ? {} : { signal }) };
      const contents = await pour(body, scratch, options);
      life.isRestored = true;
      return contents;
    },
    server() {
      if (life.isRestored) return scratch;
      throw new RefusedError(`nothing has been restored into ${givenName(scratch)}`);
    },
    async [Symbol.asyncDispose]() {
      if (!life.isUsed) return;
      // What was there when it was opened was nothing: all of it is ours.
      await scratch.ask(["FLUSHALL", "ASYNC"]);
      for (const { name } of await libraries(scratch)) await scratch.ask(["FUNCTION", "DELETE", name]);
    },
  };
}

/** What a scratch server is called. */
export function givenName({ name }: Client): string {
  return `scratch server ${name}`;
}

async function checkEmpty(scratch: Client, signal: AbortSignal | undefined): Promise<void> {
  const keys = [...(await keyspace(scratch, signal)).values()].reduce((sum, found) => sum + found.keys, 0);
  const functions = await libraries(scratch, signal);
  if (keys === 0 && functions.length === 0) return;
  const what = keys > 0 ? `${keys} keys` : `${functions.length} libraries of functions`;
  throw new RefusedError(`the ${givenName(scratch)} is not empty: it holds ${what}; nothing was touched`, {
    hint: "Name an empty server in `redis-scratch-url`; empty this one by hand if nobody needs it.",
  });
}

async function checkFit(scratch: Client, source: Client, signal: AbortSignal | undefined): Promise<void> {
  const [copy, original] = await Promise.all([scratch.info("default", signal), source.info("default", signal)]);
  const refuse = (what: string, hint: string) => new InputError([{ where: "redis-scratch-url", what }], { hint });
  if (copy.run_id === original.run_id && copy.run_id !== undefined) {
    throw refuse("is the very server of `redis-url`", "Name another server, or leave it out.");
  }
  if (copy.role !== "master") throw refuse("is a replica, which nobody may write to", "Name a server that is none.");
  if (copy.cluster_enabled === "1") throw refuse("belongs to a cluster", "Name a server that stands alone.");
  if (Number(copy.maxmemory ?? 0) > 0 && copy.maxmemory_policy !== "noeviction") {
    throw refuse(
      `throws keys away when it is full (maxmemory-policy ${copy.maxmemory_policy})`,
      "Set its `maxmemory-policy` to `noeviction`.",
    );
  }
  if (isOlder(copy.redis_version, original.redis_version)) {
    throw refuse(
      `is Redis ${copy.redis_version}, older than the source (${original.redis_version}), and cannot load its dump`,
      `Name a server of version ${original.redis_version} or newer.`,
    );
  }
}

/** True where the first version is the older one; the last number does not matter to the format of dumps. */
export function isOlder(version: string | undefined, than: string | undefined): boolean {
  const number = (text: string | undefined) => {
    const [major, minor] =
      /^(\d+)\.(\d+)/
        .exec(text ?? "")
        ?.slice(1)
        .map(Number) ?? [];
    if (major === undefined || minor === undefined) throw new ServiceError("a Redis server does not tell its version");
    return major * 1000 + minor;
  };
  return number(version) < number(than);
}
