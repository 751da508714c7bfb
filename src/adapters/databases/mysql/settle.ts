import { type Client, exactly, identifier } from "./client.ts";
import { disableEvents } from "./definitions.ts";
import type { Copy } from "./scratch.ts";

/** Makes a restored copy safe and fit to work on: its events do not run, and on a server of our own its definers exist. */
export async function settle(client: Client, { database, server }: Copy): Promise<void> {
  await disableEvents(client, database);
  if (server === null) return;
  const schema = exactly(database);
  const definers = await client.ask(
    "read who made views, triggers and routines",
    `SELECT definer FROM information_schema.views WHERE table_schema = ${schema}
     UNION SELECT definer FROM information_schema.triggers WHERE trigger_schema = ${schema}
     UNION SELECT definer FROM information_schema.routines WHERE routine_schema = ${schema}`,
  );
  // Without its definer a view cannot be read and a trigger fails; nobody can sign in as one of them.
  const statements = definers.flatMap(([definer = ""]) => {
    const [name = "", host = "%"] = definer.split(/@(?=[^@]*$)/);
    if (name === "root" || name === "mariadb.sys" || name === "mysql.sys") return [];
    const user = `'${name.replaceAll("'", "''")}'@'${host.replaceAll("'", "''")}'`;
    const make =
      host === ""
        ? `CREATE ROLE IF NOT EXISTS '${name.replaceAll("'", "''")}'`
        : `CREATE USER IF NOT EXISTS ${user} ACCOUNT LOCK`;
    const who = host === "" ? `'${name.replaceAll("'", "''")}'` : user;
    return [make, `GRANT ALL ON ${identifier(database)}.* TO ${who}`];
  });
  if (statements.length > 0) await client.ask("make the definers of the copy", statements.join(";\n"));
}
