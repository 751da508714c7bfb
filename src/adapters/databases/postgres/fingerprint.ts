import { createHash } from "node:crypto";
import { beginReading } from "./census.ts";
import { ownSchema, sources } from "./objects.ts";
import type { Session } from "./session.ts";

const inherits = "EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = c.oid)";
const domainOrTable = "COALESCE(c.relname, (SELECT d.typname FROM pg_type d WHERE d.oid = k.contypid), '')";
const ownerColumn = `(SELECT o.relname || '.' || a.attname FROM pg_depend d JOIN pg_class o ON o.oid = d.refobjid
  JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum = d.refobjsubid
  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 LIMIT 1)`;
/** What a view reads: its text differs between major versions, this does not. */
const readColumns = (
  rule: string,
) => `(SELECT jsonb_agg(DISTINCT rn.nspname || '.' || rc.relname || '.' || COALESCE(ra.attname, ''))
  FROM pg_depend d JOIN pg_rewrite w ON w.oid = d.objid JOIN pg_class rc ON rc.oid = d.refobjid AND rc.oid <> w.ev_class
  JOIN pg_namespace rn ON rn.oid = rc.relnamespace LEFT JOIN pg_attribute ra ON ra.attrelid = rc.oid AND ra.attnum = d.refobjsubid AND d.refobjsubid > 0
  WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND ${rule})`;

/** Per kind: the values that describe an object. No OID, no owner, no position that a restore changes. */
const descriptions: Readonly<Record<string, string>> = {
  schemas: "n.nspname",
  tables: `n.nspname, c.relname, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.reloptions,
    CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END, pg_get_expr(c.relpartbound, c.oid),
    (SELECT jsonb_agg(p.relname ORDER BY h.inhseqno) FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent WHERE h.inhrelid = c.oid)`,
  views: `n.nspname, c.relname, c.reloptions, ${readColumns("w.ev_class = c.oid")}, pg_get_viewdef(c.oid)`,
  "materialized views": `n.nspname, c.relname, ${readColumns("w.ev_class = c.oid")}, pg_get_viewdef(c.oid)`,
  "foreign tables": "n.nspname, c.relname",
  sequences: `n.nspname, c.relname, (SELECT jsonb_build_array(format_type(s.seqtypid, NULL), s.seqstart::text, s.seqincrement::text, s.seqmax::text, s.seqmin::text, s.seqcache::text, s.seqcycle)
    FROM pg_sequence s WHERE s.seqrelid = c.oid), ${ownerColumn}`,
  indexes: "n.nspname, c.relname, pg_get_indexdef(i.indexrelid)",
  constraints: `n.nspname, ${domainOrTable}, k.conname, pg_get_constraintdef(k.oid)`,
  functions: `n.nspname, p.proname, pg_get_function_identity_arguments(p.oid), p.prokind,
    CASE WHEN p.prokind = 'a' THEN (SELECT jsonb_build_array(a.aggtransfn, a.aggfinalfn, a.agginitval, pg_get_function_result(p.oid)) FROM pg_aggregate a WHERE a.aggfnoid = p.oid)
    ELSE to_jsonb(pg_get_functiondef(p.oid)) END`,
  triggers: "n.nspname, c.relname, t.tgname, t.tgenabled, pg_get_triggerdef(t.oid)",
  types: `n.nspname, y.typname, y.typtype, (SELECT jsonb_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = y.oid),
    CASE WHEN y.typtype = 'd' THEN format_type(y.typbasetype, y.typtypmod) END, y.typnotnull, y.typdefault,
    (SELECT format_type(g.rngsubtype, NULL) FROM pg_range g WHERE g.rngtypid = y.oid)`,
  policies: `n.nspname, c.relname, l.polname, l.polcmd, l.polpermissive, pg_get_expr(l.polqual, l.polrelid), pg_get_expr(l.polwithcheck, l.polrelid),
    (SELECT jsonb_agg(r.rolname ORDER BY r.rolname) FROM pg_roles r WHERE r.oid = ANY (l.polroles))`,
  rules: "n.nspname, c.relname, r.rulename, r.ev_enabled, pg_get_ruledef(r.oid)",
  statistics: "n.nspname, s.stxname, pg_get_statisticsobjdef(s.oid)",
  extensions: "x.extname",
  "event triggers": "v.evtname, v.evtevent, v.evtenabled, v.evttags, v.evtfoid::regproc",
};

const columns = `SELECT jsonb_build_array('columns', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
    a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid),
    (SELECT o.collname FROM pg_collation o JOIN pg_type y ON y.oid = a.atttypid WHERE o.oid = a.attcollation AND o.oid <> y.typcollation),
    CASE WHEN NOT ${inherits} OR c.relispartition THEN row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum) END)
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND c.relpersistence <> 't' AND ${ownSchema()}
  AND NOT EXISTS (SELECT FROM pg_depend own WHERE own.classid = 'pg_class'::regclass AND own.objid = c.oid AND own.deptype = 'e')`;

/** A digest of the catalogue: equal for equal schemas, on whatever server and of whatever major version. */
export async function fingerprintOf(session: Session): Promise<string> {
  await session.run(beginReading);
  const lines: string[] = [];
  for (const [kind, values] of Object.entries(descriptions)) {
    const asked = `SELECT jsonb_build_array('${kind}', ${values}) FROM ${sources[kind]}`;
    lines.push(...(await session.ask<unknown[]>(asked)).map(describe));
  }
  lines.push(...(await session.ask<unknown[]>(columns)).map(describe));
  await session.run("ROLLBACK");
  const hash = createHash("sha256");
  for (const line of lines.sort()) hash.update(`${line}\n`);
  return hash.digest("hex");
}

/** Newer servers leave qualifications and brackets out that older ones write: outside of literals neither counts. */
function describe(values: unknown[]): string {
  const [kind] = values;
  if (kind !== "views" && kind !== "materialized views" && kind !== "rules") return JSON.stringify(values);
  return JSON.stringify([...values.slice(0, -1), plain(String(values.at(-1)))]);
}

function plain(definition: string): string {
  const part = /'(?:[^']|'')*'|(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)\.(?=["\p{L}_*])|[\s()]+|./gsu;
  return [...definition.matchAll(part)]
    .map(([text]) => text)
    .filter((text) => !/^[\s()]+$/.test(text) && (text.startsWith("'") || !text.endsWith(".")))
    .join("");
}
