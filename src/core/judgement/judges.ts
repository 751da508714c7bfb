import type { Dialect } from "./finding.ts";
import { finding } from "./rules.ts";
import type { StatementJudgeFactory } from "./statement-judge.ts";
import { judgeText } from "./text/judge-text.ts";

const unread: StatementJudgeFactory = () => (statement) => ({
  findings: [finding("X3", { about: "the statement", statement: statement.text, line: statement.line })],
  hazards: [],
  warnings: [],
});

/** Who judges the statements of which engine. */
export const judges: Readonly<Record<Dialect, StatementJudgeFactory>> = {
  postgres: unread,
  mysql: judgeText,
  mariadb: judgeText,
  sqlite: judgeText,
};
