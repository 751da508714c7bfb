import { createHash } from "node:crypto";
import type { Ask } from "./catalogue.ts";
import { exactly, identifier } from "./client.ts";

/** What is described of each kind of object, one query a line. `AUTO_INCREMENT`, definers and the state of events are not part of a schema. */
const queries: Readonly<Record<string, string>> = {
  table: `table_name, table_type, COALESCE(engine, ''), COALESCE(table_collation, ''), 
    COALESCE(create_options, ''), IF(table_type LIKE '%VIEW', '', table_comment)
    FROM information_schema.tables WHERE table_schema = @db`,
  column: `table_name, column_name, ordinal_position, column_type, is_nullable, COALESCE(HEX(column_default), '-'), extra,
    COALESCE(character_set_name, ''), COALESCE(collation_name, ''), column_comment, COALESCE(generation_expression, '')
    FROM information_schema.columns WHERE table_schema = @db`,
  index: `table_name, index_name, non_unique, seq_in_index, COALESCE(column_name, ''), COALESCE(collation, ''),
    COALESCE(sub_part, ''), index_type, index_comment FROM information_schema.statistics WHERE table_schema = @db`,
  constraint: `table_name, constraint_name, constraint_type FROM information_schema.table_constraints
    WHERE constraint_schema = @db`,
  key: `table_name, constraint_name, column_name, ordinal_position, COALESCE(referenced_table_name, ''),
    COALESCE(referenced_column_name, ''), IF(referenced_table_schema = @db, '', COALESCE(referenced_table_schema, ''))
    FROM information_schema.key_column_usage WHERE constraint_schema = @db`,
  reference: `table_name, constraint_name, update_rule, delete_rule, match_option
    FROM information_schema.referential_constraints WHERE constraint_schema = @db`,
  partition: `table_name, COALESCE(partition_name, ''), COALESCE(subpartition_name, ''), COALESCE(partition_method, ''),
    COALESCE(partition_expression, ''), COALESCE(partition_description, '')
    FROM information_schema.partitions WHERE table_schema = @db`,
  view: `table_name, view_definition, check_option, security_type FROM information_schema.views WHERE table_schema = @db`,
  trigger: `trigger_name, event_manipulation, event_object_table, action_order, action_timing, action_statement, sql_mode
    FROM information_schema.triggers WHERE trigger_schema = @db`,
  routine: `routine_name, routine_type, COALESCE(dtd_identifier, ''), COALESCE(routine_definition, ''), is_deterministic,
    sql_data_access, security_type, sql_mode, routine_comment FROM information_schema.routines WHERE routine_schema = @db`,
  parameter: `specific_name, routine_type, ordinal_position, COALESCE(parameter_mode, ''), COALESCE(parameter_name, ''),
    dtd_identifier FROM information_schema.parameters WHERE specific_schema = @db`,
  event: `event_name, event_definition, event_type, COALESCE(execute_at, ''), COALESCE(interval_value, ''),
    COALESCE(interval_field, ''), sql_mode, on_completion, event_comment
    FROM information_schema.events WHERE event_schema = @db`,
};

/** A digest of the schema: equal for equal schemas, whatever the database is called and whatever its rows are. */
export async function fingerprintOf(ask: Ask, database: string): Promise<string> {
  const hash = createHash("sha256");
  for (const [kind, query] of Object.entries(queries)) {
    const sql = `SELECT ${query.replaceAll("@db", exactly(database))}`;
    const lines = (await ask(`describe the schema of \`${database}\``, sql))
      .map((row) => JSON.stringify([kind, ...row.map((cell) => normalise(cell, database))]))
      .sort();
    for (const line of lines) hash.update(`${line}\n`);
  }
  for (const line of await checks(ask, database)) hash.update(`${line}\n`);
  return hash.digest("hex");
}

/** CHECK constraints, which older servers do not know. */
async function checks(ask: Ask, database: string): Promise<readonly string[]> {
  const schema = exactly(database);
  const doing = `describe the schema of \`${database}\``;
  const [known] = await ask(
    doing,
    `SELECT COUNT(*) FROM information_schema.columns
     WHERE UPPER(table_schema) = 'INFORMATION_SCHEMA' AND UPPER(table_name) = 'CHECK_CONSTRAINTS'`,
  );
  if (known?.[0] === "0") return [];
  const rows = await ask(
    doing,
    `SELECT constraint_name, check_clause FROM information_schema.check_constraints WHERE constraint_schema = ${schema}`,
  );
  return rows.map((row) => JSON.stringify(["check", ...row.map((cell) => normalise(cell, database))])).sort();
}

/** A server puts the database's own name before every table of a view. */
function normalise(text: string, database: string): string {
  return text.replaceAll(`${identifier(database)}.`, "").trim();
}
