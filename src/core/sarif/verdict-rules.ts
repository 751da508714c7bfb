import type { MigrationVerdict } from "../judgement/finding.ts";
import { type Rule, rules } from "../judgement/rules.ts";
import type { SarifLevel, SarifRule } from "./types.ts";

/** Errors are what breaks the previous release or loses data; what data or a person decides is a warning. */
export const levels: Readonly<Record<MigrationVerdict, SarifLevel>> = {
  SAFE: "note",
  PROBE: "warning",
  UNKNOWN: "warning",
  "REVERT-FIRST": "error",
  UNSAFE: "error",
};

/** The rule of every lock that others feel. */
export const lockRule: SarifRule = {
  id: "LOCK",
  name: "LockThatOthersFeel",
  shortDescription: { text: "A statement holds a lock that readers or writers wait for" },
  fullDescription: {
    text: "While a migration holds or awaits such a lock, every query behind it waits too. Short ones are fine under a lock_timeout; long ones stop the site.",
  },
  help: {
    text: "Split the statement so that no lock is held while rows are read or written: CREATE INDEX CONCURRENTLY, ADD CONSTRAINT ... NOT VALID and then VALIDATE CONSTRAINT, a new column with a backfill in batches.",
    markdown:
      "Split the statement so that no lock is held while rows are read or written: `CREATE INDEX CONCURRENTLY`, `ADD CONSTRAINT ... NOT VALID` and then `VALIDATE CONSTRAINT`, a new column with a backfill in batches.",
  },
  defaultConfiguration: { level: "warning" },
  properties: { tags: ["migration", "lock"], precision: "high" },
};

/** The rule of one row of the verdict table. */
export function ruleOf(id: string, found: MigrationVerdict): SarifRule {
  const row: Rule | undefined = (rules as Readonly<Record<string, Rule>>)[id];
  const verdict = row?.verdict ?? found;
  const operation = row?.operation ?? `operation ${id}`;
  const lines = [
    `The previous release ${previousWords[row?.previous ?? "unknown"]}.`,
    `${row?.reason ?? "It is not known what it means"}.`,
    row?.loses == null ? "" : `A down loses: ${row.loses}.`,
    row?.remedy == null ? "" : `Instead: ${row.remedy}.`,
  ].filter((line) => line !== "");
  return {
    id,
    name: `${id}${pascal(operation)}`,
    shortDescription: { text: `${verdict}: ${operation}` },
    fullDescription: { text: lines.join(" ").slice(0, 1000) },
    help: { text: lines.join("\n"), markdown: lines.map((line) => `- ${line}`).join("\n") },
    defaultConfiguration: { level: levels[verdict] },
    properties: {
      tags: ["migration", "rollback", verdict.toLowerCase()],
      precision: row === undefined ? "medium" : "high",
    },
  };
}

const previousWords = {
  works: "works on the new schema",
  conditional: "works or not, depending on the data",
  broken: "breaks on the new schema",
  unknown: "may or may not work on the new schema",
} as const;

function pascal(text: string): string {
  const words = text.match(/[a-z0-9]+/gi) ?? [];
  return words
    .slice(0, 5)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
    .join("");
}
