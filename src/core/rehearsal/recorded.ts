import type { ReadMigration } from "../judgement/readable.ts";
import { histories } from "./histories.ts";
import type { ObservedStatement } from "./observation.ts";
import { isQuestion } from "./questions.ts";
import type { Rehearsal, RehearsedMigration } from "./rehearsal.ts";

const name = `["\`\\[]?(?:${histories})["\`\\]]?`;
const ofTool = [
  new RegExp(`^(?:INSERT INTO|DELETE FROM|UPDATE|LOCK TABLES?)\\s+(?:\\S+?\\.)?${name}(?![\\w.])`, "i"),
  new RegExp(`^(?:CREATE TABLE|CREATE SCHEMA)(?: IF NOT EXISTS)?\\s+(?:\\S+?\\.)?${name}(?![\\w])`, "i"),
  /^(?:BEGIN|START TRANSACTION|COMMIT|END|ROLLBACK)(?: WORK| TRANSACTION)?(?:,? (?:ISOLATION LEVEL (?:READ (?:UN)?COMMITTED|REPEATABLE READ|SERIALIZABLE)|READ (?:WRITE|ONLY)|WITH CONSISTENT SNAPSHOT))*$/i,
  /^(?:SAVEPOINT|RELEASE(?: SAVEPOINT)?|ROLLBACK(?: WORK| TRANSACTION)? TO(?: SAVEPOINT)?|DEALLOCATE(?: PREPARE)?|UNLISTEN|CLOSE) (?:\w+|\*|"[^"]*"|`[^`]*`)$/i,
  /^(?:DISCARD ALL|SHOW [^;]*|UNLOCK TABLES?)$/i,
];

const value = String.raw`(?:'[^']*'|"[^"]*"|[\w.+-]+)`;
/** What tools are known to set for their own session, which changes neither what SQL means nor what fires by it. */
const ownSettings = [
  "application_name|bytea_output|client_encoding|client_min_messages|datestyle|extra_float_digits|intervalstyle|time ?zone",
  "statement_timeout|lock_timeout|idle_in_transaction_session_timeout|standard_conforming_strings|default_transaction_isolation",
  "lock_wait_timeout|innodb_lock_wait_timeout|max_statement_time|max_execution_time|wait_timeout|net_(?:read|write)_timeout",
  "autocommit|sql_auto_is_null|collation_connection|character_set_(?:client|connection|results)",
].join("|");
const setting = `(?:(?:SESSION|LOCAL) |@@(?:SESSION\\.)?)?(?:${ownSettings})(?:\\s*:?=\\s*|\\s+TO\\s+|\\s+)${value}`;
const ofSession = [
  new RegExp(`^SET ${setting}(?:\\s*,\\s*${setting})*$`, "i"),
  new RegExp(`^SET NAMES ${value}(?: COLLATE ${value})?$`, "i"),
  /^SET (?:SESSION )?TRANSACTION (?:ISOLATION LEVEL (?:READ (?:UN)?COMMITTED|REPEATABLE READ|SERIALIZABLE)|READ (?:WRITE|ONLY))$/i,
  /^SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL (?:READ (?:UN)?COMMITTED|REPEATABLE READ|SERIALIZABLE)$/i,
];

const isOff = /\bstandard_conforming_strings\b\W+(?:TO\s+)?'?(?:off|false|0)/i;

/** Whether a tool has sent it on its own account; whatever is not known for certain is the migration's. */
function isOfTool(sql: string): boolean {
  if (ofTool.some((own) => own.test(sql))) return true;
  return (ofSession.some((own) => own.test(sql)) && !isOff.test(sql)) || isQuestion(sql);
}

/** The SQL that a migration has run, as the server has seen it; null where it was not recorded, or not for this one alone. */
export function recordedSql({ migrations }: Rehearsal, version: string): string | null {
  const step = migrations.find(({ versions }) => versions.includes(version));
  if (step === undefined || step.versions.length !== 1 || step.statements === null) return null;
  return ownSql(step.statements);
}

function ownSql(statements: readonly ObservedStatement[]): string {
  return statements
    .map(({ sql }) => sql.trim().replace(/;+$/, ""))
    .filter((sql) => sql !== "" && !isOfTool(sql))
    .map((sql) => `${sql};`)
    .join("\n");
}

/** What the rehearsal has shown of the way down, for the judgement: only one that was seen to lose nothing counts as one. */
export function withShownDown(migration: ReadMigration, { migrations }: Rehearsal): ReadMigration {
  const step = migrations.find(({ versions }) => versions.includes(migration.version));
  return step === undefined ? migration : { ...migration, hasDown: shown(migration, step) };
}

function shown({ hasDown }: ReadMigration, { down }: RehearsedMigration): boolean | null {
  if (down === "not-tried") return hasDown;
  return down === "lossless";
}
