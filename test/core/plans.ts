import type { JudgedMigration } from "../../src/core/judgement/finding.ts";
import type { Plan } from "../../src/core/plan.ts";
import { noConditions } from "../../src/core/preflight/conditions.ts";
import { trailStep } from "../../src/core/take-back/trail.ts";
import { release } from "./entries.ts";

/** What is live before the planned release. */
export const live = { ...release(1, "blue"), at: "2026-11-20T12:00:00.000Z" };

/** A pending migration. */
export const judged = (version: string, verdict: "SAFE" | "UNKNOWN"): JudgedMigration => {
  const previous = verdict === "SAFE" ? "works" : "unknown";
  const empty = { findings: [], hazards: [], warnings: [] };
  return { version, name: "change", verdict, reason: "why", previous, phase: "expand", hasDown: true, ...empty };
};

/** The plan of v2 where v1 is live: nothing is in the way, and nothing beside the chain was asked for. */
export function plan(parts: Partial<Plan> = {}): Plan {
  return {
    application: "shop",
    environment: "production",
    ...release(2),
    live,
    chain: [
      { stage: "backup", what: "orders: copy to /backups" },
      { stage: "traffic-shift", what: "flags: 10, 100 %" },
    ],
    pending: [],
    held: [],
    verdict: "SAFE",
    steps: (parts.pending ?? []).map(trailStep),
    rehearsal: null,
    evidence: null,
    newestBackup: null,
    fullUntil: null,
    madeAt: "2026-11-20T15:00:00.000Z",
    open: null,
    drift: [],
    overwritten: [],
    lastDrill: null,
    conditions: noConditions,
    obstacles: [],
    warnings: [],
    ...parts,
  };
}
