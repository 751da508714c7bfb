import { asNode, list, type Node, nodesIn, opened, word, words } from "./tree.ts";

/** Functions of the engine that only compute and take whatever they are given. */
const steady = names(`
  array_length array_to_json array_to_string ascii bit_length btrim cardinality ceil ceiling char_length character_length concat concat_ws
  date_part date_trunc extract floor greatest initcap json_build_array json_extract_path json_extract_path_text json_strip_nulls
  json_typeof jsonb_build_array jsonb_extract_path jsonb_extract_path_text jsonb_strip_nulls jsonb_typeof least left length lower
  ltrim md5 nullif octet_length position regexp_replace replace reverse right round row_to_json rtrim sha256 sign starts_with
  strpos to_char to_json to_jsonb translate trim trunc unaccent upper immutable_unaccent num_nonnulls num_nulls`);

/** Functions that only compute and fail for few values: a default hands them none of those, a row may. */
const frail = names(`
  abs array_append array_cat array_position array_prepend array_remove chr date_bin format json_array_length json_build_object json_object
  jsonb_array_length jsonb_build_object jsonb_object lpad overlay repeat rpad split_part substr substring timezone to_tsvector`);

/** Functions that only compute but may fail, or that look at more than one row. */
const reading = names(`
  age array_agg array_fill avg bit_and bit_or bool_and bool_or cbrt corr count cume_dist currval current_setting decode degrees
  dense_rank div encode every exp first_value generate_series generate_subscripts has_column_privilege has_schema_privilege
  has_table_privilege json_agg json_array_elements json_array_elements_text json_each json_each_text json_object_agg
  json_object_keys json_populate_record json_populate_recordset json_to_record json_to_recordset jsonb_agg jsonb_array_elements
  jsonb_array_elements_text jsonb_each jsonb_each_text jsonb_insert jsonb_object_agg jsonb_object_keys jsonb_path_exists
  jsonb_path_query jsonb_populate_record jsonb_populate_recordset jsonb_set jsonb_to_record jsonb_to_recordset lag last_value lastval lead ln log log10
  make_date make_interval make_time make_timestamp make_timestamptz max min mod mode ntile nth_value obj_description
  percent_rank percentile_cont percentile_disc pg_backend_pid pg_get_constraintdef pg_get_functiondef pg_get_indexdef
  pg_get_serial_sequence pg_get_viewdef pg_relation_size pg_size_pretty pg_sleep pg_table_size pg_total_relation_size pg_typeof pi
  power radians random rank regexp_count regexp_like regexp_match regexp_matches regexp_split_to_array regexp_split_to_table
  row_number scale setseed sqrt stddev stddev_pop stddev_samp string_agg string_to_array string_to_table sum to_date to_hex to_number
  to_regclass to_regtype to_timestamp unnest var_pop var_samp variance version width_bucket xmlagg
  pg_advisory_lock pg_advisory_unlock pg_advisory_xact_lock pg_try_advisory_lock pg_try_advisory_xact_lock`);

/** Functions that never give NULL and never fail; a default may call them. */
const generating = names(`
  clock_timestamp gen_random_uuid now statement_timestamp timeofday transaction_timestamp txid_current uuid_generate_v1
  uuid_generate_v1mc uuid_generate_v4 uuidv4 uuidv7 random pg_current_xact_id`);

/** Every row gets a value of its own. */
const distinct = names("gen_random_uuid uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 uuidv4 uuidv7 nextval");

/** The same for every row of a statement, so that no row has to be written anew. */
const sameForAll = names("now statement_timestamp transaction_timestamp txid_current pg_current_xact_id");

