import type { Client } from "./client.ts";
import type { Row } from "./printed.ts";

/** What the user may do where. */
export interface Grant {
  readonly privileges: readonly string[];
  /** `*.*`, `db.*`, `db.table`: with the pattern of the database's name. */
  readonly database: string;
  readonly object: string;
}

const line =
  /^GRANT (.+?) ON (?:(?:TABLE|PROCEDURE|FUNCTION|PACKAGE|PACKAGE BODY) )?(\*|`(?:[^`]|``)*`)\.(\*|`(?:[^`]|``)*`) TO /;

/** The privileges of the user and of the roles that are active. */
export async function readGrants(client: Client): Promise<readonly Grant[]> {
  const asking = "read what the user may do";
  const rows = await client.ask(asking, "SELECT CURRENT_ROLE(); SHOW GRANTS").catch(() => {
    // Servers before roles.
    return client.ask(asking, "SELECT 'NONE'; SHOW GRANTS");
  });
  const [role = "NONE"] = rows[0] ?? [];
  const isUsing = client.access.flavour === "mysql" && role !== "NONE" && role !== "NULL" && role !== "";
  const all = isUsing ? await client.ask(asking, `SHOW GRANTS FOR CURRENT_USER() USING ${role}`) : rows.slice(1);
  return all.flatMap(parseGrant);
}

/** One line of SHOW GRANTS; a grant of columns says nothing about the whole table and is left out. */
export function parseGrant([text = ""]: Row): readonly Grant[] {
  const found = line.exec(text);
  if (found === null) return [];
  const [, names = "", database = "", object = ""] = found;
  const privileges = names
    .replaceAll(/\([^)]*\)/g, "(columns)")
    .split(",")
    .map((name) => name.trim().toUpperCase())
    .filter((name) => !name.endsWith("(COLUMNS)"));
  return [{ privileges, database: unquoted(database), object: unquoted(object) }];
}

/** True where the user has the privilege on all of the database; on the server where `database` is null. */
export function has(grants: readonly Grant[], privilege: string, database: string | null): boolean {
  return grants.some((grant) => {
    if (grant.object !== "*") return false;
    if (grant.database !== "*" && (database === null || !isLike(database, grant.database))) return false;
    return grant.privileges.includes(privilege) || grant.privileges.some((name) => /^ALL( PRIVILEGES)?$/.test(name));
  });
}

/** True where the user may read one table of the server's own. */
export function mayRead(grants: readonly Grant[], database: string, table: string): boolean {
  if (has(grants, "SELECT", database)) return true;
  return grants.some((grant) => {
    return grant.database === database && grant.object === table && grant.privileges.includes("SELECT");
  });
}

/** What a complete dump needs and the user lacks, as statements that put it right. */
export function missingGrants(grants: readonly Grant[], database: string, needs: readonly string[]): readonly string[] {
  const name = `\`${database.replaceAll("`", "``").replaceAll(/[_%\\]/g, (found) => `\\${found}`)}\``;
  return needs
    .filter((privilege) => !has(grants, privilege, database))
    .map((privilege) => `GRANT ${privilege} ON ${name}.* TO CURRENT_USER`);
}

/** `%` and `_` of a grant stand for anything, unless a backslash stands before them. */
function isLike(database: string, pattern: string): boolean {
  const text = pattern.replaceAll(/\\[_%\\]|[_%]|[^_%\\]+|\\/g, (part) => {
    if (part === "%") return ".*";
    if (part === "_") return ".";
    return (part.length === 2 && part.startsWith("\\") ? part.slice(1) : part).replaceAll(
      /[\\^$.*+?()[\]{}|/]/g,
      "\\$&",
    );
  });
  return new RegExp(`^${text}$`, "su").test(database);
}

function unquoted(name: string): string {
  return name === "*" ? "*" : name.slice(1, -1).replaceAll("``", "`");
}
