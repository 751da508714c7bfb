import type { Cron } from "croner";
import type { Calendar, Occasion } from "../../stages/ports/calendar.ts";

/** Occasions that follow each other without a gap are followed no further than this. */
const mostJoined = 1000;

/** Opens the calendar; the library is loaded here and not with the action. */
export async function openCalendar(): Promise<Calendar> {
  const { Cron } = await import("croner");
  const open = ({ cron, "time-zone": timezone = "UTC" }: Occasion) =>
    new Cron(cron, { timezone, mode: "5-part", paused: true });
  return {
    problem: (occasion) => problemOf(occasion, open),
    covering(occasion, at) {
      const cron = open(occasion);
      const from = lastBeginning(cron, at);
      if (from === null || at >= from + occasion.for) return null;
      let to = from + occasion.for;
      for (let i = 0, next = nextAfter(cron, from); i < mostJoined && next !== null && next <= to; i++) {
        to = next + occasion.for;
        next = nextAfter(cron, next);
      }
      return { from, to };
    },
    next: (occasion, after) => nextAfter(open(occasion), after),
  };
}

function problemOf({ cron, "time-zone": zone = "UTC", for: length }: Occasion, open: (o: Occasion) => Cron) {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: zone });
  } catch {
    return `\`time-zone: ${zone}\` is no time zone; write one such as \`Europe/Berlin\` or \`UTC\``;
  }
  if (length <= 0) return "`for` must be longer than nothing";
  try {
    if (open({ cron, for: length, "time-zone": zone }).nextRun(new Date(0)) !== null) return null;
    return `\`cron: ${cron}\` never begins`;
  } catch {
    return `\`cron: ${cron}\` cannot be read; write five fields, such as \`0 18 * * FRI\` (minute, hour, day, month, weekday)`;
  }
}

/** The library answers with beginnings before a moment, in whole seconds; one at the very moment counts as well. */
function lastBeginning(cron: Cron, at: number): number | null {
  const found = cron.previousRuns(2, new Date(at + 1000)).map((date) => date.getTime());
  return found.find((beginning) => beginning <= at) ?? null;
}

function nextAfter(cron: Cron, after: number): number | null {
  return cron.nextRun(new Date(after))?.getTime() ?? null;
}
