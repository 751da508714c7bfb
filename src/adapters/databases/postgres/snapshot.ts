import { ServiceError } from "../../../kit/errors.ts";
import { beginReading, type Table, tablesOf } from "./census.ts";
import { identifier } from "./names.ts";
import { movedTables } from "./objects.ts";
import { checkRights } from "./privileges.ts";
import type { Server } from "./server.ts";
import type { Session } from "./session.ts";

/** One moment of the database, which lasts as long as the session is open. */
export interface Snapshot {
  readonly id: string;
  readonly tables: readonly Table[];
  readonly isReplica: boolean;
}

const attempts = 3;

/** Pins a moment: every table is locked against changes of its form, and none has changed since the moment. */
export async function takeSnapshot(session: Session, server: Server): Promise<Snapshot> {
  for (let attempt = 1; ; attempt++) {
    await session.run(beginReading);
    const tables = await tablesOf(session);
    await checkRights(session, tables, server.version);
    await lock(session, tables);
    const moved = await session.ask<string>(movedTables);
    if (moved.length === 0) {
      const [found] = await session.ask<{ id: string; isReplica: boolean }>(
        "SELECT jsonb_build_object('id', pg_export_snapshot(), 'isReplica', pg_is_in_recovery())",
      );
      return { id: found?.id ?? "", tables, isReplica: found?.isReplica ?? false };
    }
    await session.run("ROLLBACK");
    if (attempt < attempts) continue;
    throw new ServiceError(`\`${moved[0]}\` was rewritten or emptied while the dump began, ${attempts} times`, {
      hint: "Keep migrations, TRUNCATE and VACUUM FULL apart from dumps, and run this again.",
    });
  }
}

/** What is locked now can neither be dropped nor rewritten between the count and the dump. */
async function lock(session: Session, tables: readonly Table[]): Promise<void> {
  const names = tables.filter(({ isOwn }) => isOwn).map(({ schema, name }) => `ONLY ${identifier(schema, name)}`);
  for (let at = 0; at < names.length; at += 500) {
    await session.run(`LOCK TABLE ${names.slice(at, at + 500).join(", ")} IN ACCESS SHARE MODE`);
  }
}
