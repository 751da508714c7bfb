import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import { type Client, exactly, identifier } from "./client.ts";

/** Creates an empty database with the character set of another one, and proves that nothing is in it. */
export async function createDatabase(
  client: Client,
  database: string,
  like: { readonly charset: string; readonly collation: string },
): Promise<void> {
  const [charset, collation] = [like.charset, like.collation].map((name) => name.replaceAll(/\W/g, ""));
  await client.ask(
    `create the database \`${database}\``,
    `CREATE DATABASE ${identifier(database)} CHARACTER SET ${charset} COLLATE ${collation}`,
  );
  await requireEmpty(client, database);
}

/** Throws a RefusedError where anything is in the database. */
export async function requireEmpty(client: Client, database: string): Promise<void> {
  const schema = exactly(database);
  const [row] = await client.ask(
    `look whether \`${database}\` is empty`,
    `SELECT (SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = ${schema}),
       (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = ${schema})
       + (SELECT COUNT(*) FROM information_schema.routines WHERE routine_schema = ${schema})
       + (SELECT COUNT(*) FROM information_schema.events WHERE event_schema = ${schema})`,
  );
  const [isThere, objects] = row ?? [];
  if (isThere === "0") throw new RefusedError(`the scratch database \`${database}\` is not there any more`);
  if (objects === "0") return;
  throw new RefusedError(`the scratch database \`${database}\` is not empty: it holds ${objects} objects`, {
    hint: "Restore into a scratch database of its own.",
  });
}

/** Drops a database and believes it only when it is gone. */
export async function dropDatabase(client: Client, database: string): Promise<void> {
  await client.ask(
    `drop the database \`${database}\``,
    `SET SESSION lock_wait_timeout = 30; DROP DATABASE IF EXISTS ${identifier(database)}`,
  );
  if (!(await isThere(client, database))) return;
  throw new ServiceError(`\`${database}\` is still there after it was dropped`, { hint: "Drop it by hand." });
}

/** True where the database exists and the user may see it. */
export async function isThere(client: Client, database: string): Promise<boolean> {
  const rows = await client.ask(
    `look for \`${database}\``,
    `SELECT 1 FROM information_schema.schemata WHERE schema_name = ${exactly(database)}`,
  );
  return rows.length > 0;
}
