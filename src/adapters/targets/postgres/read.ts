import { InputError } from "../../../kit/errors.ts";
import type { Row } from "../../../stages/ports/migration-target.ts";
import { postgresFailure } from "../../databases/postgres/failures.ts";
import { type Server, withSession } from "../../databases/postgres/server.ts";
import { aboutSql, readLimit, textOf, tooLong } from "../failures.ts";
import { asApplication, quoted } from "./texts.ts";

export interface ReadOptions {
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/**
 * Opens a cursor for the text: the server takes one query there and nothing else. Its rows come as the text of a
 * composite value, in which NULL is told from everything else.
 */
function reading(sql: string, limit: number): string {
  const query = `SELECT to_jsonb(deploy_actions_row::text) FROM (\n${sql}\n) AS deploy_actions_row`;
  const opening = `DECLARE answer refcursor := 'deploy_actions_answer'; BEGIN OPEN answer FOR EXECUTE ${quoted(query)}; END`;
  return `BEGIN READ ONLY; SET LOCAL statement_timeout = ${limit}; SET LOCAL lock_timeout = ${limit};
DO ${quoted(opening)}; FETCH ALL FROM deploy_actions_answer; ROLLBACK`;
}

/** The rows of one query, in a transaction that cannot write. */
export async function readRows(
  server: Server,
  sql: string,
  { timeout = readLimit, signal }: ReadOptions = {},
): Promise<readonly Row[]> {
  const query = sql.replace(/[\s;]+$/, "");
  if (query.trim() === "") throw new InputError("there is no query to ask", { hint: "Write one `SELECT`." });
  try {
    return await withSession(
      server,
      async (session) => {
        // Whatever would end that transaction early finds another one that cannot write either.
        await session.run(`${asApplication} SET default_transaction_read_only = on`);
        return (await session.ask<string>(reading(query, timeout))).map(cellsOf);
      },
      signal,
    );
  } catch (error) {
    const said = textOf(error);
    if (/canceling statement due to (statement|lock) timeout/.test(said)) throw tooLong(timeout, error);
    throw aboutSql(
      postgresFailure("ask the database", error),
      "Correct the query: it has to be a single one that reads.",
    );
  }
}

/** The fields of a composite value: nothing at all is NULL, quotes and backslashes in quotes are doubled. */
export function cellsOf(text: string): Row {
  const inside = text.slice(1, -1);
  const cells: (string | null)[] = [];
  const field = /("(?:[^"\\]|""|\\[\s\S])*"|[^,"]*)(?:,|$)/gy;
  for (let found = field.exec(inside); found !== null; found = field.exec(inside)) {
    const [whole, cell = ""] = found;
    if (cell === "") cells.push(null);
    else
      cells.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll(/""|\\([\s\S])/g, (_, one) => one ?? '"') : cell);
    if (!whole.endsWith(",") || field.lastIndex > inside.length) break;
    if (field.lastIndex === inside.length) {
      cells.push(null);
      break;
    }
  }
  return cells;
}
