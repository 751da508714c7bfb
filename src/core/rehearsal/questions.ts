import { histories } from "./histories.ts";

const words = (text: string) => new Set(text.trim().split(/\s+/));

/** What may stand before a bracket and is no function. */
const keywords = words(`
  all and any array as between bit by case cast char character decimal distinct else end escape except exists filter from having
  ilike in intersect interval is join lateral like limit materialized not numeric offset on operator or over recursive row select
  similar some then time timestamp union using values varchar varying when where with within`);

/** Functions that look, count and compute, and the advisory locks that tools hold while they work. */
const harmless = words(`
  array_agg array_length array_lower array_position array_to_string array_upper avg bool_and bool_or btrim cardinality char_length coalesce
  concat concat_ws convert count date_part dense_rank extract find_in_set format generate_series generate_subscripts greatest
  group_concat hashtext if ifnull json_agg json_build_array json_build_object json_object_agg jsonb_agg jsonb_build_object
  jsonb_object_agg least left length lower ltrim max md5 min now nullif position quote_ident quote_literal rank regexp_match
  regexp_matches regexp_replace replace right row_number row_to_json rtrim split_part string_agg string_to_array strpos substr
  substring sum to_json to_jsonb trim unnest upper
  _pg_expandarray col_description current_database current_schema current_schemas current_setting current_user format_type
  has_database_privilege has_schema_privilege has_table_privilege obj_description pg_backend_pid pg_encoding_to_char
  pg_function_is_visible pg_get_constraintdef pg_get_expr pg_get_function_arguments pg_get_function_identity_arguments
  pg_get_function_result pg_get_functiondef pg_get_indexdef pg_get_keywords pg_get_partkeydef pg_get_ruledef pg_get_serial_sequence
  pg_get_triggerdef pg_get_userbyid pg_get_viewdef pg_has_role pg_index_column_has_property pg_indexam_has_property
  pg_is_in_recovery pg_my_temp_schema pg_relation_size pg_size_pretty pg_table_is_visible pg_table_size pg_total_relation_size
  pg_type_is_visible session_user shobj_description to_regclass to_regnamespace to_regproc to_regtype version
  pg_advisory_lock pg_advisory_lock_shared pg_advisory_unlock pg_advisory_unlock_all pg_advisory_unlock_shared
  pg_advisory_xact_lock pg_try_advisory_lock pg_try_advisory_lock_shared pg_try_advisory_xact_lock
  connection_id database get_lock is_free_lock is_used_lock release_all_locks release_lock schema user`);

const catalogue = new RegExp(
  `\\b(?:information_schema|pg_catalog|pg_[a-z_]+|sqlite_(?:master|schema|version)|mysql\\.\\w+|${histories})\\b`,
  "i",
);
const changes = /\b(?:INTO|INSERT|UPDATE|DELETE|MERGE|REPLACE\s+INTO|CALL|EXECUTE|TRUNCATE|PROCEDURE)\b/i;

/** Whether it asks for nothing but the catalogue, the history of a tool or the session, by functions that are known to change nothing. */
export function isQuestion(sql: string): boolean {
  // Some servers execute such comments, and engines differ about where a text with such a quote ends.
  if (/\/\*M?!|\\['"`]/.test(sql)) return false;
  const plain = withoutLiterals(sql);
  if (!/^\(?\s*(?:SELECT|WITH)\b/i.test(plain) || /;/.test(plain) || changes.test(plain)) return false;
  if (!functionsIn(plain).every((name) => keywords.has(name) || harmless.has(name))) return false;
  return catalogue.test(plain) || !/\bFROM\b/i.test(plain);
}

/** With the names that stood in quotes, and without texts and comments. */
function withoutLiterals(sql: string): string {
  const tokens = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"((?:[^"]|"")*)"|`([^`]*)`/g;
  return sql
    .replaceAll(
      tokens,
      (token, name, other) =>
        (name ?? other)?.replaceAll(/[^\p{L}\p{N}_$]/gu, "_") ?? (token.startsWith("'") ? "''" : " "),
    )
    .replaceAll(/\bFOR (?:NO KEY )?UPDATE\b/gi, " ")
    .trim();
}

function functionsIn(sql: string): readonly string[] {
  // What comes after AS is the name of columns or of a type.
  return [...sql.matchAll(/(\bAS\s+)?([\p{L}\p{N}_$.]+)\s*\(/giu)]
    .filter(([, as]) => as === undefined)
    .map(([, , name = ""]) => name.toLowerCase().replace(/^(?:pg_catalog|information_schema)\./, ""));
}
