import process from "node:process";
import { openSqlReader } from "../../../src/adapters/grammars/sql-reader.ts";
import { judgeMigrations } from "../../../src/core/judgement/judge.ts";
import type { ReadMigration } from "../../../src/core/judgement/readable.ts";
import { type MeasuredDialect, writeMigrations } from "./migrations.ts";

// A process of its own, as a run is: the grammar is loaded and nothing is compiled yet.
const [dialect, count] = process.argv.slice(2) as [MeasuredDialect, string];
const written = writeMigrations(dialect, Number(count));
const started = performance.now();
const reader = openSqlReader();
const read: ReadMigration[] = [];
for (const { version, name, up } of written) {
  const { statements } = await reader.read(up, dialect);
  if (statements === null) throw new Error(`\`${name}\` could not be read`);
  read.push({ version, name, phase: "expand", statements, why: null, hasDown: true });
}
const { migrations } = judgeMigrations(read, { dialect, version: 0 });
const took = performance.now() - started;
const verdicts: Record<string, number> = {};
for (const { verdict } of migrations) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
const statements = read.reduce((sum, one) => sum + (one.statements?.length ?? 0), 0);
console.log(JSON.stringify({ took, statements, verdicts }));
