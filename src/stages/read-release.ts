import type { Entry, JournalState } from "../core/journal.ts";
import type { ReportMoment } from "../core/report/standing.ts";
import { isWorkOf, type Story, tellStories } from "../core/story.ts";
import type { Journal } from "./ports/journal.ts";

/** What was read of the journal about one release. */
export interface ReleaseReading {
  readonly state: JournalState;
  readonly story: Story | undefined;
  /** The place of the newest entry that was read. */
  readonly head: string | null;
  /** The pull request that reverts it. */
  readonly revert: number | null;
  /** Ids of the releases that were opened, newest first. */
  readonly releases: readonly string[];
  readonly places: ReadonlySet<string>;
}

/** More than any one release writes in a day; a ramp of weeks is read with the second. */
const reaches = [1000, 20_000] as const;

export interface Wanted {
  /** Null: the newest one. */
  readonly commit: string | null;
  readonly moment: ReportMoment | null;
  /** Who asks: `run/attempt/job`, or a name that no other run has. */
  readonly run: string;
}

/** Reads one release. State and entries are of the same moment, where others let them. */
export async function readRelease(journal: Journal, { commit, moment, run }: Wanted): Promise<ReleaseReading> {
  let reading = await readOnce(journal, commit, reaches[0]);
  for (let attempt = 0; reading.head !== reading.stateAt && attempt < 3; attempt++)
    reading = await readOnce(journal, commit, reaches[0]);
  const { open } = reading.state;
  const isBeyond = open !== null && !reading.releases.includes(open.id) && (commit ?? open.commit) === open.commit;
  if (isBeyond) reading = await readOnce(journal, commit, reaches[1]);
  const { stateAt: _, ...read } = reading;
  return isEarlier(read.story, moment, run) ? { ...read, story: undefined } : read;
}

/** An attempt at the same commit that ended before is no part of what this run plans, begins, or was refused. */
function isEarlier(story: Story | undefined, moment: ReportMoment | null, run: string): boolean {
  if (story === undefined || moment === null || story.outcome === "open") return false;
  // The job that reports the end may be run again alone: that is another attempt, at the same run.
  if (moment === "ended") return run.includes("/") && !isWorkOf(story, run, "run");
  return !isWorkOf(story, run, "attempt");
}

async function readOnce(journal: Journal, commit: string | null, reach: number) {
  const { state, at } = await journal.head();
  const entries = await journal.entries(reach);
  const stories = tellStories(entries);
  const story = stories.find(({ release }) => commit === null || release.commit === commit);
  return {
    ...{ state, stateAt: at, story },
    revert: revertIn(entries, commit ?? story?.release.commit ?? ""),
    head: entries[0]?.place ?? null,
    releases: stories.map(({ id }) => id),
    places: new Set(entries.map(({ place }) => place)),
  };
}

/** The state forgets it once GitHub is told of another release; the entries do not. */
function revertIn(entries: readonly Entry[], commit: string): number | null {
  const numbers = entries.map(({ deed, release, after }) =>
    deed === "publish" && release?.commit === commit ? (after as { readonly revert?: number } | null)?.revert : null,
  );
  return numbers.find((number) => typeof number === "number") ?? null;
}
