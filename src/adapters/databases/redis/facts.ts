import { createHash } from "node:crypto";
import { InputError } from "../../../kit/errors.ts";
import type { Facts } from "../../../stages/ports/database.ts";
import type { Client } from "./client.ts";
import type { Contents } from "./dump-file.ts";

interface Counted {
  readonly keys: number;
  readonly expires: number;
}

/** What a dump says of itself. */
export function factsOf(contents: Contents): Facts {
  return toFacts(contents.databases, contents.functions, contents.complaints);
}

/** What a server holds now. A database is a table of it: Redis knows nothing smaller that has a name of its own. */
export async function censusOf(server: Client, signal?: AbortSignal): Promise<Facts> {
  return toFacts(await keyspace(server, signal), (await libraries(server, signal)).length, []);
}

/** Keys, and keys that expire, by the number of the database. */
export async function keyspace(server: Client, signal?: AbortSignal): Promise<ReadonlyMap<number, Counted>> {
  const fields = Object.entries(await server.info("keyspace", signal));
  return new Map(
    fields.flatMap(([name, text]) => {
      const [, number] = /^db(\d+)$/.exec(name) ?? [];
      const [, keys, expires] = /^keys=(\d+),expires=(\d+)/.exec(text) ?? [];
      return number === undefined ? [] : [[Number(number), { keys: Number(keys), expires: Number(expires) }] as const];
    }),
  );
}

/** A digest of the libraries of functions: the only part of Redis that is like a schema. */
export async function fingerprintOf(server: Client): Promise<string> {
  const hash = createHash("sha256");
  for (const { name, code } of await libraries(server)) hash.update(`${JSON.stringify([name, code])}\n`);
  return hash.digest("hex");
}

/** Libraries of functions, sorted by name; none where the server is older than functions. */
export async function libraries(
  server: Client,
  signal?: AbortSignal,
): Promise<readonly { readonly name: string; readonly code: string }[]> {
  const version = (await server.info("default", signal)).redis_version ?? "";
  if (Number.parseInt(version, 10) < 7) return [];
  const cli = await server.version();
  if (Number.parseInt(cli, 10) < 7) {
    throw new InputError(`\`redis-cli\` ${cli} is older than the server ${version} and cannot read its functions`, {
      hint: "Install redis-tools 7 or newer where the commands run, or name their folder (`redis-bin`).",
    });
  }
  const found = (await server.json(["FUNCTION", "LIST", "WITHCODE"], signal)) as readonly Record<string, unknown>[];
  return found
    .map((library) => ({ name: String(library.library_name), code: String(library.library_code) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function toFacts(counted: ReadonlyMap<number, Counted>, functions: number, integrity: readonly string[]): Facts {
  const filled = [...counted].filter(([, { keys }]) => keys > 0).sort(([a], [b]) => a - b);
  const expires = filled.reduce((sum, [, found]) => sum + found.expires, 0);
  return {
    tables: Object.fromEntries(filled.map(([number, { keys }]) => [`db${number}`, keys])),
    objects: { databases: filled.length, expires, libraries: functions },
    integrity,
    orphans: [],
  };
}
