import { openCalendar } from "../adapters/calendars/croner.ts";
import { type Finding, met, refused } from "../core/preflight/finding.ts";
import type { Obstacle } from "../core/preflight.ts";
import type { Values } from "../kit/fields.ts";
import {
  calendarObstacles,
  closures,
  type Moment,
  type Override,
  occasionProblems,
  overrideOf,
  type PlanTimes,
  risingObstacles,
} from "../stages/closed-times.ts";
import type { SectionContext } from "./sections/context.ts";
import { planSection } from "./sections/plan.ts";

export type PlanValues = Values<typeof planSection.inputs>;

/** What the `plan` section asks, with its defaults where deploy.yml has none. */
export function planValues({ settings }: SectionContext): PlanValues {
  const [item] = settings.items(planSection);
  return item?.values as PlanValues;
}

/** What the time has against beginning a release or against migrating now, as `plan: freeze` and `plan: window` say. */
export async function timeObstacles(
  sections: SectionContext,
  override: string | undefined,
): Promise<readonly Obstacle[]> {
  const times = planValues(sections);
  return hasTimes(times) ? calendarObstacles(times, await momentOf(sections, override)) : [];
}

/** What the time has against more traffic on an open release: freezes alone. */
export async function risingTimeObstacles(
  sections: SectionContext,
  override: string | undefined,
): Promise<readonly Obstacle[]> {
  const times = planValues(sections);
  return hasTimes(times) ? risingObstacles(times, await momentOf(sections, override)) : [];
}

/** What to write into the journal (deed `override`) when a release opens now; null where nothing is overridden. */
export async function overrideNow(sections: SectionContext, override: string | undefined): Promise<Override | null> {
  const times = planValues(sections);
  return hasTimes(times) ? overrideOf(times, await momentOf(sections, override)) : null;
}

/** What the times are at this moment, or every one that is written wrongly; a freeze is nothing wrong. */
export async function timeFindings(sections: SectionContext): Promise<readonly Finding[]> {
  const times = planValues(sections);
  if (!hasTimes(times)) return [];
  const moment = await momentOf(sections, undefined);
  const wrong = occasionProblems(times, moment.calendar);
  if (wrong.length > 0) return wrong.map(({ where, what }) => refused(where, what, "correct it there"));
  const told = closures(times, moment).map((closure) => closure.told);
  return [met("freeze and window", told.length === 0 ? "open now" : told.join("; "))];
}

/** The present moment and a calendar; the calendar's library is loaded for nothing where no times are configured. */
async function momentOf({ effects }: SectionContext, override: string | undefined): Promise<Moment> {
  return { calendar: await openCalendar(), now: effects.now(), override };
}

function hasTimes({ freeze, window }: PlanTimes): boolean {
  return (freeze?.length ?? 0) + (window?.length ?? 0) > 0;
}
