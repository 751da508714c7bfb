import type { Obstacle } from "../core/preflight.ts";
import { readableMoment } from "../core/readable.ts";
import type { Calendar, Occasion } from "./ports/calendar.ts";

/** When nothing may be released, and when something may: the `plan` section's `freeze` and `window`. */
export interface PlanTimes {
  readonly freeze?: readonly Occasion[] | undefined;
  readonly window?: readonly Occasion[] | undefined;
}

export interface Moment {
  readonly calendar: Calendar;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Why this release goes on all the same: the input `override-freeze`. */
  readonly override: string | undefined;
}

/** One reason why the time is wrong. */
export interface Closure {
  readonly kind: "freeze" | "window";
  readonly why: string | null;
  /** When it ends, ISO 8601; null where it does not. */
  readonly until: string | null;
  /** For the operator: until when, in the zone that was named. */
  readonly told: string;
}

/** What is written into the journal (deed `override`) when a release opens in spite of the time. */
export interface Override {
  readonly reason: string;
  readonly closures: readonly Pick<Closure, "kind" | "why" | "until">[];
}

const exception = "wait, or say in `override-freeze` why this release is an exception";

/**
 * What the time has against beginning a release, or against migrating: a freeze, a window that is shut, a calendar that
 * cannot be read. An override takes away what the time has against it, not what is written wrongly.
 */
export function calendarObstacles(times: PlanTimes, moment: Moment): readonly Obstacle[] {
  const wrong = occasionProblems(times, moment.calendar);
  if (wrong.length > 0) return wrong;
  if (moment.override !== undefined) return [];
  return closures(times, moment).map(toObstacle);
}

/**
 * What the time has against more traffic on a release that is open: a freeze alone. A window says when something may
 * begin, and what has begun in it is not left half-way at its end.
 */
export function risingObstacles(times: PlanTimes, moment: Moment): readonly Obstacle[] {
  return calendarObstacles({ freeze: times.freeze }, moment);
}

/** What the override has overridden; null where nothing had to be. */
export function overrideOf(times: PlanTimes, moment: Moment): Override | null {
  if (moment.override === undefined || occasionProblems(times, moment.calendar).length > 0) return null;
  const closed = closures(times, moment).map(({ kind, why, until }) => ({ kind, why, until }));
  return closed.length === 0 ? null : { reason: moment.override, closures: closed };
}

/** Every occasion that is written wrongly, by its place in deploy.yml. */
export function occasionProblems(times: PlanTimes, calendar: Calendar): readonly Obstacle[] {
  return (["freeze", "window"] as const).flatMap((kind) =>
    (times[kind] ?? []).flatMap((occasion, i) => {
      const what = calendar.problem(occasion);
      return what === null ? [] : [{ kind: "input" as const, where: `plan: ${kind}[${i}]`, what }];
    }),
  );
}

/** Everything that the present moment speaks against; the calendar has to be well written. */
export function closures(times: PlanTimes, { calendar, now }: Pick<Moment, "calendar" | "now">): readonly Closure[] {
  return [...freezes(times.freeze ?? [], calendar, now), ...shutWindow(times.window ?? [], calendar, now)];
}

function freezes(occasions: readonly Occasion[], calendar: Calendar, now: number): Closure[] {
  return occasions.flatMap((occasion) => {
    const covering = calendar.covering(occasion, now);
    if (covering === null) return [];
    const until = readableMoment(covering.to, zoneOf(occasion));
    return [closure("freeze", occasion.why, covering.to, `nothing is released until ${until}`)];
  });
}

function shutWindow(occasions: readonly Occasion[], calendar: Calendar, now: number): Closure[] {
  if (occasions.length === 0 || occasions.some((occasion) => calendar.covering(occasion, now) !== null)) return [];
  const openings = occasions.flatMap((occasion) => {
    const at = calendar.next(occasion, now);
    return at === null ? [] : [{ at, occasion }];
  });
  const [first] = openings.sort((a, b) => a.at - b.at);
  if (first === undefined) return [closure("window", undefined, null, "no release window opens any more")];
  const opens = readableMoment(first.at, zoneOf(first.occasion));
  const told = `releases begin in their window alone, which opens next at ${opens}`;
  return [closure("window", first.occasion.why, first.at, told)];
}

function closure(kind: Closure["kind"], why: string | undefined, until: number | null, what: string): Closure {
  const told = why === undefined ? what : `${what} (${why})`;
  return { kind, why: why ?? null, until: until === null ? null : new Date(until).toISOString(), told };
}

function toObstacle({ kind, told }: Closure): Obstacle {
  return { kind: "refused", where: `plan: ${kind}`, what: `${told}; ${exception}` };
}

function zoneOf({ "time-zone": zone = "UTC" }: Occasion): string {
  return zone;
}
