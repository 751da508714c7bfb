import type { Limits } from "../../../stages/ports/migration-target.ts";
import { postgresFailure } from "../../databases/postgres/failures.ts";
import { type Server, withSession } from "../../databases/postgres/server.ts";
import { aboutSql, lockedOut, textOf } from "../failures.ts";
import { findBlockers } from "./blockers.ts";
import { asApplication, quoted } from "./texts.ts";

/**
 * Our statements in one transaction. The server is handed each as a text: rows that it answers go nowhere, and one that
 * would end the transaction is refused.
 */
export async function executeAll(
  server: Server,
  statements: readonly string[],
  limits: Limits,
  signal?: AbortSignal,
): Promise<void> {
  const settings = `SET LOCAL lock_timeout = ${limits.lock}; SET LOCAL statement_timeout = ${limits.statement};`;
  try {
    await withSession(
      server,
      async (session) => {
        await session.run(`${asApplication} BEGIN; ${settings}`);
        for (const statement of statements) {
          await session.run(`DO ${quoted(`BEGIN EXECUTE ${quoted(statement)}; END`)}`);
        }
        await session.run("COMMIT");
      },
      signal,
    );
  } catch (error) {
    if (/canceling statement due to lock timeout|deadlock detected/.test(textOf(error))) {
      const what = `the database was left as it is: a lock was not free within ${limits.lock / 1000} s`;
      throw await lockedOut(what, () => findBlockers(server), error);
    }
    const failure = postgresFailure(`change \`${server.address.database}\``, error);
    throw aboutSql(failure, "Correct the statement; everything before it was taken back.");
  }
}
