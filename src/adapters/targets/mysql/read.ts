import { text } from "node:stream/consumers";
import { type ActionError, InputError } from "../../../kit/errors.ts";
import type { Row } from "../../../stages/ports/migration-target.ts";
import { environment, literal, withClient } from "../../databases/mysql/client.ts";
import { errorNumber, explain } from "../../databases/mysql/failures.ts";
import type { Source } from "../../databases/mysql/source.ts";
import { aboutSql, readLimit, tooLong } from "../failures.ts";
import { rowsOfXml } from "./xml.ts";

export interface ReadOptions {
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

const queries =
  /^(?:\s|--[^\n]*\n|#[^\n]*\n|\/\*(?![!M])[\s\S]*?\*\/|\()*(select|with|values|table|show|explain|desc|describe)\b/i;
/** The server ended it because its time was up: MariaDB, MySQL; a lock was not free. */
const late = [1969, 3024, 1205];

/** The rows of one query, in a transaction that cannot write. The server prepares the text, and prepares one statement alone. */
export async function readRows(
  { access, database, flavour }: Source,
  sql: string,
  { timeout = readLimit, signal }: ReadOptions = {},
): Promise<readonly Row[]> {
  const query = sql.replace(/[\s;]+$/, "");
  if (!queries.test(query)) {
    throw new InputError("the query is none that reads", { hint: "Begin it with `SELECT` or `WITH`." });
  }
  const script = `${limitsOf(flavour, timeout)} SET SESSION time_zone = '+00:00';
SET SESSION TRANSACTION READ ONLY; START TRANSACTION READ ONLY;
SET @deploy_actions_query = ${literal(query)}; PREPARE deploy_actions_query FROM @deploy_actions_query;
EXECUTE deploy_actions_query; ROLLBACK;`;
  return withClient(access, async (client) => {
    try {
      const how = { env: environment, stdin: script, ...(signal === undefined ? {} : { signal }) };
      // The printed table of the client has no difference between NULL and a text of four letters.
      const { stdout, done } = access.exec.stream(client.sqlWords(database, "--xml"), how);
      const [printed] = await Promise.all([text(stdout), done]);
      return rowsOfXml(printed);
    } catch (error) {
      throw readFailure(error, timeout);
    }
  });
}

function limitsOf(flavour: Source["flavour"], timeout: number): string {
  const seconds = Math.max(1, Math.ceil(timeout / 1000));
  const limit =
    flavour === "mariadb" ? `max_statement_time = ${timeout / 1000}` : `max_execution_time = ${Math.ceil(timeout)}`;
  // What we read is no part of what is recorded on a copy.
  return `SET SESSION ${limit}, lock_wait_timeout = ${seconds}, long_query_time = 3600;`;
}

function readFailure(error: unknown, timeout: number): ActionError {
  if (late.includes(errorNumber(error) ?? 0)) return tooLong(timeout, error);
  return aboutSql(explain("ask the database", error), "Correct the query: it has to be a single one that reads.");
}
