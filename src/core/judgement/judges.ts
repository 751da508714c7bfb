import type { Dialect } from "./finding.ts";
import { judgePostgres } from "./postgres/judge-postgres.ts";
import type { StatementJudgeFactory } from "./statement-judge.ts";
import { judgeText } from "./text/judge-text.ts";

/** Who judges the statements of which engine. */
export const judges: Readonly<Record<Dialect, StatementJudgeFactory>> = {
  postgres: judgePostgres,
  mysql: judgeText,
  mariadb: judgeText,
  sqlite: judgeText,
};
