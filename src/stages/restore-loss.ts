import { finished } from "node:stream/promises";
import { counted, readableSpan } from "../core/readable.ts";
import type { Context } from "./context.ts";
import type { StoredItem } from "./stored-set.ts";

/** Says what a restore would lose: how old the backup is, and what the database holds by now that it does not. */
export async function tellLoss({ effects, session }: Context, { set, part, step }: StoredItem): Promise<void> {
  const age = readableSpan(effects.now() - Date.parse(set.createdAt));
  effects.log.warn(`${set.name} is ${age} old: everything that was written since is lost from ${part.database.name}`);
  const dump = await step.database.port.dump({ signal: session.signal });
  await finished(dump.body.resume());
  const now = new Map(Object.entries((await dump.facts()).tables));
  const then = new Map(Object.entries(part.facts.tables));
  const tables = new Set([...now.keys(), ...then.keys()]);
  const lines = [...tables].flatMap((table) => lineOf(table, now.get(table), then.get(table)));
  for (const line of lines.slice(0, 20)) effects.log.warn(line);
  if (lines.length > 20) effects.log.warn(`and ${lines.length - 20} tables more`);
  if (lines.length === 0)
    effects.log.info("No table has another number of rows than the backup; changed rows cannot be counted");
}

function lineOf(table: string, now: number | undefined, then: number | undefined): readonly string[] {
  if (now === undefined) return [`${table}: it is gone; its ${counted(then ?? 0, "row")} come back`];
  if (then === undefined) return [`${table}: not in the backup; its ${counted(now, "row")} are lost`];
  if (now === then) return [];
  return now > then
    ? [`${table}: ${counted(now - then, "row")} more than in the backup are lost`]
    : [`${table}: ${counted(then - now, "row")} come back`];
}
