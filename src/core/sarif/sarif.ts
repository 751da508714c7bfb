import type { Finding, JudgedMigration, LockHazard, MigrationVerdict, ReleaseJudgement } from "../judgement/finding.ts";
import { tame } from "../markdown.ts";
import { steadyDigest } from "../steady-digest.ts";
import type { SarifLevel, SarifLog, SarifResult, SarifRule } from "./types.ts";
import { levels, lockRule, ruleOf } from "./verdict-rules.ts";

/** Where a migration's SQL stands in the repository. */
export interface MigrationFile {
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  /** Line of the file at which its up half begins, from 1. */
  readonly line?: number;
}

export interface SarifOptions {
  /** By version; a migration without a file is told at `fallback`. */
  readonly files: ReadonlyMap<string, MigrationFile>;
  /** The path that stands for what has no file: code scanning shows nothing without one. */
  readonly fallback: string;
  readonly toolVersion: string;
  readonly informationUri?: string;
  /** Tells uploads of one commit apart: `deploy-actions/migrations/<application>`. */
  readonly category?: string;
}

/** Code scanning takes no more results of one run. */
const mostResults = 5_000;

/** The judgement as SARIF 2.1.0 for code scanning: one result for each finding that is not SAFE and each lock that others feel. */
export function sarifOf(judgement: ReleaseJudgement, options: SarifOptions): SarifLog {
  const seen = new Map<string, number>();
  const told = judgement.migrations.flatMap((migration) => resultsOf(migration, options, seen));
  const results = [...told].sort((a, b) => severity(b) - severity(a)).slice(0, mostResults);
  const rules = rulesOf(results, judgement.migrations);
  const index = new Map(rules.map(({ id }, i) => [id, i]));
  const { toolVersion, informationUri, category } = options;
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "deploy-actions",
            semanticVersion: toolVersion,
            ...(informationUri === undefined ? {} : { informationUri }),
            rules,
          },
        },
        ...(category === undefined ? {} : { automationDetails: { id: `${category}/` } }),
        columnKind: "utf16CodeUnits",
        results: results.map((result) => ({ ...result, ruleIndex: index.get(result.ruleId) ?? 0 })),
      },
    ],
  };
}

const order: readonly SarifLevel[] = ["note", "warning", "error"];

function severity({ level }: SarifResult): number {
  return order.indexOf(level);
}

function resultsOf(
  migration: JudgedMigration,
  options: SarifOptions,
  seen: Map<string, number>,
): readonly SarifResult[] {
  const place = placeOf(migration, options);
  const findings = migration.findings
    .filter(({ verdict }) => verdict !== "SAFE")
    .map((finding) => ({
      ruleId: finding.rule,
      level: levels[finding.verdict],
      text: findingText(finding),
      line: finding.line,
      about: finding.about,
      statement: finding.statement,
    }));
  const hazards = migration.hazards.map((hazard) => ({
    ruleId: lockRule.id,
    level: hazardLevel(hazard),
    text: hazardText(hazard),
    line: hazard.line,
    about: hazard.on,
    statement: hazard.statement,
  }));
  return [...findings, ...hazards].map(({ ruleId, level, text, line, about, statement }) => ({
    ruleId,
    level,
    message: { text: message(text) },
    locations: [place(line)],
    partialFingerprints: {
      primaryLocationLineHash: fingerprint(seen, [migration.version, ruleId, about, statement]),
    },
  }));
}

function placeOf({ version }: JudgedMigration, { files, fallback }: SarifOptions) {
  const file = files.get(version);
  const uri = encodePath(file?.path ?? fallback);
  return (line: number) => ({
    physicalLocation: {
      artifactLocation: { uri, uriBaseId: "%SRCROOT%" },
      region: { startLine: file === undefined ? 1 : Math.max(1, (file.line ?? 1) + line - 1) },
    },
  });
}

function encodePath(path: string): string {
  return path
    .replace(/^\.?\/+/, "")
    .split("/")
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join("/");
}

function findingText({ verdict, about, reason, remedy, loses }: Finding): string {
  const loss = loses === null ? "" : ` A down would lose: ${loses}.`;
  return `${verdict}: ${about}: ${reason}.${loss}${remedy === null ? "" : ` Instead: ${remedy}.`}`;
}

function hazardText({ on, lock, blocks, isLong, rewrites, reason, remedy }: LockHazard): string {
  const length = isLong ? ` while every row is ${rewrites ? "rewritten" : "read"}` : ", shortly";
  const instead = remedy === null ? "" : ` Instead: ${remedy}.`;
  return `${on}: blocks ${blocks}${length} (${lock}): ${reason}.${instead}`;
}

function hazardLevel({ isLong }: LockHazard): SarifLevel {
  return isLong ? "warning" : "note";
}

/** Square brackets before a round one would be a link. */
function message(text: string): string {
  const line = tame(text).replace(/\]\(/g, "] (");
  return line.length > 1000 ? `${line.slice(0, 999).toWellFormed()}…` : line;
}

/** The same finding stays the same alert when lines above it move; twins in one migration are counted. */
function fingerprint(seen: Map<string, number>, parts: readonly string[]): string {
  const digest = steadyDigest(parts.map((part) => part.replace(/\s+/g, " ")).join("\n"));
  const count = (seen.get(digest) ?? 0) + 1;
  seen.set(digest, count);
  return `${digest}:${count}`;
}

function rulesOf(results: readonly SarifResult[], migrations: readonly JudgedMigration[]): readonly SarifRule[] {
  const worst = new Map<string, MigrationVerdict>();
  for (const { findings } of migrations) for (const { rule, verdict } of findings) worst.set(rule, verdict);
  const ids = [...new Set(results.map(({ ruleId }) => ruleId))].sort();
  return ids.map((id) => (id === lockRule.id ? lockRule : ruleOf(id, worst.get(id) ?? "UNKNOWN")));
}
