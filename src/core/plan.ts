import type { GoodRelease, Json } from "./journal.ts";
import type { JudgedMigration, MigrationVerdict } from "./judgement/finding.ts";
import type { HeldMigration } from "./phases.ts";
import type { Conditions } from "./preflight/conditions.ts";
import type { Obstacle } from "./preflight.ts";
import { readableSpan } from "./readable.ts";
import type { Rehearsed } from "./rehearsal/evidence.ts";
import type { Rehearsal } from "./rehearsal/rehearsal.ts";
import type { Slot } from "./slots.ts";
import type { TrailStep } from "./take-back/trail.ts";
import { wayBack } from "./take-back/way-back.ts";

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
  /** Contract migrations that wait for the previous release to be gone. */
  readonly held: readonly HeldMigration[];
  readonly verdict: MigrationVerdict;
  /** How each of the pending ones would be taken back. */
  readonly steps: readonly TrailStep[];
  /** What they did to a copy of the database, where that was tried for this plan. */
  readonly rehearsal: Rehearsal | null;
  /** What an earlier rehearsal of exactly this has shown. */
  readonly evidence: Rehearsed | null;
  /** Milliseconds after the migrations during which the database may go back; null is without an end. */
  readonly fullUntil: number | null;
  /** The newest one that was proven by restoring it. */
  readonly newestBackup: { readonly name: string; readonly at: string } | null;
  /** When it was made, ISO 8601: ages are counted from here. */
  readonly madeAt: string;
  /** The release that is open already: this one, or another that is in the way. */
  readonly open: { readonly version: string; readonly commit: string; readonly openedAt: string } | null;
  /** What somebody has changed past the journal. */
  readonly drift: readonly string[];
  /** What of that this release puts right by itself, because that was asked for. */
  readonly overwritten: readonly string[];
  /** The last rehearsal of a rollback or restore; null where there was none. */
  readonly lastDrill: Json;
  readonly conditions: Conditions;
  readonly obstacles: readonly Obstacle[];
  readonly warnings: readonly string[];
}

/** How this release would be taken back, in order; the last line names the point of no return. */
export function rollbackPlan(plan: Plan): readonly string[] {
  const { live, slot, version } = plan;
  const target =
    live === null
      ? "there is no earlier good release: traffic is taken away and nothing serves"
      : `prove that ${live.version} (${live.commit.slice(0, 8)}) in slot ${live.slot} answers as that commit`;
  const early = wayAt(plan, 0);
  const late = wayAt(plan, 100);
  return [
    ...(early.kind === "down" ? [`take ${namesOf(early.steps)} down from the files of ${version}: ${early.why}`] : []),
    target,
    `send all traffic away from slot ${slot}`,
    `stop ${version} in slot ${slot}`,
    schemaOnRollback(plan, late),
    ...pointsOfNoReturn(plan, late.kind === "hold"),
  ];
}

function pointsOfNoReturn({ pending, fullUntil }: Plan, isHeldLate: boolean): readonly string[] {
  const points = [
    ...(isHeldLate ? ["100 % of the traffic; from there a rollback waits for a person"] : []),
    ...(fullUntil === null || pending.length === 0
      ? []
      : [`${readableSpan(fullUntil)} after the migrations; from there only the code goes back`]),
  ];
  if (points.length === 0) return ["no point of no return: it can be taken back until it is verified good"];
  return points.map((point) => `point of no return: ${point}`);
}

/** What a rollback would do with the database once that share of the traffic was on the new release. */
function wayAt({ pending, steps, verdict, madeAt, live }: Plan, highest: number) {
  const versions = pending.map(({ version }) => version);
  const now = Date.parse(madeAt);
  const facts = { policy: "auto", now, fullUntil: null, highest, hasPrevious: live !== null } as const;
  return wayBack(versions.length === 0 ? null : { verdict, versions, applied: true, steps }, facts);
}

function namesOf(steps: readonly TrailStep[]): string {
  return steps.map(({ version }) => version).join(", ");
}

function schemaOnRollback({ verdict, live }: Plan, late: ReturnType<typeof wayAt>): string {
  switch (late.kind) {
    case "untouched":
      return "the database is not touched";
    case "leave":
      if (live === null) return "the schema stays: no earlier release works on it";
      return late.probes.length === 0
        ? "the schema stays: the previous release works on it and nothing is lost"
        : `the schema stays if these find nothing: ${late.probes.flatMap(({ probes }) => probes.map(({ asks }) => asks)).join("; ")}`;
    case "down":
      return `once it has had traffic: ${namesOf(late.steps)} down, and the schema compared, before any traffic goes back`;
    default:
      return `the schema stays; the migrations are ${verdict}: once all traffic has moved, a person decides (\`rollback --database leave\`)`;
  }
}

/** What an approval is about, part by part, so that a refusal can say which of them has changed. */
export type PlanSubstance = Readonly<
  Record<
    | "application"
    | "environment"
    | "commit"
    | "slot"
    | "verdict"
    | "migrations"
    | "rollback-target"
    | "overwritten"
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
  const { application, environment, commit, slot, verdict, pending, live, overwritten } = plan;
  return {
    application,
    environment,
    commit,
    slot,
    verdict,
    migrations: JSON.stringify(pending.map(({ version }) => version)),
    "rollback-target": live?.commit ?? "",
    overwritten: JSON.stringify(overwritten),
    configuration,
    schema: fingerprint,
  };
}

/** The substance as one text: equal texts, equal plans. */
export function planSubstance(plan: Plan, configuration: string, fingerprint: string): string {
  return JSON.stringify(Object.entries(substanceOf(plan, configuration, fingerprint)));
}
