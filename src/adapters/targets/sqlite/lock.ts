import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import type { Effects } from "../../../kit/effects.ts";
import type { HeldLock, LockOptions } from "../../../stages/ports/migration-target.ts";
import { codeOf, sqliteFailure } from "../../databases/sqlite/failures.ts";
import { plainHolder, untilLocked } from "../lock-wait.ts";
import { type Connection, connect } from "./connection.ts";

/** A lock of SQLite on a file beside the database: it goes with the process, and nobody who uses the database waits. */
export async function takeLock(path: string, options: LockOptions, effects: Effects): Promise<HeldLock> {
  const file = `${path}-deploy-actions-lock`;
  const held: { connection?: Connection } = {};
  const token = randomUUID();
  const words = () => {
    const since = new Date(effects.now()).toISOString().slice(0, 19);
    return `held by ${plainHolder(options.holder)} since ${since}Z (process ${effects.run.pid})`;
  };
  const attempt = async () => {
    const connection = await begin(file, token, words());
    if (connection !== null) held.connection = connection;
    return connection !== null;
  };
  const holder = async () => (await noteIn(file))?.words ?? "held by another process";
  await untilLocked(attempt, holder, options, effects);
  const { connection } = held;
  return {
    isHeld: async () => connection?.isOver === false && (await noteIn(file))?.token === token,
    async [Symbol.asyncDispose]() {
      // The file goes while it is locked: whoever has opened it finds out that it is not the one that others see.
      if ((await noteIn(file))?.token === token) await rm(file, { force: true });
      await connection?.[Symbol.asyncDispose]();
    },
  };
}

/** A connection that holds the lock of the file that everybody sees, with a note of who has it; null where somebody else does. */
async function begin(file: string, token: string, words: string): Promise<Connection | null> {
  const connection = connect({ path: file, patience: 0, isWritable: true });
  const note = `'${token}', '${words}'`;
  try {
    await connection.ask({ change: "PRAGMA synchronous = off; BEGIN IMMEDIATE" });
    await connection.ask({ change: "CREATE TABLE IF NOT EXISTS holder (token TEXT, words TEXT); DELETE FROM holder" });
    await connection.ask({ change: `INSERT INTO holder VALUES (${note}); COMMIT; BEGIN IMMEDIATE` });
    if ((await noteIn(file))?.token === token) return connection;
  } catch (error) {
    if (!isBusy(error)) {
      await connection[Symbol.asyncDispose]();
      throw sqliteFailure(file, error);
    }
  }
  await connection[Symbol.asyncDispose]();
  return null;
}

interface Note {
  readonly token: string;
  readonly words: string;
}

/** What the file says that is there at this moment; null where there is none, or where it says nothing. */
async function noteIn(file: string): Promise<Note | null> {
  await using reader = connect({ path: file, patience: 1000, isWritable: false });
  const [row] = await reader.ask({ query: "SELECT token, words FROM holder" }).then(
    ({ rows }) => rows,
    () => [],
  );
  const [token, words] = row ?? [];
  return typeof token === "string" && typeof words === "string" ? { token, words } : null;
}

/** SQLITE_BUSY, SQLITE_LOCKED; SQLITE_READONLY_DBMOVED where the file was removed at that moment. */
function isBusy(error: unknown): boolean {
  const code = (error as { errcode?: unknown }).errcode;
  return [5, 6].includes(codeOf(error) ?? -1) || code === 1032;
}
