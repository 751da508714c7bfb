import type { DumpOptions, Facts } from "../../../stages/ports/database.ts";
import { type Ask, checkTables, countObjects, countRows, migrationHead, readTables } from "./catalogue.ts";
import type { Client } from "./client.ts";
import { hashRows } from "./digest.ts";
import { openSession } from "./session.ts";

/** Counts and checks a copy, in one connection. */
export async function takeCensus(
  client: Client,
  database: string,
  { hashRows: isHashing, signal }: DumpOptions,
): Promise<Facts> {
  await using session = openSession(client, undefined, signal);
  await session.ask("open a connection", "SET SESSION time_zone = '+00:00'");
  const ask: Ask = (doing, sql) => session.ask(doing, sql);
  const tables = await readTables(ask, database);
  const integrity = await checkTables(ask, database, tables);
  const head = await migrationHead(ask, database);
  return {
    tables: await countRows(ask, database, tables),
    objects: await countObjects(ask, database),
    integrity,
    orphans: [],
    ...(head === undefined ? {} : { migrationHead: head }),
    ...(isHashing === true ? { hashes: await hashRows(ask, database, tables) } : {}),
  };
}
