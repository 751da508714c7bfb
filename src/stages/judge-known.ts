import type { ReleaseJudgement } from "../core/judgement/finding.ts";
import { judgeMigrations } from "../core/judgement/judge.ts";
import { knownSchemaQuery, readKnownSchema } from "../core/judgement/postgres/known-schema.ts";
import type { KnownSchema, ReadMigration } from "../core/judgement/readable.ts";
import { ActionError, CancelledError } from "../kit/errors.ts";
import type { MigrationTarget } from "./ports/migration-target.ts";

/** Judges by the server's version and by what the database holds before the migrations, as far as it can be asked. */
export async function judgeKnown(read: readonly ReadMigration[], target: MigrationTarget): Promise<ReleaseJudgement> {
  if (read.length === 0) return judgeMigrations(read, { dialect: target.dialect, version: 0 });
  const { version } = await target.identity();
  const known = await schemaOf(target);
  const options = { dialect: target.dialect, version: Number.parseInt(version, 10) || 0 };
  return judgeMigrations(read, known === null ? options : { ...options, known });
}

/** Without it more is left to a person, and nothing less safe is said. */
async function schemaOf(target: MigrationTarget): Promise<KnownSchema | null> {
  if (target.dialect !== "postgres") return null;
  try {
    return readKnownSchema(await target.read(knownSchemaQuery));
  } catch (error) {
    if (!(error instanceof ActionError) || error instanceof CancelledError) throw error;
    return null;
  }
}
