import { isProven, isReliable, type Level, type Provable } from "./backup.ts";
import { judgeAge } from "./drill.ts";
import { code, plain, prose, table, tame } from "./markdown.ts";
import { readableBytes, readableSpan } from "./readable.ts";

/** What the sheet shows of a stored set. */
export interface ListedSet extends Provable {
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly commit: string;
  readonly parts: readonly {
    readonly item: string;
    readonly level: Level;
    readonly bytes: number;
    /** Milliseconds; 0 where it was not restored. */
    readonly took: { readonly restore: number; readonly census: number };
  }[];
}

export interface SheetFacts {
  readonly sets: readonly ListedSet[];
  readonly now: number;
  /** Sets that a plan names. */
  readonly protectedNames?: readonly string[];
  /** The newest drill of each item. */
  readonly drills?: readonly {
    readonly item: string;
    readonly backup: string;
    readonly at: string;
    readonly passed: boolean;
    readonly restoreTook: number;
  }[];
}

/** A level as the operator reads it. */
export const levelWords: Readonly<Record<Level, string>> = {
  size: "NOT proven (size)",
  checksum: "NOT proven (checksum)",
  structure: "NOT proven (read to its end)",
  restored: "restored, counts equal",
  rows: "restored, every row equal",
};

const setHead = ["Backup", "Made", "Age", "Items", "Proven", "Size", "Restore", "Commit", "Stays because"];
const drillHead = ["Item", "Last drill", "Result", "Restore"];

/** The backups in the stores, newest first, as a table for the terminal or for a page of GitHub. */
export function backupSheet(facts: SheetFacts, format: "text" | "markdown"): string {
  return format === "text" ? asText(facts) : asMarkdown(facts);
}

function asText(facts: SheetFacts): string {
  const { drills = [] } = facts;
  return [
    ...(facts.sets.length === 0 ? [nothing] : columns(setHead, setRows(facts, tame))),
    ...(drills.length === 0 ? [] : ["", ...columns(drillHead, drillRows(facts, tame))]),
    "",
    ...remarks(facts).map(tame),
  ].join("\n");
}

function asMarkdown(facts: SheetFacts): string {
  const { drills = [] } = facts;
  return [
    "## Backups",
    "",
    ...(facts.sets.length === 0 ? [nothing] : table(setHead, setRows(facts, plain, code).slice(0, mostRows))),
    ...(facts.sets.length > mostRows ? ["", `${facts.sets.length - mostRows} older ones are not shown.`] : []),
    ...(drills.length === 0 ? [] : ["", ...table(drillHead, drillRows(facts, plain, code))]),
    "",
    ...remarks(facts).map(prose),
    "",
  ].join("\n");
}

/** GitHub drops a summary of more than 1 MiB altogether. */
const mostRows = 200;

const nothing = "No store of the section holds a backup of this application and environment.";

type Safe = (text: string) => string;

function setRows(facts: SheetFacts, safe: Safe, name: Safe = safe): readonly (readonly string[])[] {
  const reasons = reasonsOf(facts);
  return newestFirst(facts).map((set) => {
    const { parts, createdAt, commit, level, madeBefore } = set;
    const sum = (count: (part: (typeof parts)[number]) => number) => parts.reduce((all, part) => all + count(part), 0);
    const restore = sum(({ took }) => took.restore + took.census);
    return [
      name(set.name),
      safe(moment(createdAt)),
      age(createdAt, facts.now),
      safe(parts.map((part) => (part.level === level ? part.item : `${part.item} (${part.level})`)).join(", ")),
      madeBefore === undefined ? levelWords[level] : `${levelWords[level]}; the state before a ${madeBefore}`,
      readableBytes(sum(({ bytes }) => bytes)),
      isProven(level) ? span(restore) : "not measured",
      commit === "" ? "" : name(commit.slice(0, 8)),
      safe(reasons(set)),
    ];
  });
}

function drillRows({ drills = [], now }: SheetFacts, safe: Safe, name: Safe = safe) {
  return drills.map(({ item, backup, at, passed, restoreTook }) => [
    safe(item),
    `${name(backup)}, ${age(at, now)} ago`,
    passed ? "passed" : "FAILED",
    passed ? span(restoreTook) : "",
  ]);
}

/** What removes nothing, whatever the rules say. */
function reasonsOf(facts: SheetFacts): (set: ListedSet) => string {
  const { protectedNames = [] } = facts;
  const lastProven = newestFirst(facts).find(isReliable);
  return (set) =>
    [
      ...(set === lastProven ? ["the last verified backup"] : []),
      ...(protectedNames.includes(set.name) ? ["an open or live release goes back to it"] : []),
    ].join(", ");
}

function remarks({ sets, now, drills = [] }: SheetFacts): readonly string[] {
  const failed = drills.filter(({ passed }) => !passed).map(({ item }) => item);
  return [
    `${judgeAge(sets, { now, maxAge: null }).told}.`,
    ...(failed.length === 0 ? [] : [`The last drill of ${failed.join(", ")} has FAILED: do not rely on it.`]),
    "`Restore` is what restoring and counting took when it was tried out.",
  ];
}

function newestFirst({ sets }: SheetFacts): readonly ListedSet[] {
  return [...sets].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}

/** `2026-11-29 00:24 UTC`; text that is no date stays as it is. */
function moment(at: string): string {
  const milliseconds = Date.parse(at);
  if (Number.isNaN(milliseconds)) return at;
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function age(at: string, now: number): string {
  const milliseconds = now - Date.parse(at);
  if (Number.isNaN(milliseconds)) return "unknown";
  return milliseconds < 0 ? "from the future" : readableSpan(milliseconds);
}

function span(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : readableSpan(milliseconds);
}

function columns(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => [...(row[i] ?? "")].length)));
  const padded = (cell: string, i: number) => cell + " ".repeat(Math.max(0, (widths[i] ?? 0) - [...cell].length));
  return [head, ...rows].map((row) => row.map(padded).join("  ").trimEnd());
}
