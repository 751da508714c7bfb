import type { ReleaseJudgement } from "../core/judgement/finding.ts";
import type { ReadDown, ReadMigration, Statement } from "../core/judgement/readable.ts";
import { phaseOf } from "../core/phases.ts";
import { steadyDigest } from "../core/steady-digest.ts";
import { judgeKnown } from "./judge-known.ts";
import type { Migration, MigrationState, Migrator, Preview } from "./ports/migrator.ts";
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
  const preview = await migrator.preview(migration);
  const { up, hasDown = null, source } = preview;
  const { version, name } = migration;
  const down = await readDown(migrator, reader, preview);
  const known = { version, name, phase: phaseOf(source ?? up ?? ""), hasDown, down };
  if (up === undefined) {
    const why = `${migrator.tool} cannot print its SQL before it runs`;
    return { ...known, statements: null, why, ...digestOf(null, source) };
  }
  const { statements, ...unread } = await reader.read(up, migrator.target.dialect);
  const why = "why" in unread ? unread.why : null;
  return { ...known, statements, why, ...digestOf(statements, source ?? up) };
}

async function readDown(migrator: Migrator, reader: SqlReader, { down, hasDown }: Preview): Promise<ReadDown> {
  if (down === undefined) {
    // One that is there and still not shown is filled in later, such as by variables of the environment.
    const why = hasDown === true ? `${migrator.tool} cannot print its SQL before it runs` : null;
    return { statements: null, why };
  }
  const reading = await reader.read(down, migrator.target.dialect);
  return reading.statements === null ? reading : { statements: reading.statements, why: null };
}

/** What is printed anew with every look, such as the time in a comment, does not count. */
function digestOf(statements: readonly Statement[] | null, text: string | undefined): { readonly digest?: string } {
  const told = statements === null ? text : JSON.stringify(statements.map((one) => one.text));
  return told === undefined ? {} : { digest: steadyDigest(told) };
}
