const day = 86_400_000;

/** Spans of the calendar in UTC, each with a name for every moment: two moments of one span have the same. */
export const periods = [
  { rule: "daily", name: "day", keyOf: (at: number) => isoDate(at) },
  { rule: "weekly", name: "week", keyOf: isoWeek },
  { rule: "monthly", name: "month", keyOf: (at: number) => isoDate(at).slice(0, 7) },
  { rule: "yearly", name: "year", keyOf: (at: number) => isoDate(at).slice(0, 4) },
] as const;

/** `2026-W01`, as ISO 8601 counts: weeks begin on Monday and belong to the year of their Thursday. */
export function isoWeek(at: number): string {
  const weekday = (new Date(at).getUTCDay() + 6) % 7;
  const thursday = new Date(at + (3 - weekday) * day);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / day / 7) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}

function isoDate(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
