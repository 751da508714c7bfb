import { functionName, neverFails } from "./expressions.ts";
import type { Look } from "./look.ts";
import { byPerson } from "./probes.ts";
import { type Node, opened } from "./tree.ts";
import type { TypeNamed } from "./type-names.ts";

interface Generated {
  readonly about: string;
  readonly type: TypeNamed;
  readonly isNotNull: boolean;
}

/** Types that hold whatever the engine makes of an expression of their kind. */
const roomy = new Set(
  "bool bytea citext date float8 json jsonb numeric text timestamp timestamptz tsvector uuid varchar".split(" "),
);

/** Their number fits into every integer but the smallest. */
const counting = new Set(
  "array_length ascii bit_length cardinality char_length character_length length num_nonnulls num_nulls octet_length position strpos".split(
    " ",
  ),
);

/** Judges `GENERATED ALWAYS AS (…)` of a column of this release: the previous release's inserts fail where it does. */
export function judgeGenerated(look: Look, { about, type, isNotNull }: Generated, constraint: Node): void {
  const expression = constraint.raw_expr;
  const isVirtual = constraint.generated_kind === "v";
  const reason = "inserts of the previous release fail where the expression does";
  if (isNotNull) look.find("C7", about, { ...byPerson, reason: `${reason}, or where it is NULL` });
  else if (isVirtual) look.find("C7", about);
  else if (!neverFails(expression)) look.find("C7", about, { ...byPerson, reason });
  else if (!doesFit(type, expression)) {
    const told = `inserts of the previous release fail where what is computed does not fit into ${type.name}`;
    look.find("C7", about, { ...byPerson, reason: told });
  } else look.find("C7", about);
}

function doesFit({ name, limits, isArray }: TypeNamed, expression: unknown): boolean {
  if (isArray || limits.length > 0) return false;
  const [kind, node] = opened(expression);
  const isCount = kind === "FuncCall" && counting.has(functionName(node));
  return roomy.has(name) || (isCount && ["int4", "int8"].includes(name));
}
