import { RefusedError } from "../../../kit/errors.ts";
import type { Table } from "./census.ts";
import { identifier, tableKey } from "./names.ts";
import { unreadable } from "./objects.ts";
import type { Session } from "./session.ts";

/** Refuses where the user may not read everything, or would see a part of the rows, with the statement that changes it. */
export async function checkRights(session: Session, tables: readonly Table[], version: number): Promise<void> {
  const [user = ""] = await session.ask<string>("SELECT to_jsonb(current_user)");
  const hidden = tables
    .filter(({ isReadable }) => !isReadable)
    .map(({ schema, name }) => `table ${tableKey(schema, name)}`);
  hidden.push(...(await session.ask<string>(unreadable)));
  const who = identifier(user);
  if (hidden.length > 0) {
    const grant = version >= 140_000 ? `GRANT pg_read_all_data TO ${who};` : grants(tables, who);
    throw new RefusedError(`the user \`${user}\` may not read ${some(hidden)}: the dump would not be complete`, {
      hint: `Run as an administrator of the server: ${grant}`,
    });
  }
  const filtered = tables.filter(({ isFiltered }) => isFiltered).map(({ schema, name }) => tableKey(schema, name));
  if (filtered.length === 0) return;
  throw new RefusedError(
    `row-level security hides rows of ${some(filtered)} from the user \`${user}\`: the dump would not be complete`,
    { hint: `Run as an administrator of the server: ALTER ROLE ${who} BYPASSRLS;` },
  );
}

function grants(tables: readonly Table[], who: string): string {
  const schemas = [...new Set(tables.map(({ schema }) => identifier(schema)))].join(", ");
  return `GRANT USAGE ON SCHEMA ${schemas} TO ${who}; GRANT SELECT ON ALL TABLES IN SCHEMA ${schemas} TO ${who}; GRANT SELECT ON ALL SEQUENCES IN SCHEMA ${schemas} TO ${who};`;
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `\`${name}\``);
  return names.length > 5 ? `${shown.join(", ")} and ${names.length - 5} more` : shown.join(", ");
}
