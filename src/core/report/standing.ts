import type { JournalState } from "../journal.ts";
import type { Story } from "../story.ts";

/** What `report` is called for; null: the newest release, whatever has come of it. */
export type ReportMoment = "planned" | "started" | "ended";

/** Where a release stands, as people are told. */
export type Standing = "planned" | "running" | "waiting" | "held" | "good" | "rolled back" | "superseded" | "not begun";

const unwritten: Readonly<Record<ReportMoment, Standing>> = {
  planned: "planned",
  started: "running",
  ended: "not begun",
};

/** Where a release stands, by the journal and by what the caller knows: a plan or a refusal is in no journal. */
export function standingOf(
  { open, lease }: JournalState,
  story: Story | undefined,
  moment: ReportMoment | null,
): Standing {
  if (story === undefined) return unwritten[moment ?? "ended"];
  if (story.outcome !== "open") return story.outcome;
  // What another release has replaced without an end of its own is a journal that somebody wrote by hand.
  if (open?.id !== story.id) return "superseded";
  if (lease !== null || moment === "started") return "running";
  return open.failure !== null || open.rollingBack ? "held" : "waiting";
}

/** Follows the release's name. */
export const sentences: Readonly<Record<Standing, string>> = {
  planned: "waits for approval",
  running: "is being deployed",
  waiting: "is **open**: not finished",
  held: "is **held**: a person has to decide",
  good: "is live and verified good",
  "rolled back": "was **rolled back**",
  superseded: "was superseded before it changed a slot or traffic",
  "not begun": "was **not deployed**: it was refused, rejected or cancelled before anything was changed",
};
