import { constantOf } from "./expressions.ts";
import { asNode, joined, list, word, words } from "./tree.ts";

export interface TypeNamed {
  /** As the engine calls it inside: `int8`, `varchar`; with its schema where it is the user's. */
  readonly name: string;
  /** `varchar(20)`: 20; `numeric(10,2)`: 10 and 2. */
  readonly limits: readonly number[];
  readonly isArray: boolean;
  /** Of the engine, or of an extension that makes no domains. */
  readonly isKnown: boolean;
  readonly isSerial: boolean;
}

const serials = new Set(["serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"]);

const knownTypes = new Set(
  `bit bool box bpchar bytea char cidr circle citext cube date daterange datemultirange float4 float8 geography geometry halfvec hstore
  inet int int2 int4 int4multirange int4range int8 int8multirange int8range interval json jsonb jsonpath line lseg ltree
  lquery macaddr macaddr8 money name numeric nummultirange numrange oid path pg_lsn point polygon regclass regtype sparsevec text
  time timestamp timestamptz timetz tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot uuid varbit
  varchar vector xid xid8 xml`
    .trim()
    .split(/\s+/),
);

export function readType(typeName: unknown): TypeNamed {
  const { names, typmods, arrayBounds } = asNode(typeName);
  const parts = words(names);
  const isEngines = parts.length === 2 && parts[0] === "pg_catalog";
  const name = isEngines ? (parts[1] ?? "") : joined(parts);
  const limits = list(typmods).map((limit) => Number(constantOf(asNode(asNode(limit).A_Const)) ?? 0));
  return {
    ...{ name, limits, isArray: list(arrayBounds).length > 0 },
    isKnown: parts.length === 1 || isEngines ? knownTypes.has(name) : false,
    isSerial: serials.has(name),
  };
}

/** As a person writes it. */
export function typeText({ name, limits, isArray }: TypeNamed): string {
  return `${word(name)}${limits.length > 0 ? `(${limits.join(",")})` : ""}${isArray ? "[]" : ""}`;
}
