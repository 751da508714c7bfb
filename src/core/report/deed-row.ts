import type { Json } from "../journal.ts";
import { plain, readableTime } from "../markdown.ts";
import type { Deed } from "../story.ts";

/** What a row of the table may say in its last cell, before it is escaped. */
const longest = 500;

/** A field of what an entry holds; undefined where it has none. */
export function field(value: Json, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** A field as text; empty where it is none. */
export function words(value: Json, name: string): string {
  const found = field(value, name);
  return typeof found === "string" || typeof found === "number" ? String(found) : "";
}

/** Text of at most so many characters, none torn in two. */
export function shortened(text: string, most = longest): string {
  const letters = [...text.slice(0, 2 * most)];
  return text.length <= most || letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`;
}

/** One deed as the cells of a table: what, result, time, details. */
export function deedRow(deed: Deed): readonly string[] {
  const name = deed.item === null ? deed.deed : `${deed.deed} (${plain(shortened(deed.item, 60))})`;
  const time = deed.took === null ? "" : readableTime(deed.took);
  return [name, resultOf(deed), time, plain(shortened(detailsOf(deed)))];
}

function resultOf({ deed, outcome, after }: Deed): string {
  if (deed === "verdict") return plain(words(after, "verdict"));
  if (deed === "check" || deed === "watch") return field(after, "passed") === true ? "passed" : "**failed**";
  return { done: "done", failed: "**failed**", running: "not finished", noted: "" }[outcome];
}

/** What a reader wants to know of each deed; a failure's reason always comes first. */
function detailsOf(told: Deed): string {
  const { deed, outcome, asked, after, reason, evidence } = told;
  if (deed === "approve" || deed === "sign-off" || deed === "override") return wordOf(told);
  if (outcome === "failed") return reason ?? "";
  if (deed === "roll-back") return lossDetails(told);
  if (reason !== null && deed === "set-weight") return `${weightDetails(told)}: ${reason}`;
  if (reason !== null && deed !== "close") return reason;
  switch (deed) {
    case "backup":
      return backupDetails(after);
    case "prune":
      return `removed: ${[field(after, "removed") ?? []].flat().join(", ")}`;
    case "restore":
      return `${field(asked, "backup")} in the place of ${field(asked, "database")}`;
    case "migrate":
      return migrationDetails(asked);
    case "take-down":
      return `${words(asked, "version")}: taken down`;
    case "hold-contract":
    case "backfill":
    case "rehearse":
      return besideMigrations(told);
    case "set-weight":
      return weightDetails(told);
    case "set-flag":
      return flagDetails(told);
    case "check":
      return `${Array.isArray(evidence) ? evidence.length : 0} checks, ${field(after, "target")} slot`;
    case "notify":
      return `told of ${words(after, "moment") || words(asked, "moment")}`;
    case "watch":
      return `looked at again after ${words(after, "age")}`;
    case "follow-up":
      return `${words(after, "what")}, due ${words(after, "due")}`;
    default:
      return slotDeeds.includes(deed) ? `slot ${field(asked, "slot")}` : "";
  }
}

const slotDeeds: readonly string[] = ["prepare", "start", "stop", "promote"];

function backupDetails(after: Json): string {
  const size = `${field(after, "rows")} rows, ${field(after, "bytes")} bytes`;
  if (field(after, "verified") !== true) return `${field(after, "name")}: NOT proven by a restore, ${size}`;
  return `${field(after, "name")}: restored and equal, ${size}, restore took ${field(after, "restoreTook")} ms`;
}

function weightDetails({ asked, after }: Deed): string {
  const groups = field(after, "cohorts");
  const told = Array.isArray(groups) && groups.length > 0 ? `${groups.join(", ")} and ` : "";
  return `${told}${field(after, "weight")} % to slot ${field(asked, "slot")}`;
}

function flagDetails({ asked, after }: Deed): string {
  return field(asked, "back") === true ? `back to ${field(after, "weight")} %` : "off until the release raises it";
}

/** A rollback that was probed tells what the visitors have noticed of it. */
function lossDetails({ reason, after }: Deed): string {
  const proof = (field(after, "switch") ?? null) as Json;
  const why = reason ?? "";
  return proof === null
    ? why
    : `${why} (${field(proof, "lost")} of ${field(proof, "requests")} requests lost meanwhile)`.trim();
}

function besideMigrations({ deed, after }: Deed): string {
  if (deed === "hold-contract") return `waits: ${namesOf(field(after, "held"))}`;
  if (deed === "rehearse")
    return `${field(after, "took")} ms on a copy, ${words(after, "verdict")}, way down: ${words(after, "down")}`;
  const state = field(after, "done") === true ? "finished" : "so far";
  return `${words(after, "name")}: ${field(after, "rows")} rows, ${state}`;
}

function namesOf(held: unknown): string {
  return Array.isArray(held) ? held.map((one: Json) => words(one, "name")).join(", ") : "";
}

function migrationDetails(asked: Json): string {
  const versions = field(asked, "versions");
  if (!Array.isArray(versions) || versions.length === 0) return "nothing was pending";
  return `${versions.join(", ")}: ${field(asked, "verdict")}`;
}

/** Who has said yes to what: an approval, a signed item of the checklist, an exception. */
export function wordOf({ deed, item, asked, after, reason }: Deed): string {
  const said = (...names: readonly string[]) =>
    names.map((name) => words(after, name) || words(asked, name)).find((text) => text !== "") ?? "";
  const who = said("user", "who", "by", "actor");
  const parts = {
    approve: [said("gate") || (item ?? ""), said("comment")],
    "sign-off": [
      [said("item") || (item ?? ""), said("role")].filter((text) => text !== "").join(", "),
      said("evidence"),
    ],
  }[deed as string] ?? ["", said("reason") || (reason ?? "")];
  const [what = "", comment = ""] = parts;
  const unmet = field(after, "isMet") === false ? "not met" : "";
  const name = [what, who === "" ? "" : `by ${who}`, said("at"), unmet].filter((text) => text !== "").join(", ");
  return [name, comment].filter((text) => text !== "").join(": ");
}
