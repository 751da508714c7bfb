import { readableSpan } from "../readable.ts";
import type { MigrationRecord } from "./record.ts";

/** Until when the database may go back together with the code; one sentence without a full stop, or null where nothing was migrated or there is no end. */
export function deadlineTold(record: MigrationRecord | null, fullUntil: number | null, now: number): string | null {
  if (record?.at === undefined || record.versions.length === 0 || fullUntil === null) return null;
  const end = Date.parse(record.at) + fullUntil;
  const at = new Date(end).toISOString();
  return now > end
    ? `the point of no return was ${at}: the database does not go back any more, only the code does`
    : `the point of no return comes in ${readableSpan(end - now)}, at ${at}: from then on the database does not go back, only the code does`;
}
