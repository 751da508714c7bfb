import type { GoodRelease, Json } from "./journal.ts";
import type { JudgedMigration, MigrationVerdict } from "./migration.ts";
import type { Conditions } from "./preflight/conditions.ts";
import type { Obstacle } from "./preflight.ts";
import type { Slot } from "./slots.ts";

/** What a run will do, what it found, and how it would be taken back. */
export interface Plan {
  readonly application: string;
  readonly environment: string;
  readonly commit: string;
  readonly version: string;
  readonly slot: Slot;
  readonly live: GoodRelease | null;
  /** One line per stage, in order. */
  readonly chain: readonly { readonly stage: string; readonly what: string }[];
  readonly pending: readonly JudgedMigration[];
  readonly verdict: MigrationVerdict;
  /** The newest one that was proven by restoring it. */
  readonly newestBackup: { readonly name: string; readonly at: string } | null;
  /** When it was made, ISO 8601: ages are counted from here. */
  readonly madeAt: string;
  /** The release that is open already: this one, or another that is in the way. */
  readonly open: { readonly version: string; readonly commit: string; readonly openedAt: string } | null;
  /** What somebody has changed past the journal. */
  readonly drift: readonly string[];
  /** The last rehearsal of a rollback or restore; null where there was none. */
  readonly lastDrill: Json;
  readonly conditions: Conditions;
  readonly obstacles: readonly Obstacle[];
  readonly warnings: readonly string[];
}

/** How this release would be taken back, in order; the last line names the point of no return. */
export function rollbackPlan({ live, slot, verdict, pending, version }: Plan): readonly string[] {
  const target =
    live === null
      ? "there is no earlier good release: traffic is taken away and nothing serves"
      : `prove that ${live.version} (${live.commit.slice(0, 8)}) in slot ${live.slot} answers as that commit`;
  const isSafe = pending.length === 0 || verdict === "SAFE";
  return [
    target,
    `send all traffic away from slot ${slot}`,
    `stop ${version} in slot ${slot}`,
    schemaOnRollback(pending.length, verdict),
    isSafe
      ? "no point of no return: it can be taken back until it is verified good"
      : "point of no return: 100 % of the traffic; from there a rollback waits for a person",
  ];
}

function schemaOnRollback(pending: number, verdict: MigrationVerdict): string {
  if (pending === 0) return "the database is not touched";
  if (verdict === "SAFE") return "the schema stays: the previous release works on it and nothing is lost";
  return "the schema stays; the migrations are UNKNOWN: once all traffic has moved, a person decides (`rollback --database leave`)";
}

/** What an approval is about, part by part, so that a refusal can say which of them has changed. */
export type PlanSubstance = Readonly<
  Record<
    | "application"
    | "environment"
    | "commit"
    | "verdict"
    | "migrations"
    | "rollback-target"
    | "configuration"
    | "schema",
    string
  >
>;

/**
 * What an approval is about. Nothing in it changes by itself between the plan and the deed: no age, no check that ends,
 * no window that opens, no gate; what of those has to hold is looked at again where it matters.
 */
export function substanceOf(plan: Plan, configuration: string, fingerprint: string): PlanSubstance {
  const { application, environment, commit, verdict, pending, live } = plan;
  return {
    application,
    environment,
    commit,
    verdict,
    migrations: JSON.stringify(pending.map(({ version }) => version)),
    "rollback-target": live?.commit ?? "",
    configuration,
    schema: fingerprint,
  };
}

/** The substance as one text: equal texts, equal plans. */
export function planSubstance(plan: Plan, configuration: string, fingerprint: string): string {
  return JSON.stringify(Object.entries(substanceOf(plan, configuration, fingerprint)));
}
