import { code, link, plain, prose, readableTime, table } from "../markdown.ts";
import type { Story } from "../story.ts";
import { deedRow, shortened } from "./deed-row.ts";
import { fit } from "./fit.ts";
import { gantt } from "./gantt.ts";
import { type Standing, sentences } from "./standing.ts";
import { trafficChart } from "./traffic.ts";

/** What is told of a release beside its story. */
export interface Told {
  readonly application: string;
  readonly environment: string;
  readonly release: { readonly version: string; readonly commit: string };
  readonly standing: Standing;
  readonly story: Story | undefined;
  /** What was verified good before it. */
  readonly previous: { readonly version: string; readonly commit: string } | null;
  readonly links: readonly { readonly text: string; readonly url: string | null }[];
  /** Sentences of ours about what a reader has to know or do; text from outside may stand in them. */
  readonly notes: readonly string[];
}

/** GitHub drops a summary of more than 1 MiB altogether; characters of up to four bytes may stand in it. */
const longestSummary = 250_000;

/** One release as Markdown: for the job summary and the terminal. */
export function renderReport(told: Told): string {
  const { story } = told;
  const deeds = story?.deeds ?? [];
  const [head = "", line = "", ...rows] = deeds.length === 0 ? [] : table(columns, deeds.map(deedRow));
  const charts = story === undefined ? [] : ["", ...gantt(story), ...trafficChart(story)];
  return fit(
    {
      head: [...openingLines(told, "##"), ...(deeds.length === 0 ? [] : ["", head, line])],
      rows,
      tail: [...charts, ""],
      left: leftOut,
    },
    longestSummary,
  );
}

/** The summary where the journal knows of no release at all. */
export function renderNothing(application: string, environment: string): string {
  return `## ${plain(application)} in ${plain(environment)}\n\nNo release has been deployed yet.\n`;
}

export const columns = ["Deed", "Result", "Time", "Details"] as const;

/** The row that stands for those that were left out. */
export function leftOut(count: number): string {
  return table([], [[`${count} in all`, "", "", "the oldest are left out here"]]).at(-1) ?? "";
}

/** Title, state, reason, notes and links. */
export function openingLines(told: Told, level: "##" | "###"): readonly string[] {
  const { application, environment, release, standing, story, previous, links, notes } = told;
  const took =
    story?.endedAt == null || standing === "planned"
      ? ""
      : ` after ${readableTime(Date.parse(story.endedAt) - Date.parse(story.openedAt))}`;
  const slot = story === undefined || standing === "planned" ? "" : ` in slot ${code(story.release.slot)}`;
  const by = story === undefined ? "" : ` Deployed by ${plain(story.actor)}.`;
  const name = `${code(shortened(release.version, 100))} (${code(release.commit.slice(0, 12))})`;
  const reason = story?.reason ?? null;
  const shown = links.filter(({ url }) => url !== null).map(({ text, url }) => link(plain(text), url));
  return [
    `${level} ${plain(application)} in ${plain(environment)}`,
    "",
    `${name}${slot} ${sentences[standing]}${took}.${by}`,
    ...(reason === null || standing === "planned" ? [] : ["", `Why: ${plain(shortened(reason, 2000))}`]),
    ...(previous === null ? [] : ["", `Before it: ${code(previous.version)} (${code(previous.commit.slice(0, 12))}).`]),
    ...notes.slice(0, 20).flatMap((note) => ["", prose(shortened(note, 2000))]),
    ...(shown.length === 0 ? [] : ["", shown.join(" · ")]),
  ];
}
