import type { Dialect } from "../../core/judgement/finding.ts";
import type { Statement } from "../../core/judgement/readable.ts";

export type SqlReading =
  | { readonly statements: readonly Statement[] }
  /** Not this dialect's SQL; judged UNKNOWN. One sentence without a full stop, with the line. */
  | { readonly statements: null; readonly why: string };

/** Takes SQL apart as the engine itself would. Reads nothing else. */
export interface SqlReader {
  read(sql: string, dialect: Dialect): Promise<SqlReading>;
}
