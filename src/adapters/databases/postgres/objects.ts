/** Condition: the schema is somebody's, not the server's. */
export const ownSchema = (schema = "n") =>
  `(${schema}.nspname NOT LIKE 'pg\\_%' AND ${schema}.nspname <> 'information_schema')`;

/** Condition: the object does not come with an extension, nor (where that is asked for) with another object. */
export const loose = (catalog: string, oid: string, kinds = "'e'") =>
  `NOT EXISTS (SELECT FROM pg_depend own WHERE own.classid = 'pg_catalog.${catalog}'::regclass AND own.objid = ${oid} AND own.deptype IN (${kinds}))`;

const relation = "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace";
const ownRelation = `${ownSchema()} AND c.relpersistence <> 't' AND ${loose("pg_class", "c.oid")}`;
const relations = (kinds: string) => `${relation} WHERE c.relkind IN (${kinds}) AND ${ownRelation}`;
const onRelation = (from: string, column: string) =>
  `${from} JOIN pg_class c ON c.oid = ${column} JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ownRelation}`;
/** Copies of a parent's trigger or constraint are made anew with each partition. */
const original = (row: string, column: string) => `COALESCE(to_jsonb(${row}) ->> '${column}', '0') = '0'`;

/** Kinds of objects: what each is counted of. What a dump leaves out (invalid indexes, NOT NULL as a constraint) does not count. */
export const sources: Readonly<Record<string, string>> = {
  schemas: `pg_namespace n WHERE ${ownSchema()} AND n.nspname <> 'public' AND ${loose("pg_namespace", "n.oid")}`,
  tables: relations("'r', 'p'"),
  views: relations("'v'"),
  "materialized views": relations("'m'"),
  "foreign tables": relations("'f'"),
  sequences: relations("'S'"),
  indexes: `${onRelation("pg_index i", "i.indrelid")} AND (i.indisvalid OR c.relkind = 'p') AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))`,
  constraints: `pg_constraint k LEFT JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = k.connamespace WHERE ${ownSchema()} AND k.contype IN ('c', 'f', 'p', 'u', 'x') AND ${original("k", "conparentid")} AND COALESCE(c.relpersistence, 'p') <> 't' AND ${loose("pg_class", "k.conrelid")} AND ${loose("pg_type", "k.contypid")}`,
  functions: `pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${ownSchema()} AND ${loose("pg_proc", "p.oid", "'e', 'i'")}`,
  triggers: `${onRelation("pg_trigger t", "t.tgrelid")} AND NOT t.tgisinternal AND ${original("t", "tgparentid")}`,
  types: `pg_type y JOIN pg_namespace n ON n.oid = y.typnamespace LEFT JOIN pg_class c ON c.oid = y.typrelid WHERE ${ownSchema()} AND (y.typtype IN ('e', 'd', 'r') OR c.relkind = 'c') AND ${loose("pg_type", "y.oid")}`,
  policies: onRelation("pg_policy l", "l.polrelid"),
  rules: `${onRelation("pg_rewrite r", "r.ev_class")} AND r.rulename <> '_RETURN'`,
  statistics: `pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE ${ownSchema()} AND ${loose("pg_statistic_ext", "s.oid")}`,
  extensions: "pg_extension x WHERE x.extname <> 'plpgsql'",
  "event triggers": `pg_event_trigger v WHERE ${loose("pg_event_trigger", "v.oid")}`,
  "large objects": "pg_largeobject_metadata",
};

/** One row: the number of objects per kind. */
export const countObjects = `SELECT jsonb_build_object(${Object.entries(sources)
  .map(([kind, from]) => `'${kind}', (SELECT count(*) FROM ${from})`)
  .join(", ")})`;

/** Tables whose rows a dump holds, one row each. Rows of an extension's table are dumped where the extension says so. */
export const listTables = `SELECT jsonb_build_object('schema', n.nspname, 'name', c.relname, 'kind', c.relkind,
  'isUnlogged', c.relpersistence = 'u', 'isOwn', ${loose("pg_class", "c.oid")},
  'columns', COALESCE((SELECT jsonb_agg(a.attname ORDER BY a.attname COLLATE "C") FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]'),
  'isReadable', has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'),
  'isFiltered', row_security_active(c.oid))
FROM ${relation} WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND ${ownSchema()} AND (${loose("pg_class", "c.oid")}
  OR EXISTS (SELECT FROM pg_extension x, unnest(x.extconfig, x.extcondition) AS e (id, condition) WHERE e.id = c.oid AND e.condition = ''))
ORDER BY n.nspname, c.relname`;

/** Tables that were rewritten or emptied after the snapshot: it would see them empty. */
export const movedTables = `SELECT to_jsonb(n.nspname || '.' || c.relname) FROM ${relations("'r'")}
  AND c.relfilenode <> 0 AND pg_relation_filenode(c.oid) IS DISTINCT FROM c.relfilenode`;

/** Sequences and large objects that the user may not read: a dump reads them as well. */
export const unreadable = `SELECT to_jsonb('sequence ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname))
  FROM ${relations("'S'")} AND NOT (has_schema_privilege(n.oid, 'USAGE') AND has_sequence_privilege(c.oid, 'SELECT'))`;
