import { openSqlReader } from "../../../src/adapters/grammars/sql-reader.ts";
import type { JudgedMigration, ReleaseJudgement } from "../../../src/core/judgement/finding.ts";
import { judgeMigrations } from "../../../src/core/judgement/judge.ts";
import type { ReadMigration } from "../../../src/core/judgement/readable.ts";

const reader = openSqlReader();

/** The migrations of one release, in their order. */
export async function release(...migrations: readonly string[]): Promise<ReleaseJudgement> {
  const read: ReadMigration[] = [];
  for (const [index, sql] of migrations.entries()) {
    const reading = await reader.read(sql, "postgres");
    const why = reading.statements === null ? reading.why : null;
    const version = String(index + 1);
    read.push({ version, name: `m${version}`, phase: "expand", hasDown: true, statements: reading.statements, why });
  }
  return judgeMigrations(read, { dialect: "postgres", version: 15 });
}

export async function judged(sql: string): Promise<JudgedMigration> {
  return (await release(sql)).migrations[0] as JudgedMigration;
}

export async function verdictOf(sql: string): Promise<string> {
  return (await judged(sql)).verdict;
}
