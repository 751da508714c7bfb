import type { ReleaseJudgement } from "../core/judgement/finding.ts";
import type { ReadMigration } from "../core/judgement/readable.ts";
import { phaseOf } from "../core/phases.ts";
import { judgeKnown } from "./judge-known.ts";
import type { Migration, MigrationState, Migrator } from "./ports/migrator.ts";
import type { SqlReader } from "./ports/sql-reader.ts";

/** What is pending and what it means for the way back. */
export interface Outlook {
  readonly state: MigrationState;
  /** The pending ones, as far as their SQL can be known. */
  readonly read: readonly ReadMigration[];
  readonly judgement: ReleaseJudgement;
  /** Of the catalogue as it is now. */
  readonly fingerprint: string;
}

/** Reads and judges what is pending; changes nothing. */
export async function judgePending(migrator: Migrator, reader: SqlReader): Promise<Outlook> {
  const { target } = migrator;
  const state = await migrator.state();
  const read: ReadMigration[] = [];
  for (const migration of state.pending) read.push(await readMigration(migrator, reader, migration));
  const fingerprint = state.pending.length === 0 ? "" : await target.fingerprint();
  return { state, read, judgement: await judgeKnown(read, target), fingerprint };
}

async function readMigration(migrator: Migrator, reader: SqlReader, migration: Migration): Promise<ReadMigration> {
  const { up, hasDown = null, source } = await migrator.preview(migration);
  const { version, name } = migration;
  const known = { version, name, phase: phaseOf(source ?? up ?? ""), hasDown };
  if (up === undefined) {
    return { ...known, statements: null, why: `${migrator.tool} cannot print its SQL before it runs` };
  }
  const reading = await reader.read(up, migrator.target.dialect);
  return { ...known, statements: reading.statements, why: reading.statements === null ? reading.why : null };
}
