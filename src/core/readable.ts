const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago or how long still, in the two largest units: `3 d 4 h`, `5 h 10 min`, `40 s`. */
export function readableSpan(milliseconds: number): string {
  const units = [
    [day, "d"],
    [hour, "h"],
    [minute, "min"],
    [second, "s"],
  ] as const;
  const rest = Math.max(0, milliseconds);
  const first = units.findIndex(([length]) => rest >= length);
  if (first < 0) return "0 s";
  const parts = units.slice(first, first + 2).map(([length, unit], i) => {
    const count = Math.floor(i === 0 ? rest / length : (rest % (units[first]?.[0] ?? 1)) / length);
    return count === 0 ? "" : `${count} ${unit}`;
  });
  return parts.filter((part) => part !== "").join(" ");
}

/** The moment as clocks in a time zone show it: `2026-11-23 08:00 (Europe/Berlin)`. The zone has to exist. */
export function readableMoment(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: string) => parts.find((known) => known.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${part("minute")} (${zone})`;
}

/** A size in the unit that reads best: `312 B`, `4.2 MB`, `1.36 GB` (of 1,000). */
export function readableBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"] as const;
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return power === 0 ? `${bytes} B` : `${(bytes / 1000 ** power).toPrecision(3)} ${units[power]}`;
}

/** `1 row`, `2 rows`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
