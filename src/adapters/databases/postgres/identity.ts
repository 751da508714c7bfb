import type { DatabaseIdentity } from "../../../stages/ports/database.ts";
import { beginReading, tablesOf } from "./census.ts";
import { checkRights } from "./privileges.ts";
import { type Server, withSession } from "./server.ts";

/** Who the database is; a RefusedError where the user would not see all of it. */
export async function identify(server: Server): Promise<DatabaseIdentity> {
  const { database, host } = server.address;
  const version = await withSession(server, async (session) => {
    await session.run(beginReading);
    await checkRights(session, await tablesOf(session), server.version);
    return session.ask<string>("SELECT to_jsonb(split_part(current_setting('server_version'), ' ', 1))");
  });
  return {
    engine: "postgres",
    name: database,
    ...(host === "" ? {} : { host }),
    version: version[0] ?? "",
    client: server.programs.version,
  };
}
