import { ActionError, CancelledError, InputError, ServiceError } from "../../../kit/errors.ts";
import type { Row } from "../../../stages/ports/migration-target.ts";
import { codeOf, sqliteFailure } from "../../databases/sqlite/failures.ts";
import { readLimit, tooLong } from "../failures.ts";
import { connect } from "./connection.ts";

export interface ReadOptions {
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** SQLITE_ERROR, SQLITE_READONLY: what was asked is wrong, not the file. */
const wrongQuestion = [1, 8];

/** The rows of one query, on a connection that cannot write. */
export async function readRows(
  path: string,
  sql: string,
  { timeout = readLimit, signal }: ReadOptions = {},
): Promise<readonly Row[]> {
  const query = sql.replace(/[\s;]+$/, "");
  if (query.trim() === "") throw new InputError("there is no query to ask", { hint: "Write one `SELECT`." });
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(tooLong(timeout)), timeout);
  const stop = AbortSignal.any([late.signal, ...(signal === undefined ? [] : [signal])]);
  try {
    await using database = connect({ path, patience: timeout, isWritable: false });
    const { rows, rest } = await database.ask({ query }, stop);
    if (rest.trim() !== "")
      throw new InputError("there is more than one statement in the query", { hint: "Write one `SELECT`." });
    return rows;
  } catch (error) {
    if (signal?.aborted && !(error instanceof ActionError)) {
      throw new CancelledError("the query was given up because the run was cancelled", { cause: error });
    }
    throw readFailure(path, error);
  } finally {
    clearTimeout(timer);
  }
}

function readFailure(path: string, error: unknown): ActionError {
  if (!wrongQuestion.includes(codeOf(error) ?? -1)) return sqliteFailure(path, error);
  const said = (error as Error).message;
  return new ServiceError(`could not ask \`${path}\`: ${said}`, { hint: "Correct the query.", cause: error });
}
