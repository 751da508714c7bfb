import { identifier } from "./names.ts";
import type { Place } from "./scratch.ts";
import { withSession } from "./server.ts";

interface Found {
  readonly servers: readonly { readonly name: string; readonly wrapper: string }[];
  readonly mappings: readonly { readonly server: string; readonly user: string }[];
  readonly isSuper: boolean;
}

const look = `SELECT jsonb_build_object(
  'servers', (SELECT COALESCE(jsonb_agg(jsonb_build_object('name', s.srvname, 'wrapper', w.fdwname) ORDER BY s.srvname), '[]')
    FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw),
  'mappings', (SELECT COALESCE(jsonb_agg(jsonb_build_object('server', m.srvname, 'user', CASE WHEN m.umuser = 0 THEN '' ELSE m.usename END)), '[]')
    FROM pg_user_mappings m),
  'isSuper', (SELECT rolsuper FROM pg_roles WHERE rolname = current_user))`;

/**
 * Takes a copy the ways to other servers: nobody is known there any more, and where it is allowed, no program reaches
 * them. Answers the names of these servers. Neither is a part of the catalogue's fingerprint.
 */
export async function cutOff({ server }: Place): Promise<readonly string[]> {
  return withSession(server, async (session) => {
    const [found] = await session.ask<Found>(look);
    const { servers = [], mappings = [], isSuper = false } = found ?? {};
    for (const { server: name, user } of mappings) {
      const who = user === "" ? "PUBLIC" : identifier(user);
      await session.run(`DROP USER MAPPING FOR ${who} SERVER ${identifier(name)}`);
    }
    const wrappers = isSuper ? new Set(servers.map(({ wrapper }) => wrapper)) : [];
    for (const wrapper of wrappers) await session.run(`ALTER FOREIGN DATA WRAPPER ${identifier(wrapper)} NO HANDLER`);
    return servers.map(({ name }) => name);
  });
}
