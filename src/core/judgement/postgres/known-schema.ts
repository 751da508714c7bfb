import type { KnownSchema } from "../readable.ts";
import { joined } from "./tree.ts";
import type { TypeNamed } from "./type-names.ts";

const from = `FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`;
const columns = `${from} JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')`;

function ask(kind: string, column: string, told: string, rest: string): string {
  return `SELECT '${kind}', n.nspname, c.relname, ${column}, ${told}, pg_table_is_visible(c.oid)::text ${rest}`;
}

/** Columns of `c` whose values something may refuse. */
export const isGuarded = `(a.atttypmod <> -1 OR EXISTS (SELECT FROM pg_catalog.pg_type AS t WHERE t.oid = a.atttypid AND t.typtype = 'd') OR EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.conrelid = c.oid AND a.attnum = ANY (k.conkey)) OR EXISTS (SELECT FROM pg_catalog.pg_index AS x WHERE x.indrelid = c.oid AND (x.indisunique AND (a.attnum = ANY (x.indkey::int2[]) OR x.indexprs IS NOT NULL))))`;

const bits = { insert: 4, update: 16 } as const;

export function hasTriggers(event: keyof typeof bits): string {
  return `EXISTS (SELECT FROM pg_catalog.pg_trigger AS g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgenabled <> 'D' AND g.tgtype & ${bits[event]} <> 0)`;
}

/** What is written into views and foreign tables lands elsewhere, and rules may do whatever they say. */
function isWired(event: keyof typeof bits): string {
  return `(c.relhasrules OR c.relkind IN ('v', 'f') OR ${hasTriggers(event)})`;
}

/** Follows the type where it is not the type's own: without it, it is another type. */
const collation = `coalesce((SELECT ' COLLATE ' || l.collname FROM pg_catalog.pg_collation AS l JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid WHERE l.oid = a.attcollation AND a.attcollation <> t.typcollation), '')`;

/** Asks the database for what `readKnownSchema` reads. */
export const knownSchemaQuery = [
  ask("table", "''", "''", `${from} WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')`),
  ask("column", "a.attname", `format_type(a.atttypid, a.atttypmod) || ${collation}`, columns),
  ask("guarded", "a.attname", "''", `${columns} WHERE ${isGuarded}`),
  ask("firesOnInsert", "''", "''", `${from} WHERE ${isWired("insert")}`),
  ask("firesOnUpdate", "''", "''", `${from} WHERE ${isWired("update")}`),
  ask(
    "numbered",
    "''",
    "''",
    `${columns} WHERE a.attidentity <> '' OR EXISTS (SELECT FROM pg_catalog.pg_attrdef AS d WHERE d.adrelid = c.oid AND d.adnum = a.attnum AND pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%')`,
  ),
  ask(
    "primary",
    "a.attname",
    "''",
    `${columns} WHERE EXISTS (SELECT FROM pg_catalog.pg_index AS x WHERE x.indrelid = c.oid AND x.indisprimary AND a.attnum = ANY (x.indkey::int2[]))`,
  ),
  ask(
    "index",
    "''",
    "CASE WHEN x.indisunique OR x.indisexclusion THEN 'unique' ELSE 'plain' END",
    `${from} JOIN pg_catalog.pg_index AS x ON x.indexrelid = c.oid`,
  ),
].join(" UNION ALL ");

interface PostgresSchema extends KnownSchema {
  /** Columns of primary keys. */
  readonly primary: ReadonlySet<string>;
}

/** What the database holds, by the names that statements may say. */
export function readKnownSchema(rows: readonly (readonly (string | null)[])[]): PostgresSchema {
  const known = {
    tables: new Set<string>(),
    columns: {} as Record<string, string>,
    indexes: {} as Record<string, "unique" | "plain">,
    ...{ guarded: new Set<string>(), numbered: new Set<string>() },
    primary: new Set<string>(),
    ...{ firesOnInsert: new Set<string>(), firesOnUpdate: new Set<string>() },
  };
  for (const [kind, schema, relation, column, told, isVisible] of rows) {
    const parts = [relation ?? "", column ?? ""];
    const names = [joined([schema ?? "", ...parts]), ...(isVisible === "true" ? [joined(parts)] : [])];
    for (const name of names) {
      if (kind === "table") known.tables.add(name);
      else if (kind === "column") known.columns[name] = told ?? "";
      else if (kind === "index") known.indexes[name] = told === "plain" ? "plain" : "unique";
      else if (isSet(kind)) known[kind].add(name);
    }
  }
  return known;
}

const sets = ["guarded", "numbered", "primary", "firesOnInsert", "firesOnUpdate"] as const;

function isSet(kind: string | null | undefined): kind is (typeof sets)[number] {
  return sets.some((set) => set === kind);
}

/** Columns of primary keys, where the database was asked for them. */
export function primaryKeys(known: KnownSchema | undefined): ReadonlySet<string> | undefined {
  const { primary } = (known ?? {}) as Partial<PostgresSchema>;
  return primary;
}

const engineNames: Readonly<Record<string, string>> = {
  smallint: "int2",
  integer: "int4",
  bigint: "int8",
  "character varying": "varchar",
  text: "text",
  numeric: "numeric",
};

/** The engine's own words for a type. */
export function readFormattedType(text: string): TypeNamed {
  const [, name = "", limits = ""] = /^([a-z ]+?)(?:\(([\d,]+)\))?$/.exec(text) ?? [];
  const known = engineNames[name];
  if (known === undefined)
    return { name: text, limits: [], isArray: text.endsWith("[]"), isKnown: false, isSerial: false };
  return {
    ...{ name: known, isArray: false, isKnown: true, isSerial: false },
    limits: limits === "" ? [] : limits.split(",").map(Number),
  };
}
