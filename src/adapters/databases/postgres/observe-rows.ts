import type { TouchedRows } from "../../../core/rehearsal/observation.ts";
import { literal, tableKey } from "./names.ts";
import { majorOf, type Server, withSession } from "./server.ts";

/** What the server has counted since it was started, per table. */
export interface Standing {
  readonly size: number;
  readonly tables: ReadonlyMap<number, Counted>;
}

interface Counted extends TouchedRows {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
}

const counted = `SELECT jsonb_build_object('id', relid::bigint, 'schema', schemaname, 'name', relname,
  'inserted', n_tup_ins, 'updated', n_tup_upd, 'deleted', n_tup_del) FROM pg_stat_user_tables`;

/** Milliseconds to wait for others to end, and for an older server's collector of statistics. */
const [patience, pause, collecting] = [2000, 20, 700];

/** A session tells what it has counted when it ends: others are waited for. */
export async function takeStanding(server: Server): Promise<Standing> {
  const others = `SELECT to_jsonb(count(*)) FROM pg_stat_activity
    WHERE datname = ${literal(server.address.database)} AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;
  return withSession(server, async (session) => {
    for (let waited = 0; waited < patience && (await session.ask<number>(others))[0] !== 0; waited += pause) {
      await wait(pause);
    }
    if (majorOf(server) < 15) await wait(collecting);
    const tables = await session.ask<Counted>(counted);
    const [size = 0] = await session.ask<number>("SELECT to_jsonb(pg_database_size(current_database()))");
    return { size, tables: new Map(tables.map((table) => [table.id, table])) };
  });
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((later) => setTimeout(later, milliseconds));
}

/** What was counted between two moments. A table that is gone has taken its counts with it. */
export function rowsTouched(before: Standing["tables"], after: Standing["tables"]): Record<string, TouchedRows> {
  const touched: Record<string, TouchedRows> = {};
  for (const { id, schema, name, ...now } of after.values()) {
    const was = before.get(id) ?? { inserted: 0, updated: 0, deleted: 0 };
    const rows = {
      inserted: now.inserted - was.inserted,
      updated: now.updated - was.updated,
      deleted: now.deleted - was.deleted,
    };
    if (Object.values(rows).some((count) => count > 0)) touched[tableKey(schema, name)] = rows;
  }
  return touched;
}
