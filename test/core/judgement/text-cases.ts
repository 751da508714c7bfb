import type { Dialect, JudgedMigration } from "../../../src/core/judgement/finding.ts";
import { judgeMigrations } from "../../../src/core/judgement/judge.ts";
import { splitText } from "../../../src/core/judgement/text/split.ts";

export type TextDialect = Exclude<Dialect, "postgres">;

/** A migration of one engine, read and judged as a release of its own. */
export function judgeText(sql: string, dialect: TextDialect): JudgedMigration {
  const reading = splitText(sql, dialect);
  const identity = { version: "7", name: "a change", phase: "expand", hasDown: true } as const;
  const read = reading.statements === null ? { statements: null, why: reading.why } : { ...reading, why: null };
  const [judged] = judgeMigrations([{ ...identity, ...read }], { dialect, version: 0 }).migrations;
  if (judged === undefined) throw new Error("a migration without a judgement");
  return judged;
}

export function verdictOf(sql: string, dialect: TextDialect): string {
  return judgeText(sql, dialect).verdict;
}

/** Verdict and rows of the table: `SAFE C1 C2`. */
export function toldOf(sql: string, dialect: TextDialect): string {
  const { verdict, findings } = judgeText(sql, dialect);
  return [verdict, ...findings.map(({ rule }) => rule)].join(" ");
}
