import { posix } from "node:path";
import type { Effects } from "../../../kit/effects.ts";
import { InputError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import type { Scratch, ScratchOptions } from "../../../stages/ports/database.ts";
import { type Address, toUrl } from "./address.ts";
import { stopIfAborted } from "./cancelled.ts";
import { type Access, withClient } from "./client.ts";
import { createDatabase, dropDatabase, isThere } from "./databases.ts";
import { givenServer } from "./given.ts";
import { recordOf, sweepServers, writeRecord } from "./records.ts";
import { accessTo, startServer, stopServer, type Throwaway } from "./server.ts";
import type { Source } from "./source.ts";

/** Where a scratch database is and how it is reached. */
export interface Copy {
  readonly access: Access;
  readonly database: string;
  /** The server that was started for it; null on a given one. */
  readonly server: Throwaway | null;
}

export interface Shelf {
  readonly effects: Effects;
  readonly exec: Executor;
  readonly bin: string | undefined;
  /** The given server; null where one is started on this machine. */
  readonly address: Address | null;
}

const prefix = "deploy_actions_scratch_";
const pattern = /^deploy_actions_scratch_(\d{14})_[0-9a-f]{8}$/;
const day = 86_400_000;

/** Makes a scratch database; `source` says what the server has to be like. */
export async function makeCopy(shelf: Shelf, source: Source, { signal }: ScratchOptions): Promise<Copy> {
  stopIfAborted(signal);
  const { effects } = shelf;
  const stamp = new Date(effects.now()).toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const database = `${prefix}${stamp}_${effects.uuid().replaceAll("-", "").slice(0, 8)}`;
  if (shelf.address === null) {
    const bin = shelf.exec.isHere ? shelf.bin : undefined;
    const server = await startServer(source, effects, bin, signal);
    const access = accessTo(server.folder, { effects, bin, flavour: source.flavour });
    const copy = { access, database, server };
    try {
      await writeRecord(server, database, effects);
      await sweepServers(posix.dirname(server.folder), (name) => isLeftover(name, effects), effects);
      await withClient(access, (client) => createDatabase(client, database, source));
    } catch (error) {
      await removeCopy(copy, effects);
      throw error;
    }
    return copy;
  }
  const access = await givenServer(shelf, shelf.address, source);
  await withClient(access, async (client) => {
    for (const [name = ""] of await client.ask(
      "look for leftovers",
      `SHOW DATABASES LIKE '${prefix.replaceAll("_", "\\_")}%'`,
    )) {
      if (isLeftover(name, effects)) await dropDatabase(client, name);
    }
    await createDatabase(client, database, source);
  });
  return { access, database, server: null };
}

/** Finds a scratch database of an earlier process. */
export async function findCopy(shelf: Shelf, name: string, flavour: Source["flavour"]): Promise<Copy> {
  const missing = new InputError(`no scratch database of ours is called \`${name}\``, {
    hint: "Name one that was kept and has not been removed.",
  });
  const database = posix.basename(name);
  if (!pattern.test(database)) throw missing;
  if (name !== database) {
    const server = await recordOf(posix.dirname(name), shelf.effects);
    if (server === null || server.database !== database || !(await shelf.effects.exec.isAlive(server.process)))
      throw missing;
    const bin = shelf.exec.isHere ? shelf.bin : undefined;
    return { access: accessTo(server.folder, { effects: shelf.effects, bin, flavour }), database, server };
  }
  if (shelf.address === null) throw missing;
  const access: Access = { exec: shelf.exec, address: shelf.address, bin: shelf.bin, flavour };
  if (!(await withClient(access, (client) => isThere(client, database)))) throw missing;
  return { access, database, server: null };
}

/** The copy as others see it. */
export function toScratch(copy: Copy, effects: Effects): Scratch {
  const { access, database, server } = copy;
  const url = toUrl(access.address, database);
  if (access.address.password !== "") effects.mask(url);
  return {
    name: server === null ? database : posix.join(server.folder, database),
    url,
    [Symbol.asyncDispose]: () => removeCopy(copy, effects),
  };
}

async function removeCopy({ server, access, database }: Copy, effects: Effects): Promise<void> {
  if (server !== null) await stopServer(server, effects);
  else await withClient(access, (client) => dropDatabase(client, database));
}

function isLeftover(name: string, effects: Effects): boolean {
  const stamp = pattern.exec(name)?.[1];
  if (stamp === undefined) return false;
  const at = stamp.replace(/(....)(..)(..)(..)(..)(..)/, "$1-$2-$3T$4:$5:$6Z");
  return effects.now() - Date.parse(at) > day;
}
