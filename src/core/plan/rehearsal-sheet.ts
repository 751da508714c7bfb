import { code, plain, prose, readableTime, table } from "../markdown.ts";
import { readableBytes } from "../readable.ts";
import type { ObservedLock, TouchedRows } from "../rehearsal/observation.ts";
import type { Rehearsal, RehearsedMigration, RoundTrip } from "../rehearsal/rehearsal.ts";
import { listed } from "./sections.ts";

const mostRows = 60;
const mostTables = 5;
const mostStatements = 5;

/** What the pending migrations did to a copy, as Markdown lines. */
export function rehearsalLines(rehearsal: Rehearsal): readonly string[] {
  const { migrations, warnings } = rehearsal;
  const rows = migrations.slice(0, mostRows).map(rowOf);
  const left = migrations.length - rows.length;
  return [
    headline(rehearsal),
    ...(migrations.length === 0
      ? []
      : ["", ...table(["Migration", "Took", "Strongest lock", "Rows", "Down, and up again"], rows)]),
    ...(left > 0 ? ["", `And ${left} more.`] : []),
    ...listed("#### Slowest statements", slowest(migrations)),
    ...listed("#### What the copy tells besides", [
      sizeLine(rehearsal),
      catalogueLine(rehearsal),
      restoreLine(rehearsal),
    ]),
    ...listed("#### Not as it should be", [...downProblems(migrations), ...warnings.slice(0, mostRows).map(prose)]),
  ];
}

function headline({ of, migrations }: Rehearsal): string {
  const took = migrations.reduce((sum, migration) => sum + migration.took, 0);
  const copied = of.kind === "backup" ? `the backup ${code(of.name)}` : `the present database, ${code(of.name)}`;
  const what = migrations.length === 0 ? "Nothing was pending" : `The migrations ran in ${readableTime(took)}`;
  return `${what} on a copy of ${copied} (${plain(of.at)}). ${downWords(migrations)}`;
}

function downWords(migrations: readonly RehearsedMigration[]): string {
  const states = new Set(migrations.map(({ down }) => down));
  if (states.size === 0) return "";
  if (states.has("failed")) return "**A way down failed.**";
  if (states.has("differs")) return "**A way down does not bring back what was there before.**";
  if (states.has("none")) return "Not all of them have a way down.";
  return states.has("not-tried") ? "Not every way down was tried." : "Every way down was lossless.";
}

const downCells: Readonly<Record<RoundTrip, string>> = {
  lossless: "lossless",
  differs: "**differs**",
  failed: "**failed**",
  none: "has no down",
  "not-tried": "not tried",
};

function rowOf({ versions, took, locks, rows, down }: RehearsedMigration): readonly string[] {
  return [nameOf(versions), readableTime(took), lockCell(locks), rowsCell(rows), downCells[down]];
}

function nameOf(versions: readonly string[]): string {
  const [first = "", ...rest] = versions;
  const last = rest.at(-1);
  return last === undefined ? code(first) : `${code(first)} to ${code(last)} (${versions.length} together)`;
}

/** From the weakest to the strongest, of both servers; what is not listed is ranked below. */
const ranks: readonly string[] = [
  "ACCESS SHARE",
  "SHARED_READ",
  "ROW SHARE",
  "SHARED_WRITE",
  "ROW EXCLUSIVE",
  "SHARED_UPGRADABLE",
  "SHARE UPDATE EXCLUSIVE",
  "SHARED_NO_WRITE",
  "SHARE",
  "SHARE ROW EXCLUSIVE",
  "SHARED_NO_READ_WRITE",
  "EXCLUSIVE",
  "ACCESS EXCLUSIVE",
];

/** The lock that others felt most; of equal ones, the one that was held longest. */
export function strongestLock(locks: readonly ObservedLock[]): ObservedLock | null {
  const rank = ({ lock }: ObservedLock) => ranks.indexOf(lock.toUpperCase().replace(/ ?LOCK$/, ""));
  const sorted = [...locks].sort((a, b) => rank(b) - rank(a) || b.held - a.held);
  return sorted[0] ?? null;
}

function lockCell(locks: readonly ObservedLock[] | null): string {
  if (locks === null) return "cannot be seen here";
  const lock = strongestLock(locks);
  if (lock === null) return "none seen";
  return `${code(lock.lock)} on ${code(lock.on)}, at least ${readableTime(lock.held)}`;
}

function rowsCell(rows: Readonly<Record<string, TouchedRows>> | null): string {
  if (rows === null) return "cannot be seen here";
  const tables = Object.entries(rows).map(([name, touched]) => `${code(name)}: ${touchedWords(touched)}`);
  if (tables.length === 0) return "none";
  const left = tables.length - mostTables;
  return `${tables.slice(0, mostTables).join("; ")}${left > 0 ? `; and ${left} more tables` : ""}`;
}

function touchedWords({ inserted, updated, deleted }: TouchedRows): string {
  const words = [count(inserted, "new"), count(updated, "changed"), count(deleted, "deleted")];
  return words.filter((word) => word !== "").join(", ") || "none";
}

function count(rows: number, what: string): string {
  return rows === 0 ? "" : `${rows.toLocaleString("en-US")} ${what}`;
}

/** What takes less than this is no news. */
const noteworthy = 100;

function slowest(migrations: readonly RehearsedMigration[]): readonly string[] {
  return migrations
    .flatMap(({ statements }) => statements ?? [])
    .filter(({ took }) => took >= noteworthy)
    .sort((a, b) => b.took - a.took)
    .slice(0, mostStatements)
    .map(({ took, sql }) => `${readableTime(took)}: ${code(sql.length > 200 ? `${sql.slice(0, 199)}…` : sql)}`);
}

function sizeLine({ size: { before, after } }: Rehearsal): string {
  if (before === after) return `Size: ${readableBytes(before)}, as before`;
  const change = `${readableBytes(Math.abs(after - before))} ${after > before ? "more" : "less"}`;
  return `Size: ${readableBytes(before)} before, ${readableBytes(after)} after (${change})`;
}

function catalogueLine({ fingerprint: { before, after } }: Rehearsal): string {
  const short = (digest: string) => code(digest.slice(0, 12));
  return before === after
    ? `Catalogue: ${short(before)}, unchanged`
    : `Catalogue: ${short(before)} before, ${short(after)} after`;
}

function restoreLine({ of, restore }: Rehearsal): string {
  return `${of.kind === "backup" ? "Restoring the backup" : "Making the copy"} took ${readableTime(restore)}`;
}

function downProblems(migrations: readonly RehearsedMigration[]): readonly string[] {
  return migrations
    .filter(({ why }) => why !== null)
    .slice(0, mostRows)
    .map(({ versions, why }) => `${nameOf(versions)}: ${prose((why ?? "").slice(0, 400))}`);
}
