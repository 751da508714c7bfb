const harmless = new Set(
  `application_name bytea_output check_function_bodies client_encoding client_min_messages datestyle deadlock_timeout
  default_table_access_method default_tablespace default_transaction_isolation escape_string_warning extra_float_digits idle_in_transaction_session_timeout
  idle_session_timeout intervalstyle jit lock_timeout log_min_duration_statement log_statement maintenance_work_mem
  max_parallel_maintenance_workers max_parallel_workers_per_gather row_security statement_timeout synchronous_commit
  temp_buffers temp_tablespaces timezone transaction_timeout work_mem xmloption`
    .trim()
    .split(/\s+/),
);

/** Settings of a session that change neither what a statement means nor what fires by it. */
export function isHarmlessSetting(name: string): boolean {
  return harmless.has(name.toLowerCase());
}
