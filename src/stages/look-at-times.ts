import { type Finding, met, refused, warned } from "../core/preflight/finding.ts";
import { readableMoment } from "../core/readable.ts";
import { closures, occasionProblems, overrideOf } from "./closed-times.ts";
import type { LookAroundOptions } from "./look-around.ts";
import type { Calendar, Occasion } from "./ports/calendar.ts";

/** Looks at freezes and windows, and says what is next: an approval may take its time. */
export async function lookAtTimes(options: LookAroundOptions): Promise<readonly Finding[]> {
  const { asked, override, actor, now } = options;
  const { freeze = [], window = [] } = asked;
  if (freeze.length + window.length === 0) return [];
  const calendar = await options.calendar();
  const wrong = occasionProblems(asked, calendar);
  if (wrong.length > 0) {
    return wrong.map(({ where, what }) => ({ what: where, judgement: "refused", found: what, isAskedWrongly: true }));
  }
  const closed = closures(asked, { calendar, now });
  const overridden = overrideOf(asked, { calendar, now, override });
  const isShut = (kind: string) => closed.some((closure) => closure.kind === kind);
  const found = closed.map(({ kind, told }) =>
    overridden === null
      ? refused(`plan: ${kind}`, told, "wait, or say in `override-freeze` why this release is an exception")
      : warned(`plan: ${kind}`, `${told}; overridden by ${actor}: ${overridden.reason}`),
  );
  return [
    ...found,
    ...(freeze.length === 0 || isShut("freeze") ? [] : [met("plan: freeze", nextFreeze(freeze, calendar, now))]),
    ...(window.length === 0 || isShut("window") ? [] : [met("plan: window", openUntil(window, calendar, now))]),
  ];
}

function nextFreeze(freeze: readonly Occasion[], calendar: Calendar, now: number): string {
  const next = freeze.flatMap((occasion) => {
    const at = calendar.next(occasion, now);
    return at === null ? [] : [{ at, zone: zoneOf(occasion) }];
  });
  const [first] = next.sort((a, b) => a.at - b.at);
  return first === undefined ? "none to come" : `none now; the next begins at ${readableMoment(first.at, first.zone)}`;
}

function openUntil(window: readonly Occasion[], calendar: Calendar, now: number): string {
  const ends = window.flatMap((occasion) => {
    const covering = calendar.covering(occasion, now);
    return covering === null ? [] : [{ to: covering.to, zone: zoneOf(occasion) }];
  });
  const [last] = ends.sort((a, b) => b.to - a.to);
  return last === undefined ? "open" : `open until ${readableMoment(last.to, last.zone)}`;
}

function zoneOf({ "time-zone": zone = "UTC" }: Occasion): string {
  return zone;
}
