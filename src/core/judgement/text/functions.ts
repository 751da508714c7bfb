import type { Case } from "./case.ts";
import type { Token } from "./tokens.ts";

/** Words before a parenthesis that call nothing. */
const grammar = words(`
  ALL AND ANY AS BETWEEN BY CASE DISTINCT DIV ELSE EXCEPT EXISTS FROM GROUP HAVING IN INTERSECT INTERVAL INTO IS JOIN KEY
  LIKE LIMIT MATCH AGAINST MOD NOT ON OR OVER PARTITION REGEXP RLIKE SELECT SET SOME THEN UNION USING VALUE VALUES WHEN
  WHERE XOR FILTER WITHIN ROW MATERIALIZED RECURSIVE RETURNING CONFLICT`);

/** Functions of the engines that only compute. */
const computing = words(`
  ABS ACOS ADDDATE ADDTIME ASCII ASIN ATAN ATAN2 AVG BIN BIT_AND BIT_COUNT BIT_LENGTH BIT_OR BIT_XOR CAST CEIL CEILING CHAR
  CHARSET CHAR_LENGTH CHARACTER_LENGTH COALESCE COLLATION CONCAT CONCAT_WS CONV CONVERT CONVERT_TZ COS COT COUNT CRC32 CURDATE
  CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CURTIME DATABASE DATE DATE_ADD DATE_FORMAT DATE_SUB DATEDIFF
  DATETIME DAY DAYNAME DAYOFMONTH DAYOFWEEK DAYOFYEAR DECIMAL DEFAULT DEGREES DENSE_RANK ELT EXP EXPORT_SET EXTRACT FIELD
  FIND_IN_SET FIRST_VALUE FLOOR FORMAT FROM_BASE64 FROM_DAYS FROM_UNIXTIME GLOB GREATEST GROUP_CONCAT HEX HOUR IF IFNULL IIF
  INET_ATON INET_NTOA INSERT INSTR ISNULL JSON JSON_ARRAY JSON_ARRAYAGG JSON_ARRAY_APPEND JSON_CONTAINS JSON_DEPTH JSON_EACH
  JSON_EXTRACT JSON_INSERT JSON_KEYS JSON_LENGTH JSON_MERGE_PATCH JSON_MERGE_PRESERVE JSON_OBJECT JSON_OBJECTAGG
  JSON_GROUP_ARRAY JSON_GROUP_OBJECT JSON_QUOTE JSON_REMOVE JSON_REPLACE JSON_SEARCH JSON_SET JSON_TYPE JSON_UNQUOTE JSON_VALID
  JSON_VALUE JULIANDAY LAG LAST_DAY LAST_INSERT_ID LAST_INSERT_ROWID LAST_VALUE LCASE LEAD LEAST LEFT LENGTH LN LOCALTIME
  LOCALTIMESTAMP LOCATE LOG LOG10 LOG2 LOWER LPAD LTRIM MAKEDATE MAKETIME MAX MD5 MICROSECOND MID MIN MINUTE MONTH MONTHNAME
  NTILE NOW NULLIF NUMERIC OCT OCTET_LENGTH ORD PERIOD_ADD PERIOD_DIFF PI POSITION POW POWER PRINTF QUARTER QUOTE RADIANS RAND
  RANDOM RANDOMBLOB RANK REGEXP_INSTR REGEXP_REPLACE REGEXP_SUBSTR REPEAT REPLACE REVERSE RIGHT ROUND ROW_COUNT ROW_NUMBER RPAD
  RTRIM SCHEMA SECOND SEC_TO_TIME SHA SHA1 SHA2 SIGN SIGNED SIN SOUNDEX SPACE SQRT STDDEV STRCMP STRFTIME STR_TO_DATE SUBDATE
  SUBSTR SUBSTRING SUBSTRING_INDEX SUBTIME SUM SYSDATE TAN TIME TIMEDIFF TIMESTAMP TIMESTAMPADD TIMESTAMPDIFF TIME_FORMAT
  TIME_TO_SEC TOTAL TO_BASE64 TO_DAYS TO_SECONDS TRIM TRUNCATE TYPEOF UCASE UNHEX UNICODE UNIXEPOCH UNIX_TIMESTAMP UNSIGNED
  UPPER USER UTC_DATE UTC_TIME UTC_TIMESTAMP UUID UUID_SHORT UUID_TO_BIN BIN_TO_UUID VARCHAR VARIANCE VERSION WEEK WEEKDAY
  WEEKOFYEAR YEAR YEARWEEK ZEROBLOB BINARY`);

/** Only SQLite has them: elsewhere a routine of the database's users may have such a name. */
const ofSqlite = words(`
  GLOB IIF JSON JSON_EACH JSON_GROUP_ARRAY JSON_GROUP_OBJECT JULIANDAY LAST_INSERT_ROWID PRINTF RANDOM RANDOMBLOB STRFTIME
  TOTAL TYPEOF UNICODE UNIXEPOCH ZEROBLOB`);
const ofMysqlAlone = words("UUID_TO_BIN BIN_TO_UUID");

/** MySQL and MariaDB call a routine of the same name where a space stands before the parenthesis. */
const withoutSpace = words(`
  ADDDATE BIT_AND BIT_OR BIT_XOR CAST COUNT CURDATE CURTIME DATE_ADD DATE_SUB EXTRACT GROUP_CONCAT MAX MID MIN NOW POSITION
  STDDEV SUBDATE SUBSTR SUBSTRING SUM SYSDATE TRIM VARIANCE`);

/** What turns a reading expression into more than that. */
const acting = words("INTO OUTFILE DUMPFILE PROCEDURE EXECUTE CALL");

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}

type Known = Pick<Case, "dialect" | "world">;

/** A word of ours for the world: a routine of this name was made in this release, in whatever letters it is called. */
export function routine(name: string): string {
  return `code ${name.toUpperCase()}`;
}

/** Whether an expression or a query only computes: no function that the database's users made, nothing assigned. */
export function onlyComputes(tokens: readonly Token[], kase: Known): boolean {
  return tokens.every((token, i) => {
    const { kind, value } = token;
    if (kind === "mark") return value !== ";" && value !== ":=";
    if (kind === "word" && acting.has(value)) return false;
    const next = tokens[i + 1];
    if (next?.kind !== "mark" || next.value !== "(") return true;
    if (kind === "word") return tokens[i - 1]?.value !== "." && isOfTheEngine(token, next, kase);
    return kind === "string" || kind === "number";
  });
}

function isOfTheEngine({ value, end }: Token, { at }: Token, { dialect, world }: Known): boolean {
  if (world.has("function", routine(value))) return false;
  if (grammar.has(value)) return true;
  if (!computing.has(value)) return false;
  if (dialect === "sqlite") return true;
  const isForeign = ofSqlite.has(value) || (dialect === "mariadb" && ofMysqlAlone.has(value));
  return !isForeign && (end === at || !withoutSpace.has(value));
}
