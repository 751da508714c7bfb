import type { Dialect, JudgedMigration } from "../judgement/finding.ts";
import type { Statement } from "../judgement/readable.ts";

/** Statements that work a long time under a weak lock: a time limit for statements is not meant for them. */
const patient = /\bCONCURRENTLY\b|\bVALIDATE\s+CONSTRAINT\b/i;

/** True where some statement may take as long as it takes. */
export function isPatient(statements: readonly Statement[] | null): boolean {
  return statements?.some(({ text }) => patient.test(text)) ?? false;
}

/**
 * Whether a migration that gave up waiting for a lock may simply be tried again: only where the first try has left
 * nothing behind. A cancelled concurrent index is left invalid, and without transactional DDL the statements before stay.
 */
export function mayTryAgain(
  dialect: Dialect,
  migrations: readonly { readonly judged: JudgedMigration; readonly statements: readonly Statement[] | null }[],
): boolean {
  const statements = migrations.flatMap((one) => one.statements ?? []);
  const isKnown = migrations.every((one) => one.statements !== null);
  if (!isKnown || isPatient(statements)) return false;
  return dialect === "postgres" || dialect === "sqlite" || statements.length === 1;
}
