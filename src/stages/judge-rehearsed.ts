import type { ReadMigration } from "../core/judgement/readable.ts";
import { discreetJudgement } from "../core/rehearsal/discreet.ts";
import { recordedSql, withShownDown } from "../core/rehearsal/recorded.ts";
import type { Rehearsal } from "../core/rehearsal/rehearsal.ts";
import { judgeKnown } from "./judge-known.ts";
import type { Outlook } from "./judge-pending.ts";
import type { Migrator } from "./ports/migrator.ts";
import type { SqlReader } from "./ports/sql-reader.ts";

/** The judgement with what the rehearsal has shown: the SQL of migrations that are no SQL, and whether the way down is one. */
export async function judgeRehearsed(
  outlook: Outlook,
  rehearsal: Rehearsal,
  { migrator, reader }: { readonly migrator: Migrator; readonly reader: SqlReader },
): Promise<Outlook> {
  const { target } = migrator;
  const read: ReadMigration[] = [];
  const recorded = new Set<string>();
  for (const migration of outlook.read) {
    const sql = migration.statements === null ? recordedSql(rehearsal, migration.version) : null;
    if (sql !== null) recorded.add(migration.version);
    const reading = sql === null ? null : await reader.read(sql, target.dialect);
    const known = reading === null || reading.statements === null ? {} : { statements: reading.statements, why: null };
    read.push(withShownDown({ ...migration, ...known }, rehearsal));
  }
  const judgement = await judgeKnown(read, target);
  const migrations = judgement.migrations.map((one) =>
    recorded.has(one.version) ? discreetJudgement(one, target.dialect) : one,
  );
  return { ...outlook, read, judgement: { ...judgement, migrations } };
}
