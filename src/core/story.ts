import { type Entry, freeDeeds, type Json, type ReleaseRecord } from "./journal.ts";

/** One deed of a release, from its intent to what came of it. */
export interface Deed {
  readonly deed: string;
  readonly item: string | null;
  readonly outcome: "done" | "failed" | "running" | "noted";
  readonly at: string;
  /** Milliseconds from intent to answer; null where nothing was intended. */
  readonly took: number | null;
  readonly asked: Json;
  readonly after: Json;
  readonly reason: string | null;
  readonly evidence: Json;
}

/** What the journal tells of one release. */
export interface Story {
  /** The id of the entry that opened it. */
  readonly id: string;
  readonly release: ReleaseRecord;
  readonly openedAt: string;
  readonly endedAt: string | null;
  readonly outcome: "good" | "rolled back" | "superseded" | "open";
  readonly actor: string;
  /** Address of the run that opened it. */
  readonly run: string | null;
  /** Ids of the jobs that have done something for it. */
  readonly workers: readonly string[];
  /** Why it was taken back. */
  readonly reason: string | null;
  readonly deeds: readonly Deed[];
}

const silent = new Set(["renew", "take-lease", "release-lease", "open", "publish"]);

/** The stories in the entries, newest first; `entries` are newest first too. */
export function tellStories(entries: readonly Entry[]): readonly Story[] {
  const chapters: Entry[][] = [];
  for (const entry of [...entries].reverse()) {
    const chapter = chapters.at(-1);
    if (entry.deed === "open" || isAdoption(entry)) chapters.push([entry]);
    else if (chapter !== undefined && isOf(chapter, entry)) chapter.push(entry);
  }
  return chapters.map(tellOne).reverse();
}

/** What was live before is recorded by one entry: its story begins and ends with it. */
function isAdoption({ deed, asked }: Entry): boolean {
  return deed === "mark-good" && (asked as { readonly adopted?: boolean } | null)?.adopted === true;
}

const ofTheLease = new Set(["renew", "take-lease", "release-lease"]);

/** A run that was refused may have held the lease, and its messages may have been sent. */
function isWork({ deed }: Entry): boolean {
  return !ofTheLease.has(deed) && !freeDeeds.includes(deed);
}

/** Whether a job of this run, or of this very attempt at it, has done something for the release; `id` is `run/attempt/job`. */
export function isWorkOf({ workers }: Pick<Story, "workers">, id: string, of: "run" | "attempt"): boolean {
  const part = (job: string) =>
    job
      .split("/")
      .slice(0, of === "run" ? 1 : 2)
      .join("/");
  return workers.some((worker) => part(worker) === part(id));
}

/** People may be told of a release while another one is open. */
function isOf([opening]: readonly Entry[], { release }: Entry): boolean {
  return release === null || release.commit === opening?.release?.commit;
}

function tellOne(entries: readonly Entry[]): Story {
  const [opening] = entries;
  if (opening?.release == null) throw new Error("a story begins with an opened release");
  const end = entries.find(({ deed, phase }) => (deed === "mark-good" || deed === "close") && phase === "done");
  return {
    id: opening.id,
    release: opening.release,
    openedAt: opening.at,
    endedAt: end?.at ?? null,
    outcome: ending(end),
    actor: opening.run.actor,
    run: opening.run.url,
    workers: [...new Set(entries.filter(isWork).map(({ run }) => run.id))],
    reason: end?.reason ?? null,
    deeds: tellDeeds(entries),
  };
}

function ending(end: Entry | undefined): Story["outcome"] {
  if (end === undefined) return "open";
  if (end.deed === "mark-good") return "good";
  return (end.after as { outcome?: string } | null)?.outcome === "superseded" ? "superseded" : "rolled back";
}

function tellDeeds(entries: readonly Entry[]): readonly Deed[] {
  const answers = new Map(entries.filter(({ of }) => of !== null).map((entry) => [entry.of, entry]));
  return entries
    .filter(({ deed, of }) => !silent.has(deed) && of === null)
    .map((entry) => {
      const { deed, item, at, asked, phase } = entry;
      const answer = phase === "intend" ? answers.get(entry.id) : entry;
      return {
        deed,
        item,
        at,
        asked,
        outcome: outcomeOf(entry, answer),
        took: phase === "intend" && answer !== undefined ? Date.parse(answer.at) - Date.parse(at) : null,
        after: answer?.after ?? null,
        reason: answer?.reason ?? null,
        evidence: answer?.evidence ?? null,
      };
    });
}

function outcomeOf(entry: Entry, answer: Entry | undefined): Deed["outcome"] {
  if (entry.phase === "note") return "noted";
  if (answer === undefined) return "running";
  return answer.phase === "failed" ? "failed" : "done";
}
