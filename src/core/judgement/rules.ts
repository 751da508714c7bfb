import { withoutPasswords } from "../private-values.ts";
import { contentRules } from "./content-rules.ts";
import type { Finding, MigrationVerdict, PreviousRelease, Resolution } from "./finding.ts";
import { shapeRules } from "./shape-rules.ts";

/** The verdict table: what each operation means for the way back. Every row was replayed on real servers. */
export const rules = { ...shapeRules, ...contentRules };

export type RuleId = keyof typeof rules;

/** One row of the verdict table: what an operation means where nothing more is known. */
export interface Rule {
  readonly operation: string;
  readonly previous: PreviousRelease;
  readonly down: Finding["down"];
  readonly loses: string | null;
  readonly verdict: MigrationVerdict;
  /** One sentence without a full stop. */
  readonly reason: string;
  readonly remedy: string | null;
  /** How a PROBE is decided; null for every other verdict. */
  readonly resolution: Resolution["by"] | null;
}

type Overrides = Partial<Omit<Finding, "rule" | "about" | "statement" | "line">>;

/** Where a finding comes from, and how it differs from its row. */
export interface Where extends Overrides {
  readonly about: string;
  /** The statement as it was written. */
  readonly statement: string;
  readonly line: number;
}

/**
 * Makes a finding of a row of the table. A row that is decided by a probe needs `resolution` with the SQL; without it a
 * person decides.
 */
export function finding(id: RuleId, { about, statement, line, ...overrides }: Where): Finding {
  const { previous, down, loses, verdict, reason, remedy, resolution }: Rule = rules[id];
  const merged = { verdict, reason, remedy, previous, down, loses, ...overrides };
  const asked = overrides.resolution ?? (resolution === "loosening" ? { by: "loosening" } : { by: "person" });
  return {
    ...{ rule: id, about, statement: oneLine(statement), line },
    ...merged,
    resolution: merged.verdict === "PROBE" ? asked : null,
  };
}

/** At most 200 characters in one line and no password, as findings and hazards show a statement. */
export function oneLine(statement: string): string {
  const line = withoutPasswords(statement).slice(0, 2_000).replace(/\s+/g, " ").trim();
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`;
}
