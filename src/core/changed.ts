import type { JournalState } from "./journal.ts";
import { leftOn } from "./maintenance.ts";

/** What a backup reads and what it writes to is no part of the release; whether a migration was begun is told apart. */
const harmless: readonly string[] = ["database", "store", "tool", "maintenance"];

/**
 * Whether this release has changed anything outside the journal that is there now: a slot, the traffic, the schema. What
 * was only begun counts, because nobody knows how far it came; what was taken back does not.
 */
export function hasChanged(state: JournalState, commit: string): boolean {
  const { open, live } = state;
  // Whoever is turned away is not served by anybody, until it is turned off again.
  if (leftOn(state) !== null && (open === null || open.commit === commit)) return true;
  if (open?.commit !== commit) return live?.commit === commit;
  const { migration, adapters } = open;
  const hasMigrated = migration !== null && open.isMigrationInherited !== true && migration.versions.length > 0;
  // Each change names its adapter before it happens, so this holds from its very beginning.
  return hasMigrated || adapters.some(({ kind }) => !harmless.includes(kind));
}
