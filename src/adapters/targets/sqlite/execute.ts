import { ActionError, CancelledError, RefusedError, ServiceError, TimeoutError } from "../../../kit/errors.ts";
import type { Limits } from "../../../stages/ports/migration-target.ts";
import { codeOf, sqliteFailure } from "../../databases/sqlite/failures.ts";
import { type Connection, connect } from "./connection.ts";

/** Milliseconds that SQLite waits by itself: meanwhile it cannot be told that the run was cancelled. */
const slice = 250;

/**
 * Our statements in one transaction. SQLite cannot be interrupted: a statement that took longer than it may is found out
 * when it has ended, and everything is taken back then.
 */
export async function executeAll(
  path: string,
  statements: readonly string[],
  limits: Limits,
  signal?: AbortSignal,
): Promise<void> {
  const patience = Math.min(limits.lock === 0 ? slice : limits.lock, slice);
  await using database = connect({ path, patience, isWritable: true });
  try {
    await patiently(database, "BEGIN IMMEDIATE", limits, signal);
    for (const statement of statements) {
      stopIfAborted(signal);
      await change(database, statement, limits.statement);
    }
    await patiently(database, "COMMIT", limits, signal);
  } catch (error) {
    await database.ask({ change: "ROLLBACK" }).catch(() => {});
    throw changeFailure(path, limits, error);
  }
}

/** Waits for the others as long as it may, or until the run is cancelled. */
async function patiently(
  database: Connection,
  change: "BEGIN IMMEDIATE" | "COMMIT",
  { lock }: Limits,
  signal: AbortSignal | undefined,
): Promise<void> {
  const began = performance.now();
  for (;;) {
    stopIfAborted(signal);
    try {
      await database.ask({ change });
      return;
    } catch (error) {
      const isOver = lock !== 0 && performance.now() - began >= lock;
      if (isOver || codeOf(error) !== 5) throw error;
    }
  }
}

async function change(database: Connection, statement: string, limit: number): Promise<void> {
  const began = performance.now();
  const { isInTransaction } = await database.ask({ change: statement });
  if (!isInTransaction) {
    throw new ServiceError("a statement has ended the transaction that it was part of: what was done before it stays", {
      hint: "Take `BEGIN`, `COMMIT` and `ROLLBACK` out of the file.",
    });
  }
  if (limit === 0 || performance.now() - began <= limit) return;
  throw new TimeoutError(`a statement took longer than ${limit / 1000} s; everything was taken back`, {
    hint: "Raise the limit, or change fewer rows at once.",
  });
}

function changeFailure(path: string, limits: Limits, error: unknown): ActionError {
  if (error instanceof ActionError) return error;
  const said = (error as Error).message;
  if ([5, 6].includes(codeOf(error) ?? -1)) {
    return new RefusedError(`\`${path}\` was left as it is: it was not free within ${limits.lock / 1000} s`, {
      hint: "Find the process that holds a transaction open (`fuser -v`), or stop the application; then run this again.",
      cause: error,
    });
  }
  if (codeOf(error) !== 1 && codeOf(error) !== 19) return sqliteFailure(path, error);
  return new ServiceError(`could not change \`${path}\`, which is as it was: ${said}`, {
    hint: "Correct the statement.",
    cause: error,
  });
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  if (signal.reason instanceof ActionError) throw signal.reason;
  throw new CancelledError("everything was taken back because the run was cancelled", { cause: signal.reason });
}
