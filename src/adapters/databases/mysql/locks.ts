import type { Table } from "./catalogue.ts";
import { identifier } from "./client.ts";
import type { Session } from "./session.ts";

/** Keeps writers of tables without transactions waiting until the session ends. */
export async function lockTables(session: Session, tables: readonly Table[], database: string): Promise<void> {
  if (tables.length === 0) return;
  const locks = tables.map(({ name }) => `${identifier(database)}.${identifier(name)} READ`).join(", ");
  await session.ask(
    "lock the tables without transactions",
    `SET SESSION lock_wait_timeout = 30, wait_timeout = 86400; LOCK TABLES ${locks}`,
  );
}
