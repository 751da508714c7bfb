import { identifier, literal } from "./names.ts";
import type { Session } from "./session.ts";

interface Settings {
  readonly owner: string;
  readonly limit: number;
  readonly comment: string | null;
  readonly hasRights: boolean;
  readonly rights: readonly { readonly who: string | null; readonly what: string; readonly mayGrant: boolean }[];
  readonly set: readonly { readonly role: string | null; readonly values: readonly string[] }[];
}

const reading = (
  name: string,
) => `SELECT jsonb_build_object('owner', pg_get_userbyid(d.datdba), 'limit', d.datconnlimit,
  'comment', shobj_description(d.oid, 'pg_database'), 'hasRights', d.datacl IS NOT NULL,
  'rights', COALESCE((SELECT jsonb_agg(jsonb_build_object('who', CASE WHEN a.grantee <> 0 THEN pg_get_userbyid(a.grantee) END, 'what', a.privilege_type, 'mayGrant', a.is_grantable))
    FROM aclexplode(d.datacl) AS a), '[]'),
  'set', COALESCE((SELECT jsonb_agg(jsonb_build_object('role', CASE WHEN s.setrole <> 0 THEN pg_get_userbyid(s.setrole) END, 'values', s.setconfig))
    FROM pg_db_role_setting s WHERE s.setdatabase = d.oid), '[]'))
  FROM pg_database d WHERE d.datname = ${literal(name)}`;

/** Settings whose value is a list of names, each to be quoted by itself. */
const lists = /^(search_path|temp_tablespaces|(local|session|shared)_preload_libraries|unix_socket_directories)$/;

/** Gives a database the owner, the privileges, the limits and the settings of another one. */
export async function copySettings(session: Session, from: string, to: string): Promise<void> {
  const [found] = await session.ask<Settings>(reading(from));
  if (found === undefined) return;
  const name = identifier(to);
  const statements = found.set.flatMap(({ role, values }) =>
    values.map((value) => {
      const whose = role === null ? `DATABASE ${name}` : `ROLE ${identifier(role)} IN DATABASE ${name}`;
      return `ALTER ${whose} SET ${assignment(value)}`;
    }),
  );
  statements.push(`ALTER DATABASE ${name} CONNECTION LIMIT ${found.limit}`);
  if (found.comment !== null) statements.push(`COMMENT ON DATABASE ${name} IS ${literal(found.comment)}`);
  statements.push(`ALTER DATABASE ${name} OWNER TO ${identifier(found.owner)}`);
  if (found.hasRights) {
    statements.push(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC, ${identifier(found.owner)}`);
    for (const { who, what, mayGrant } of found.rights) {
      const option = mayGrant ? " WITH GRANT OPTION" : "";
      statements.push(`GRANT ${what} ON DATABASE ${name} TO ${who === null ? "PUBLIC" : identifier(who)}${option}`);
    }
  }
  for (const statement of statements) await session.run(statement);
}

function assignment(text: string): string {
  const at = text.indexOf("=");
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  const words = lists.test(name) ? splitList(value).map(literal).join(", ") : literal(value);
  return `${name
    .split(".")
    .map((part) => identifier(part))
    .join(".")} TO ${words || "''"}`;
}

function splitList(value: string): readonly string[] {
  return [...value.matchAll(/\s*("(?:[^"]|"")*"|[^,]+)\s*(?:,|$)/g)].map(([, part = ""]) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.trim(),
  );
}
