import type { Tallies, Tally } from "../../examples/quickstart/load/counts.ts";
import type { Ticket } from "../../examples/quickstart/load/visitors.ts";
import type { Fact } from "./children.ts";
import { type Commits, versions } from "./repository.ts";

/** What the load counted from its start to its end. */
export interface Traffic {
  readonly requests: number;
  readonly notSent: number;
  readonly unanswered: number;
  readonly commits: Tallies;
  readonly failures: readonly unknown[];
  /** Every ticket that was confirmed to a visitor. */
  readonly tickets: readonly Ticket[];
}

const nothing: Tally = { requests: 0, switchFailures: 0, releaseFailures: 0, otherErrors: 0 };

/** The counts of one release. */
export function tallyOf(tallies: Tallies, commit: string): Tally {
  return tallies[commit] ?? nothing;
}

/** Adds up one count over everybody who answered, and nobody. */
export function sumOf(tallies: Tallies, kind: keyof Tally): number {
  return Object.values(tallies).reduce((sum, tally) => sum + tally[kind], 0);
}

/** A few seconds of traffic in one line: who answered how much, and what failed. */
export function describeTraffic(seconds: readonly Fact[], commits: Commits): string {
  const parts = seconds.map((fact) => fact.commits as Tallies);
  const total = (kind: keyof Tally, commit?: string) =>
    parts.reduce((sum, part) => sum + (commit === undefined ? sumOf(part, kind) : tallyOf(part, commit)[kind]), 0);
  const requests = total("requests");
  const shares = versions
    .map((version) => ({ version, answered: total("requests", commits[version]) }))
    .filter(({ answered }) => answered > 0)
    .map(({ version, answered }) => `${version} ${Math.round((100 * answered) / requests)} %`);
  const failed = [
    [total("switchFailures"), "failed because of a switch"],
    [total("releaseFailures"), "failed by a release"],
    [total("otherErrors"), "answered wrongly"],
  ] as const;
  const told = failed.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `${requests} requests answered: ${shares.join(", ") || "by nobody"}${told.length === 0 ? "" : `; ${told.join(", ")}`}`;
}
