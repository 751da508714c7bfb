import type { MigrationRecord, OpenRelease } from "./journal.ts";
import { whyHold } from "./release.ts";

/**
 * Why visitors may not be let in to what an open release has made of the database, or null. Nobody was served meanwhile:
 * that the previous release has not failed on what is half there proves nothing.
 */
export function whyStay(open: OpenRelease): string | null {
  return whyHold(open) ?? (open.migration === null ? null : whyHalf(open.migration));
}

function whyHalf({ applied, versions, verdict, steps }: MigrationRecord): string | null {
  if (applied || versions.length === 0) return null;
  const isSafe = steps === undefined ? verdict === "SAFE" : steps.every((step) => step.verdict === "SAFE");
  return isSafe ? null : `nobody knows how far ${versions.join(", ")} came, and that is ${verdict}`;
}
