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
  const orders = map(missing(database, linesOf(scan.stdout), copy, signal), (key) => `UNLINK ${key}\n`);
  for await (const reply of converse(production, database, orders, signal)) numberOf(production, reply);
  await scan.done;
}

async function* missing(
  database: number,
  keys: AsyncIterable<string>,
  copy: Client,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  const asked: string[] = [];
  const questions = map(keys, (key) => {
    if (!/^".*"$/.test(key)) throw new ServiceError(`\`redis-cli --scan\` printed something that is no key`);
    asked.push(key);
    return `EXISTS ${key}\n`;
  });
  for await (const reply of converse(copy, database, questions, signal)) {
    const key = asked.shift();
    if (key === undefined) throw new ServiceError(`${copy.name} gave more answers than it was asked`);
    if (numberOf(copy, reply) === 0) yield key;
  }
  if (asked.length > 0) throw new ServiceError(`${copy.name} gave fewer answers than it was asked`);
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

async function* map(items: AsyncIterable<string>, change: (item: string) => string): AsyncGenerator<string> {
  for await (const item of items) yield change(item);
}

function numberOf({ name }: Client, reply: string): number {
  const [, digits] = /^\(integer\) (\d+)$/.exec(reply) ?? [];
  if (digits !== undefined) return Number(digits);
  throw replyFailure(name, ["UNLINK"], reply);
}
