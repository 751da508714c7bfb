import { ActionError, CancelledError, RefusedError, ServiceError, TimeoutError } from "../../../kit/errors.ts";
import type { Limits } from "../../../stages/ports/migration-target.ts";
import { codeOf, sqliteFailure } from "../../databases/sqlite/failures.ts";
import { type Connection, connect } from "./connection.ts";

/** SQLite has no "for ever". */
const longest = 0x7fff_ffff;

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
  const patience = limits.lock === 0 ? longest : Math.min(limits.lock, longest);
  await using database = connect({ path, patience, isWritable: true });
  try {
    await database.ask({ change: "BEGIN IMMEDIATE" });
    for (const statement of statements) {
      stopIfAborted(signal);
      await change(database, statement, limits.statement);
    }
    stopIfAborted(signal);
    await database.ask({ change: "COMMIT" });
  } catch (error) {
    await database.ask({ change: "ROLLBACK" }).catch(() => {});
    throw changeFailure(path, limits, error);
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
