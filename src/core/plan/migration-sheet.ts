import type {
  Finding,
  JudgedMigration,
  LockHazard,
  MigrationVerdict,
  PreviousRelease,
  ReleaseJudgement,
} from "../judgement/finding.ts";
import { code, prose, table, tame } from "../markdown.ts";
import { section } from "./sections.ts";

/** Rows beyond this are counted and not shown. */
const mostRows = 60;
/** Characters of findings and locks each: a comment on a pull request has an end. */
const mostDetails = 14_000;
const longestReason = 200;

/** What the pending migrations mean for the way back, as Markdown lines: for the plan, the job summary and a pull request. */
export function judgementLines(judgement: ReleaseJudgement): readonly string[] {
  const { migrations } = judgement;
  if (migrations.length === 0) return ["No migration is pending: a rollback does not touch the database."];
  const rows = migrations.slice(0, mostRows).map(rowOf);
  const warnings = [...new Set(migrations.flatMap((migration) => migration.warnings))];
  return [
    ...headline(judgement),
    "",
    ...table(["Migration", "Verdict", "What decided it", "Previous release", "Way back"], rows),
    ...more(migrations.length - rows.length, "migrations"),
    ...section("#### Why, and what to write instead", bounded(migrations.flatMap(findingBlocks), "findings")),
    ...section("#### Locks that others feel", bounded(hazardBlocks(migrations), "locks")),
    ...section(
      "#### Worth knowing about these migrations",
      bounded(
        warnings.map((warning) => () => [`- ${prose(cut(warning, 400))}`]),
        "warnings",
      ),
    ),
  ];
}

const meanings: Readonly<Record<MigrationVerdict, string>> = {
  SAFE: "This release can be taken back at any time: code alone goes back, the schema stays, and nothing is lost.",
  PROBE:
    "What is written from now on decides whether code alone can go back: a rollback asks the database first, reading only.",
  "REVERT-FIRST":
    "The previous release does not work on the new schema: a rollback runs the down migrations first, which lose nothing, and then switches the code.",
  UNKNOWN: "Nobody can tell whether the previous release works on the new schema: a rollback waits for a person.",
  UNSAFE:
    "**This release cannot be taken back without loss**: the way back is a correction forwards, or a restore of the backup, which loses what was written since.",
};

function headline({ verdict, previous }: ReleaseJudgement): readonly string[] {
  const first = `${verdict === "SAFE" ? "" : `**${verdict}**: `}${meanings[verdict]}`;
  if (previous !== "broken") return [first];
  return [
    first,
    "",
    "The previous release breaks as soon as they are applied, so the two cannot run side by side: no canary and no gradual shift of the traffic.",
  ];
}

const previousWords: Readonly<Record<PreviousRelease, string>> = {
  works: "works",
  conditional: "depends on the data",
  broken: "**breaks**",
  unknown: "not known",
};

function rowOf(migration: JudgedMigration): readonly string[] {
  const { version, name, verdict, reason, previous, phase } = migration;
  return [
    `${code(titleOf(version, name))}${phase === "contract" ? " (contract)" : ""}`,
    verdict === "SAFE" ? verdict : `**${verdict}**`,
    prose(cut(reason)),
    previousWords[previous],
    wayBack(migration),
  ];
}

/** A file's name begins with its version: it is not said twice. */
export function titleOf(version: string, name: string): string {
  return name.startsWith(version) ? name : `${version} ${name}`;
}

function wayBack({ verdict, hasDown }: JudgedMigration): string {
  const missing = hasDown === false ? "; it has no down" : "";
  if (verdict === "SAFE") return "code alone";
  if (verdict === "PROBE") return `asked of the database then${missing}`;
  if (verdict === "REVERT-FIRST") return hasDown === false ? "**it has no down**" : "down first, then code";
  return verdict === "UNSAFE" ? "forwards, or a restore" : `a person decides${missing}`;
}

/** Lines that are made only where there is room for them. */
type Block = () => readonly string[];

function findingBlocks({ version, name, findings }: JudgedMigration): readonly Block[] {
  return findings
    .filter(({ verdict }) => verdict !== "SAFE")
    .map((finding) => () => [
      `- **${finding.verdict}** (${finding.rule}) ${code(finding.about)}: ${prose(cut(finding.reason))}`,
      `  - ${code(titleOf(version, name))}, line ${finding.line}: ${code(finding.statement)}`,
      ...nested(decided(finding)),
      ...nested(finding.loses === null ? null : `The down would lose: ${finding.loses}`),
      ...nested(finding.remedy === null ? null : `Instead: ${finding.remedy}`),
    ]);
}

function decided({ resolution }: Finding): string | null {
  if (resolution?.by === "probe")
    return `A rollback looks for ${resolution.probe.asks}: none, and code alone goes back`;
  if (resolution?.by === "loosening") return "The down only loosens: it can be run at any time without loss";
  return null;
}

function nested(text: string | null): readonly string[] {
  return text === null ? [] : [`  - ${prose(cut(text, 400))}`];
}

/** What blocks longest and most stands first. */
function hazardBlocks(migrations: readonly JudgedMigration[]): readonly Block[] {
  const weight = ({ isLong, blocks }: LockHazard) => (isLong ? 2 : 0) + (blocks === "reads and writes" ? 1 : 0);
  return migrations
    .flatMap(({ version, name, hazards }) => hazards.map((hazard) => ({ hazard, of: titleOf(version, name) })))
    .sort((a, b) => weight(b.hazard) - weight(a.hazard))
    .map(({ hazard, of }) => () => [
      `- ${code(hazard.on)}: ${lengthOf(hazard)} (${code(hazard.lock)}): ${prose(cut(hazard.reason))}`,
      `  - ${code(of)}, line ${hazard.line}: ${code(hazard.statement)}`,
      ...nested(hazard.remedy === null ? null : `Instead: ${hazard.remedy}`),
    ]);
}

function lengthOf({ isLong, blocks, rewrites }: LockHazard): string {
  if (!isLong) return `blocks ${blocks}, shortly`;
  return `**blocks ${blocks} while every row is ${rewrites ? "rewritten" : "read"}**`;
}

function bounded(blocks: readonly Block[], what: string): readonly string[] {
  const shown: string[] = [];
  let room = mostDetails;
  for (const [i, block] of blocks.entries()) {
    const lines = block();
    room -= lines.reduce((sum, line) => sum + line.length + 1, 0);
    if (room < 0) return [...shown, ...more(blocks.length - i, what)];
    shown.push(...lines);
  }
  return shown;
}

function more(count: number, what: string): readonly string[] {
  return count <= 0 ? [] : ["", `And ${count} more ${what}.`];
}

function cut(text: string, most = longestReason): string {
  const line = tame(text);
  return line.length > most ? `${line.slice(0, most - 1).toWellFormed()}…` : line;
}
