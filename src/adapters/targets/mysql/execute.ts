import { randomBytes } from "node:crypto";
import type { ActionError } from "../../../kit/errors.ts";
import type { Limits } from "../../../stages/ports/migration-target.ts";
import { withClient } from "../../databases/mysql/client.ts";
import { errorNumber } from "../../databases/mysql/failures.ts";
import type { Source } from "../../databases/mysql/source.ts";
import { aboutSql, lockedOut } from "../failures.ts";
import { findBlockers } from "./blockers.ts";

const day = 86_400;
/** Waited too long for a lock, or would have waited for ever. */
const locked = [1205, 1213];

/** Our statements, in one transaction as far as the engine has one: a change of the schema ends it, and stays. */
export async function executeAll(
  source: Source,
  statements: readonly string[],
  limits: Limits,
  signal?: AbortSignal,
): Promise<void> {
  const { access, database } = source;
  // The client cuts its input at the delimiter, of 15 characters at most; nothing that is written in a file has this one.
  const end = `$${randomBytes(6).toString("hex")}$`;
  const all = [settings(source, limits), "START TRANSACTION", ...statements, "COMMIT"];
  const script = `DELIMITER ${end}\n${all.map((each) => `${each.replace(/[\s;]+$/, "")}\n${end}\n`).join("")}`;
  await withClient(access, async (client) => {
    try {
      await client.ask(`change \`${database}\``, script, { database, signal });
    } catch (error) {
      if (!locked.includes(errorNumber((error as Error).cause) ?? 0)) {
        throw aboutSql(error as ActionError, "Correct the statement; what stood before it may have been kept.");
      }
      const what = `\`${database}\` was not changed further: a lock was not free within ${limits.lock / 1000} s`;
      throw await lockedOut(what, () => findBlockers(source), error);
    }
  });
}

/** MySQL limits only what reads; MariaDB limits every statement. */
function settings({ flavour }: Source, { lock, statement }: Limits): string {
  const wait = lock === 0 ? day : Math.max(1, Math.ceil(lock / 1000));
  const limit =
    flavour === "mariadb" ? `max_statement_time = ${statement / 1000}` : `max_execution_time = ${statement}`;
  return `SET SESSION lock_wait_timeout = ${wait}, innodb_lock_wait_timeout = ${wait}, ${limit}`;
}
