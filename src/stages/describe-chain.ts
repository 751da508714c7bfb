import type { JournalState } from "../core/journal.ts";
import type { Plan } from "../core/plan.ts";
import type { Slot } from "../core/slots.ts";
import { describeBackup } from "./backup-step.ts";
import type { Chain } from "./chain.ts";
import type { MigrationSurvey } from "./survey-migrations.ts";

interface Described {
  readonly chain: Chain;
  readonly state: JournalState;
  readonly release: { readonly version: string };
}

/** One line for each stage that the release goes through, in order. */
export function describeChain(
  { chain, state, release }: Described,
  outlook: MigrationSurvey | null,
  slot: Slot,
): Plan["chain"] {
  const lines: { stage: string; what: string }[] = chain.backups.map((step) => ({
    stage: "backup",
    what: `${step.item}: ${describeBackup(step)}`,
  }));
  if (outlook !== null) {
    lines.push({ stage: "migrate", what: describeMigrations(outlook) });
  }
  if (chain.slot !== null) lines.push({ stage: "deploy-slot", what: `start ${release.version} in slot ${slot}` });
  for (const { item, checks, releaseCheck } of chain.smoke(slot)) {
    const count = checks.length + (releaseCheck === null ? 0 : 1);
    lines.push({
      stage: "smoke-test",
      what: `${item}: ${count} checks, on the idle slot and again on the public address`,
    });
  }
  for (const { item, cohorts, steps } of chain.shifts) {
    const told = state.live === null ? "100" : [...cohorts, ...steps].join(", ");
    lines.push({ stage: "traffic-shift", what: `${item}: ${told} %` });
  }
  return [
    ...lines,
    { stage: "finish", what: "verified good; the previous release is what a rollback returns to until then" },
  ];
}

function describeMigrations({ plan: { now, held, verdict }, rehearsal }: MigrationSurvey): string {
  const waiting = held.length === 0 ? "" : `; ${held.length} held back`;
  if (now.length === 0) return `nothing is pending${waiting}`;
  return `${now.length} pending, judged ${verdict}${rehearsal === null ? "" : ", rehearsed"}${waiting}`;
}
