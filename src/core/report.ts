import type { Json } from "./journal.ts";
import { code, plain, readableTime, table } from "./markdown.ts";
import type { Deed, Story } from "./story.ts";

/** One release as Markdown: for the job summary, the pull request and the terminal. */
export function renderReport(application: string, environment: string, story: Story | undefined): string {
  const title = `## ${plain(application)} in ${plain(environment)}`;
  if (story === undefined) return `${title}\n\nNo release has been deployed yet.\n`;
  const { release, outcome, openedAt, endedAt, actor, reason, deeds } = story;
  const took = endedAt === null ? "" : ` after ${readableTime(Date.parse(endedAt) - Date.parse(openedAt))}`;
  const state = {
    good: "is live and verified good",
    "rolled back": "was **rolled back**",
    superseded: "was superseded before it changed a slot or traffic",
    open: "is **open**: not finished",
  }[outcome];
  return [
    title,
    "",
    `${code(release.version)} (${code(release.commit.slice(0, 12))}) in slot ${code(release.slot)} ${state}${took}. Deployed by ${plain(actor)}.`,
    ...(reason === null ? [] : ["", `Why: ${plain(reason)}`]),
    "",
    ...table(["Deed", "Result", "Time", "Details"], deeds.map(row)),
    "",
  ].join("\n");
}

function row(deed: Deed): readonly string[] {
  const name = deed.item === null ? deed.deed : `${deed.deed} (${plain(deed.item)})`;
  const time = deed.took === null ? "" : readableTime(deed.took);
  return [name, resultOf(deed), time, plain(detailsOf(deed))];
}

function resultOf({ deed, outcome, after }: Deed): string {
  if (deed === "verdict") return String(field(after, "verdict"));
  if (deed === "check") return field(after, "passed") === true ? "passed" : "**failed**";
  return { done: "done", failed: "**failed**", running: "not finished", noted: "" }[outcome];
}

/** What a reader wants to know of each deed; a failure's reason always comes first. */
function detailsOf({ deed, outcome, asked, after, reason, evidence }: Deed): string {
  if (outcome === "failed" || (reason !== null && deed !== "close")) return reason ?? "";
  switch (deed) {
    case "backup":
      return `${field(after, "name")}: restored and equal, ${field(after, "rows")} rows, ${field(after, "bytes")} bytes, restore took ${field(after, "restoreTook")} ms`;
    case "migrate":
      return migrationDetails(asked);
    case "set-weight":
      return `${field(after, "weight")} % to slot ${field(asked, "slot")}`;
    case "check":
      return `${Array.isArray(evidence) ? evidence.length : 0} checks, ${field(after, "target")} slot`;
    case "prepare":
    case "start":
    case "stop":
    case "promote":
      return `slot ${field(asked, "slot")}`;
    default:
      return "";
  }
}

function migrationDetails(asked: Json): string {
  const versions = field(asked, "versions");
  if (!Array.isArray(versions) || versions.length === 0) return "nothing was pending";
  return `${versions.join(", ")}: ${field(asked, "verdict")}`;
}

function field(value: Json, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
