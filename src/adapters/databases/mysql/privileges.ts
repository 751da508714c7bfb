import { RefusedError } from "../../../kit/errors.ts";
import { type Client, exactly, only } from "./client.ts";
import { type Grant, has, mayRead, missingGrants, readGrants } from "./grants.ts";
import type { Source } from "./source.ts";

/** Throws a RefusedError with the statements that put it right where the user may not read all of the database. */
export async function checkPrivileges(
  { database, flavour }: Source,
  client: Client,
  isLocking: boolean,
): Promise<void> {
  const grants = await readGrants(client);
  const needs = ["SELECT", "SHOW VIEW", "TRIGGER", "EVENT", ...(isLocking ? ["LOCK TABLES"] : [])];
  const missing = [...missingGrants(grants, database, needs)];
  if (!(await seesRoutines(database, client, grants))) {
    missing.push(
      flavour === "mariadb"
        ? "GRANT SELECT ON mysql.proc TO CURRENT_USER"
        : "GRANT SHOW_ROUTINE ON *.* TO CURRENT_USER",
    );
  }
  if (missing.length === 0) return;
  const [user = ""] = only(await client.ask("read who the user is", "SELECT CURRENT_USER()"), "the user's name");
  const [name = "", host = ""] = user.split(/@(?=[^@]*$)/);
  const who = `'${name}'@'${host}'`;
  throw new RefusedError(`${who} may not read all of \`${database}\`: a dump would silently leave things out`, {
    hint: `Run as an administrator: ${missing.map((grant) => `${grant.replace("CURRENT_USER", who)};`).join(" ")}`,
  });
}

/** True where every function and procedure is visible with its text; without a right to them they are simply not there. */
async function seesRoutines(database: string, client: Client, grants: readonly Grant[]): Promise<boolean> {
  const isReader = mayRead(grants, "mysql", "proc") || has(grants, "SELECT", null);
  if (isReader || ["SHOW_ROUTINE", "SHOW CREATE ROUTINE"].some((name) => has(grants, name, null))) return true;
  if (has(grants, "SHOW CREATE ROUTINE", database)) return true;
  if (!["EXECUTE", "ALTER ROUTINE", "CREATE ROUTINE"].some((name) => has(grants, name, database))) return false;
  const hidden = `SELECT COUNT(*) FROM information_schema.routines
    WHERE routine_schema = ${exactly(database)} AND routine_definition IS NULL`;
  return only(await client.ask("look for hidden routines", hidden), "hidden routines")[0] === "0";
}
