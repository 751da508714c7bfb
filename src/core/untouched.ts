import type { OpenRelease } from "./journal.ts";

/** True while an open release has neither slot nor traffic and no migration under way: a newer one may take its place. */
export function isUntouched(release: OpenRelease): boolean {
  const { prepared, shifts, migration, rollingBack, turnedOff = [] } = release;
  const isMigrating = migration !== null && !migration.applied && release.isMigrationInherited !== true;
  return !prepared && shifts.length === 0 && turnedOff.length === 0 && !rollingBack && !isMigrating;
}
