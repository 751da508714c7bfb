import type { Dialect } from "../../core/judgement/finding.ts";
import { splitText } from "../../core/judgement/text/split.ts";
import type { SqlReader, SqlReading } from "../../stages/ports/sql-reader.ts";
import { readPostgres } from "./postgres.ts";

/** Takes SQL apart: PostgreSQL's by the engine's own grammar, the other engines' by our tokens. */
export function openSqlReader(): SqlReader {
  return {
    async read(sql: string, dialect: Dialect): Promise<SqlReading> {
      return dialect === "postgres" ? readPostgres(sql) : splitText(sql, dialect);
    },
  };
}
