import { createReadStream } from "node:fs";
import { InputError, RefusedError, ServiceError } from "../../../kit/errors.ts";
import { type Client, converse, linesOf } from "./client.ts";
import { fingerprintOf, keyspace, libraries } from "./facts.ts";
import { replyFailure } from "./failures.ts";
import { pour } from "./pour.ts";

/**
 * Puts a copy that has been loaded and checked into production. Everything is restored first, over what is there; only
 * then the keys that are not in the copy are deleted: whatever stops this, nothing is lost that the copy does not hold.
 */
export async function replaceBy(file: string, copy: Client, production: Client, signal?: AbortSignal): Promise<void> {
  await checkFit(copy, production, signal);
  await pour(createReadStream(file), production, { replaces: true, ...(signal === undefined ? {} : { signal }) });
  for (const database of (await keyspace(production, signal)).keys()) {
    await deleteOthers(database, copy, production, signal);
  }
  await deleteLibraries(copy, production, signal);
  await verify(copy, production, signal);
}

async function checkFit(copy: Client, production: Client, signal: AbortSignal | undefined): Promise<void> {
  const [wanted, there] = await Promise.all([copy.info("default", signal), production.info("default", signal)]);
  if (there.role !== "master") {
    throw new InputError(`the Redis server ${production.name} is a replica, which nobody may write to`, {
      hint: "Name its master in `redis-url` to restore.",
    });
  }
  const [limit, needed] = [Number(there.maxmemory ?? 0), Number(wanted.used_memory_dataset ?? 0)];
  if (limit === 0 || needed < limit) return;
  throw new RefusedError(
    `the backup needs ${needed} bytes of memory and the Redis server ${production.name} may use ${limit}; nothing was touched`,
    { hint: "Raise its `maxmemory`." },
  );
}

/** Deletes the keys of a database of production that the copy does not hold. */
async function deleteOthers(database: number, copy: Client, production: Client, signal?: AbortSignal): Promise<void> {
  const options = signal === undefined ? {} : { signal };
  const scan = production.start(["--no-raw", "-n", String(database), "--scan"], options);
  const holds = (groups: AsyncIterable<Keys>) => incomplete(groups, copy, database, signal);
  // Most keys are there: they are asked for together, and one by one only where a group is not whole.
  const foreign = holds(grouped(holds(grouped(linesOf(scan.stdout), atOnce)), 1));
  const orders = map(grouped(foreign, atOnce), (keys) => `UNLINK ${keys.join(" ")}\n`);
  for await (const reply of converse(production, database, orders, signal)) numberOf(production, reply);
  await scan.done;
}

const atOnce = 100;
type Keys = readonly string[];

async function* grouped(keys: AsyncIterable<string>, size: number): AsyncGenerator<Keys> {
  let group: string[] = [];
  for await (const key of keys) {
    group.push(key);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** The keys of those groups of which the server does not hold every key. */
async function* incomplete(
  groups: AsyncIterable<Keys>,
  server: Client,
  database: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  const asked: Keys[] = [];
  const questions = map(groups, (keys) => {
    const other = keys.find((key) => !/^".*"$/.test(key));
    if (other !== undefined) throw new ServiceError("`redis-cli --scan` printed something that is no key");
    asked.push(keys);
    return `EXISTS ${keys.join(" ")}\n`;
  });
  for await (const reply of converse(server, database, questions, signal)) {
    const keys = asked.shift();
    if (keys === undefined) throw new ServiceError(`${server.name} gave more answers than it was asked`);
    if (numberOf(server, reply) < keys.length) yield* keys;
  }
  if (asked.length > 0) throw new ServiceError(`${server.name} gave fewer answers than it was asked`);
}

async function deleteLibraries(copy: Client, production: Client, signal: AbortSignal | undefined): Promise<void> {
  const wanted = new Set((await libraries(copy, signal)).map(({ name }) => name));
  for (const { name } of await libraries(production, signal)) {
    if (!wanted.has(name)) await production.ask(["FUNCTION", "DELETE", name], signal);
  }
}

/** Keys without an expiry are all there; of those with one, some may have run out on the way. */
async function verify(copy: Client, production: Client, signal: AbortSignal | undefined): Promise<void> {
  const [wanted, there] = await Promise.all([keyspace(copy, signal), keyspace(production, signal)]);
  const none = { keys: 0, expires: 0 };
  const wrong = [...new Set([...wanted.keys(), ...there.keys()])].flatMap((database) => {
    const [right, found] = [wanted.get(database) ?? none, there.get(database) ?? none];
    const isRight = right.keys - right.expires === found.keys - found.expires && found.keys <= right.keys;
    return isRight ? [] : [`database ${database} holds ${found.keys} keys instead of ${right.keys}`];
  });
  if ((await fingerprintOf(copy)) !== (await fingerprintOf(production))) wrong.push("its functions are others");
  if (wrong.length === 0) return;
  throw new ServiceError(`the Redis server ${production.name} does not hold what was restored: ${wrong.join("; ")}`, {
    hint: "Stop whatever writes to it and restore again: it can be repeated.",
  });
}

async function* map<T>(items: AsyncIterable<T>, change: (item: T) => string): AsyncGenerator<string> {
  for await (const item of items) yield change(item);
}

function numberOf({ name }: Client, reply: string): number {
  const [, digits] = /^\(integer\) (\d+)$/.exec(reply) ?? [];
  if (digits !== undefined) return Number(digits);
  throw replyFailure(name, ["UNLINK"], reply);
}
