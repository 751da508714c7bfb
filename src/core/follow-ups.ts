import type { JournalState } from "./journal.ts";
import type { FollowUp } from "./publication.ts";

/** What has to be done, and how long after a release is live (milliseconds), as it is configured. */
export interface Wish {
  readonly what: string;
  readonly after: number;
}

/** What the journal does not know yet of what follows the live release, each with its date (ISO 8601). */
export function followUpsToNote(
  { live, followUps }: JournalState,
  wishes: readonly Wish[],
): readonly Pick<FollowUp, "what" | "due">[] {
  if (live === null) return [];
  const at = Date.parse(live.at);
  const dated = wishes.map(({ what, after }) => ({ what, due: new Date(at + after).toISOString() }));
  return dated.filter(({ what, due }) => !followUps.some((known) => known.what === what && known.due === due));
}

/** What is due and has no issue yet. */
export function followUpsDue({ followUps }: JournalState, now: number): readonly FollowUp[] {
  return followUps.filter(({ due, issue }) => issue === null && Date.parse(due) <= now);
}