function names(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** Name of a function as it is called; empty for one of another schema than the engine's. */
export function functionName(call: Node): string {
  const parts = words(call.funcname);
  if (parts.length === 1) return parts[0] ?? "";
  return parts.length === 2 && parts[0] === "pg_catalog" ? (parts[1] ?? "") : "";
}

/** Functions below that are not known only to compute, as they are called. */
export function unknownCalls(tree: unknown): readonly string[] {
  const found: string[] = [];
  for (const [kind, node] of nodesIn(tree)) {
    if (kind !== "FuncCall") continue;
    const name = functionName(node);
    if (![steady, frail, reading, generating].some((known) => known.has(name)) && name !== "nextval")
      found.push(words(node.funcname).join("."));
  }
  return found;
}

/** Whether computing it fails for no row: what an index, a check or a generated column evaluates on every write. */
export function neverFails(tree: unknown): boolean {
  for (const [kind, node] of nodesIn(tree)) {
    if (kind === "FuncCall" && !isSteadyCall(node)) return false;
    if (kind === "A_Expr" && !isHarmlessOperation(node)) return false;
    if (kind === "TypeCast" && !isHarmlessCast(node)) return false;
    if (!harmlessKinds.has(kind)) return false;
  }
  return true;
}

function isSteadyCall(node: Node): boolean {
  const name = functionName(node);
  const isPattern = name === "regexp_replace";
  return steady.has(name) && (!isPattern || opened(list(node.args)[1])[0] === "A_Const");
}

const matching = names("~~ !~~ ~~* !~~* ~ !~ ~* !~*");
const harmlessOperators = names("= <> != < > <= >= || -> ->> #> #>> @> <@ ? BETWEEN IN @@ &&");
/** They overflow for some rows; a default computes with what it brings. */
const frailOperators = names("+ - *");

/** A pattern that a row brings may be none. */
function isHarmlessOperation({ name, rexpr }: Node): boolean {
  const operator = words(name).join(".");
  return harmlessOperators.has(operator) || (matching.has(operator) && opened(rexpr)[0] === "A_Const");
}

function isDefaultOperation(node: Node): boolean {
  return isHarmlessOperation(node) || frailOperators.has(words(node.name).join("."));
}

const harmlessKinds = names(
  "FuncCall A_Expr TypeCast A_Const ColumnRef String BoolExpr NullTest BooleanTest CoalesceExpr CaseExpr CaseWhen List TypeName MinMaxExpr A_ArrayExpr",
);

/** Constants are cast while the statement runs; every type can be text. */
function isHarmlessCast({ arg, typeName }: Node): boolean {
  const [kind] = opened(arg);
  const name = words(asNode(typeName).names).at(-1) ?? "";
  return kind === "A_Const" || name === "text" || (name === "varchar" && asNode(typeName).typmods === undefined);
}

export interface DefaultValue {
  /** `null`: as if there were none. `unknown`: a function that may fail or give NULL. */
  readonly kind: "constant" | "generated" | "null" | "unknown";
  /** Every row gets another one. */
  readonly isDistinct: boolean;
  /** Rows that are there have to be written anew for it. */
  readonly isVolatile: boolean;
  /** What is called that is not known. */
  readonly calls: readonly string[];
  readonly constant?: string | number | boolean;
  /** Sequence that `nextval` takes it from. */
  readonly sequence?: string;
}

const still = { isDistinct: false, isVolatile: false, calls: [] } as const;

export function readDefault(expression: unknown): DefaultValue {
  const [kind, node] = opened(expression);
  if (kind === "A_Const") return readConstant(node);
  if (kind === "TypeCast") return readDefault(node.arg);
  if (kind === "SQLValueFunction") return { ...still, kind: "generated" };
  if (kind === "A_ArrayExpr" && unknownCalls(expression).length === 0) return { ...still, kind: "constant" };
  if (kind === "FuncCall") {
    const name = functionName(node);
    const [argument] = list(node.args);
    const sequence = name === "nextval" ? sequenceOf(argument) : undefined;
    if (generating.has(name) || sequence !== undefined)
      return {
        ...{ kind: "generated", isDistinct: distinct.has(name), isVolatile: !sameForAll.has(name), calls: [] },
        ...(sequence === undefined ? {} : { sequence }),
      };
  }
  return computed(expression);
}

/** `now() + interval '1 day'`, `'x' || 'y'`: of known parts that are never NULL. */
function computed(expression: unknown): DefaultValue {
  const calls = unknownCalls(expression);
  let isVolatile = calls.length > 0;
  let isKnown = calls.length === 0;
  for (const [kind, node] of nodesIn(expression)) {
    const isConstant = kind === "A_Const" && node.isnull !== true;
    const isSteady = steady.has(functionName(node)) || frail.has(functionName(node));
    const isCall = kind === "FuncCall" && (generating.has(functionName(node)) || isSteady);
    const isPlain = ["A_Expr", "TypeCast", "TypeName", "String", "Integer", "SQLValueFunction", "List"].includes(kind);
    if (kind === "FuncCall" && !sameForAll.has(functionName(node)) && !isSteady) isVolatile = true;
    if (!isConstant && !isCall && !isPlain) isKnown = false;
    if (kind === "A_Expr" && !isDefaultOperation(node)) isKnown = false;
  }
  return { ...still, kind: isKnown ? "generated" : "unknown", isVolatile, calls };
}

function readConstant(node: Node): DefaultValue {
  if (node.isnull === true) return { ...still, kind: "null" };
  const constant = constantOf(node);
  return { ...still, kind: "constant", ...(constant === undefined ? {} : { constant }) };
}

/** The grammar leaves out what is zero, false or empty. */
export function constantOf(node: Node): string | number | boolean | undefined {
  if ("ival" in node) return Number(asNode(node.ival).ival ?? 0);
  if ("fval" in node) return Number(asNode(node.fval).fval ?? 0);
  if ("sval" in node) return word(asNode(node.sval).sval);
  if ("boolval" in node) return asNode(node.boolval).boolval === true;
  return undefined;
}

function sequenceOf(argument: unknown): string | undefined {
  const [kind, node] = opened(argument);
  if (kind === "TypeCast") return sequenceOf(node.arg);
  const text = kind === "A_Const" ? constantOf(node) : undefined;
  return typeof text === "string" ? text : undefined;
}
