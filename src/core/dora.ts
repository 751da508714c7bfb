import type { Deed, Story } from "./story.ts";

/** One release that has ended, as the four figures count it. Times in milliseconds. */
export interface Delivery {
  readonly version: string;
  readonly commit: string;
  /** When it was verified good or taken back. */
  readonly endedAt: number;
  /** `caught`: taken back before anybody was served by it, so nobody had a failure. */
  readonly end: "good" | "failed" | "caught";
  /** From the commit until it was verified good; null where the commit's time is not known, or where it never was good. */
  readonly lead: number | null;
  /** From the first sign of failure until the traffic was back. */
  readonly restore: number | null;
}

/** Of figures that lie far apart: half of them are below the median, nine in ten below p90. */
export interface Spread {
  readonly count: number;
  readonly median: number;
  readonly p90: number;
}

export interface Week {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly good: number;
  readonly failed: number;
}

export interface Dora {
  readonly from: number;
  readonly to: number;
  readonly good: number;
  readonly failed: number;
  readonly caught: number;
  /** Releases that were verified good; null where too few rest behind it, as in the other figures. */
  readonly perWeek: number | null;
  readonly lead: Spread | null;
  /** Of those that had traffic, percent. */
  readonly failureRate: number | null;
  readonly restore: Spread | null;
  readonly weeks: readonly Week[];
}

/** A figure that rests on fewer is chance. */
export const enough = 3;

const day = 86_400_000;

/** The releases that have ended; those that are open or superseded, or were never begun, do not count. */
export function deliveries(stories: readonly Story[], committedAt: ReadonlyMap<string, number>): readonly Delivery[] {
  return stories.flatMap((story) => {
    const { release, outcome, endedAt } = story;
    if (endedAt === null || (outcome !== "good" && outcome !== "rolled back")) return [];
    const ended = Date.parse(endedAt);
    const committed = committedAt.get(release.commit);
    const isGood = outcome === "good" && !failedLater(story);
    const end = isGood ? "good" : outcome === "good" || hadTraffic(story) ? "failed" : "caught";
    return [
      {
        ...{ version: release.version, commit: release.commit, endedAt: ended, end },
        // A commit that is younger than its release has a clock that nobody can count with.
        lead: outcome === "good" && committed !== undefined && committed <= ended ? ended - committed : null,
        restore: end === "failed" && outcome === "rolled back" ? restoreTime(story) : null,
      } as const,
    ];
  });
}

function hadTraffic({ deeds }: Story): boolean {
  return deeds.some((deed) => deed.deed === "set-weight" && weightOf(deed) > 0);
}

function failedLater({ deeds }: Story): boolean {
  return deeds.some(({ deed, after }) => deed === "watch" && (after as { passed?: unknown } | null)?.passed === false);
}

function weightOf({ after, asked }: Deed): number {
  const weight = (part: unknown) => (part as { weight?: unknown } | null)?.weight;
  const found = weight(after) ?? weight(asked);
  return typeof found === "number" ? found : 0;
}

/**
 * A failing step is written down after its traffic went back. Then the time at which its weight was set stands for the
 * first sign: nobody had a failure for longer.
 */
function restoreTime({ deeds, endedAt }: Story): number | null {
  const at = (deed: Deed) => Date.parse(deed.at);
  const doneAt = (deed: Deed) => at(deed) + (deed.took ?? 0);
  const back = deeds.find((deed) => deed.deed === "set-weight" && weightOf(deed) === 0 && deed.outcome === "done");
  const restored = back === undefined ? Date.parse(endedAt ?? "") : doneAt(back);
  const sign = deeds.find(isSign);
  if (sign !== undefined && at(sign) <= restored) return restored - at(sign);
  const set = deeds.findLast((deed) => deed.deed === "set-weight" && weightOf(deed) > 0 && at(deed) <= restored);
  return set === undefined ? null : Math.max(0, restored - doneAt(set));
}

function isSign({ deed, outcome, after }: Deed): boolean {
  const said = after as { verdict?: unknown; passed?: unknown } | null;
  if (deed === "verdict") return said?.verdict === "fail";
  if (deed === "check") return said?.passed === false;
  return outcome === "failed" && deed !== "notify";
}

/** The four figures of the releases that ended in the last `since` milliseconds. */
export function doraOf(
  all: readonly Delivery[],
  { now, since }: { readonly now: number; readonly since: number },
): Dora {
  const from = now - since;
  const recent = all.filter(({ endedAt }) => endedAt > from && endedAt <= now);
  const count = (end: Delivery["end"]) => recent.filter((delivery) => delivery.end === end).length;
  const [good, failed] = [count("good"), count("failed")];
  const served = good + failed;
  const spreadBy = (name: "lead" | "restore") => spread(recent.flatMap((delivery) => delivery[name] ?? []));
  return {
    ...{ from, to: now, good, failed, caught: count("caught") },
    perWeek: served < enough ? null : good / (since / (7 * day)),
    lead: spreadBy("lead"),
    failureRate: served < enough ? null : (failed / served) * 100,
    restore: spreadBy("restore"),
    weeks: weeksOf(recent, from, now),
  };
}

function spread(values: readonly number[]): Spread | null {
  if (values.length < enough) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const upTo = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  const middle = sorted.length / 2;
  const median = sorted.length % 2 === 1 ? upTo(0.5) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  return { count: sorted.length, median, p90: upTo(0.9) };
}

/** Whole weeks counted back from now, the oldest first; the oldest may reach beyond the window. */
function weeksOf(recent: readonly Delivery[], from: number, now: number): readonly Week[] {
  const count = Math.min(53, Math.max(1, Math.ceil((now - from) / (7 * day))));
  return [...Array(count).keys()].reverse().map((ago) => {
    const to = now - ago * 7 * day;
    const own = recent.filter(({ endedAt }) => endedAt <= to && endedAt > to - 7 * day);
    const number = (end: Delivery["end"]) => own.filter((delivery) => delivery.end === end).length;
    return { from: to - 7 * day, good: number("good"), failed: number("failed") };
  });
}
