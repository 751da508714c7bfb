import type { MigrationRecord } from "../../../src/core/take-back/record.ts";
import type { TrailStep } from "../../../src/core/take-back/trail.ts";
import type { WayBack, WayBackFacts } from "../../../src/core/take-back/way-back.ts";

/** A migration that the previous release works with, unless said otherwise. */
export function step(version: string, parts: Partial<TrailStep> = {}): TrailStep {
  return {
    ...{ version, name: `${version}_x.sql`, verdict: "SAFE", previous: "works", hasDown: true },
    ...{ probes: [], loosens: false, needsPerson: false, loses: null },
    ...parts,
  };
}

const nulls = { asks: "rows of `orders` whose `note` is NULL", sql: "SELECT 0" };

/** One of each kind, as the judgement makes them. */
export const kinds = {
  safe: step("safe", { loses: "what the new release wrote into the column" }),
  renaming: step("renaming", { verdict: "REVERT-FIRST", previous: "broken" }),
  mandatory: step("mandatory", {
    ...{ verdict: "REVERT-FIRST", previous: "broken" },
    loses: "what the new release wrote into the column",
  }),
  widening: step("widening", { verdict: "PROBE", previous: "works", probes: [nulls] }),
  asked: step("asked", { verdict: "PROBE", previous: "conditional", probes: [nulls] }),
  narrowing: step("narrowing", { verdict: "PROBE", previous: "conditional", loosens: true }),
  doubtful: step("doubtful", { verdict: "PROBE", previous: "conditional", needsPerson: true }),
  unknown: step("unknown", { verdict: "UNKNOWN", previous: "unknown", needsPerson: true }),
  unsafe: step("unsafe", { verdict: "UNSAFE", previous: "broken", needsPerson: true, loses: "the column's values" }),
  contract: step("contract", { verdict: "UNSAFE", needsPerson: true, loses: "the column's values" }),
} satisfies Readonly<Record<string, TrailStep>>;

/** What the journal tells of such a release. */
export function recordOf(steps: readonly TrailStep[], parts: Partial<MigrationRecord> = {}): MigrationRecord {
  return { verdict: "SAFE", versions: steps.map(({ version }) => version), applied: true, steps, ...parts };
}

/** A release that had all traffic, with a good one before it, and no limit in time. */
export const served: WayBackFacts = { policy: "auto", now: 0, fullUntil: null, highest: 100, hasPrevious: true };

/** The way in one line: its kind, what goes down, and what is asked before. */
export function told(way: WayBack): string {
  const names = (steps: readonly TrailStep[]) => steps.map(({ version }) => version).join(" ");
  const down = way.kind === "down" ? ` ${names(way.steps)}` : "";
  const asks = "probes" in way && way.probes.length > 0 ? `, asks ${names(way.probes)}` : "";
  return `${way.kind}${down}${asks}`;
}
