import { type BackfillItem, backfillDigest } from "../backfill.ts";
import { type Evolution, progressOf } from "../evolution.ts";
import type { JudgedMigration } from "../judgement/finding.ts";

/**
 * The listed backfill that is not done and fills a table that this migration speaks of, or null: what the migration takes
 * away may be what it still has to read. Where nobody can tell what a migration does, it waits for all of them.
 */
export function awaitedBackfill(
  { verdict, findings }: Pick<JudgedMigration, "verdict" | "findings">,
  listed: readonly BackfillItem[],
  evolution: Evolution,
): BackfillItem | null {
  const open = listed.filter((item) => progressOf(evolution, item.name, backfillDigest(item))?.done !== true);
  const isUnknown = verdict === "UNKNOWN" || findings.length === 0;
  const spoken = findings.map(({ about, statement }) => `${about} ${statement}`).join(" ");
  return open.find(({ table }) => isUnknown || wordsIn(spoken).has(bareName(table))) ?? null;
}

/** Without its schema. */
function bareName(table: string): string {
  return [...wordsIn(table)].at(-1) ?? "";
}

function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? []);
}
