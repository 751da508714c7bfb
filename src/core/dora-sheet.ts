import { type Dora, enough, type Spread, type Week } from "./dora.ts";
import { plain, table } from "./markdown.ts";
import { readableSpan } from "./readable.ts";
import { mermaid } from "./report/mermaid.ts";

const day = 86_400_000;

interface Place {
  readonly application: string;
  readonly environment: string;
}

/** The figures for a terminal: aligned columns and a bar for each week. */
export function doraText(dora: Dora, { application, environment }: Place): string {
  const rows = figures(dora);
  const width = Math.max(...rows.map(([name = ""]) => name.length));
  return [
    `${application} in ${environment}, ${window(dora)}`,
    "",
    ...rows.map(([name = "", value = "", rest = ""]) =>
      `${name.padEnd(width)}  ${value.padEnd(28)}  ${rest}`.trimEnd(),
    ),
    "",
    ...bars(dora.weeks),
    "",
    ...remarks(dora),
  ].join("\n");
}

/** The same as Markdown, with a picture that GitHub draws. */
export function doraMarkdown(dora: Dora, { application, environment }: Place): string {
  const listed = (values: readonly (number | string)[]) => `[${values.join(", ")}]`;
  const { weeks } = dora;
  return [
    `## Deliveries of ${plain(application)} to ${plain(environment)}`,
    "",
    ...table(["Figure", window(dora), "Rests on"], figures(dora)),
    "",
    ...mermaid([
      "xychart-beta",
      '  title "Releases per week: good (bars), failed (line)"',
      `  x-axis ${listed(weeks.map(({ from }) => `"${dateOf(from)}"`))}`,
      `  y-axis "releases" 0 --> ${Math.max(1, ...weeks.map(({ good, failed }) => Math.max(good, failed)))}`,
      `  bar ${listed(weeks.map(({ good }) => good))}`,
      `  line ${listed(weeks.map(({ failed }) => failed))}`,
    ]),
    "",
    ...table(
      ["Week from", "Good", "Failed"],
      weeks.map(({ from, good, failed }) => [dateOf(from), `${good}`, `${failed}`]),
    ),
    "",
    ...remarks(dora),
    "",
  ].join("\n");
}

function window({ from, to }: Dora): string {
  const days = (to - from) / day;
  return `last ${days >= 1 ? `${Math.round(days * 10) / 10} days` : readableSpan(to - from)}`;
}

/** Name, value, what it rests on. */
function figures({ good, failed, perWeek, lead, failureRate, restore }: Dora): readonly (readonly string[])[] {
  const releases = `${good + failed} releases`;
  const spread = (value: Spread | null) =>
    value === null ? `not enough` : `${readableSpan(value.median)} (p90 ${readableSpan(value.p90)})`;
  const count = (value: Spread | null) => (value === null ? `fewer than ${enough}` : `${value.count}`);
  return [
    ["deployment frequency", perWeek === null ? "not enough" : `${round(perWeek)} per week`, releases],
    ["lead time (median)", spread(lead), `${count(lead)} releases`],
    ["change failure rate", failureRate === null ? "not enough" : `${round(failureRate)} %`, releases],
    ["time to restore (median)", spread(restore), `${count(restore)} failures`],
  ];
}

function remarks({ good, failed, caught }: Dora): readonly string[] {
  return [
    `${good} verified good, ${failed} failed with traffic on them, ${caught} taken back before any traffic.`,
    `Lead time counts from the commit to verified good; a figure needs at least ${enough}. Open and superseded releases do not count.`,
  ];
}

const longestBar = 40;

/** One line per week: what was good, then what failed. */
function bars(weeks: readonly Week[]): readonly string[] {
  const most = Math.max(1, ...weeks.map(({ good, failed }) => good + failed));
  const scale = Math.min(1, longestBar / most);
  const bar = (count: number, sign: string) => sign.repeat(count === 0 ? 0 : Math.max(1, Math.round(count * scale)));
  return [
    "week from   good █  failed ▒",
    ...weeks.map(({ from, good, failed }) => {
      const told = good + failed === 0 ? "" : ` ${good}${failed === 0 ? "" : ` + ${failed}`}`;
      return `${dateOf(from)}  ${bar(good, "█")}${bar(failed, "▒")}${told}`.trimEnd();
    }),
  ];
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
