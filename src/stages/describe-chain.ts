import type { FlagFacts } from "../core/drift.ts";
import type { JournalState } from "../core/journal.ts";
import type { Plan } from "../core/plan.ts";
import type { Slot } from "../core/slots.ts";
import { describeBackup } from "./backup-step.ts";
import type { Chain, ShiftStep } from "./chain.ts";
import type { MigrationSurvey } from "./survey-migrations.ts";

interface Described {
  readonly chain: Chain;
  readonly state: JournalState;
  readonly release: { readonly version: string };
  /** How the flags among the routers stand. */
  readonly flags: readonly FlagFacts[];
}

/** One line for each stage that the release goes through, in order. */
export function describeChain(
  { chain, state, release, flags }: Described,
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
  for (const step of chain.shifts) {
    const flag = flags.find(({ item }) => item === step.item);
    lines.push({ stage: "traffic-shift", what: `${step.item}: ${describeShift(step, state, flag)}` });
  }
  return [
    ...lines,
    { stage: "finish", what: "verified good; the previous release is what a rollback returns to until then" },
  ];
}

function describeShift(
  { item, cohorts, steps }: ShiftStep,
  { live, open }: JournalState,
  flag: FlagFacts | undefined,
): string {
  const told = `${live === null ? "100" : [...cohorts, ...steps].join(", ")} %`;
  const begun = [...(open?.shifts ?? []), ...(open?.turnedOff ?? [])];
  // Where it stands now is the open release's own doing.
  if (flag === undefined || begun.some((known) => known.item === item)) return told;
  if (flag.isOffFirst) {
    const off = flag.share === 0 ? "off" : `turned off, which is on for ${flag.share} % now,`;
    return `${off} before the release is started; then ${told}`;
  }
  return flag.share === 100 ? "on for everybody already, nothing to raise" : told;
}

function describeMigrations({ plan: { now, held, verdict }, rehearsal }: MigrationSurvey): string {
  const waiting = held.length === 0 ? "" : `; ${held.length} held back`;
  if (now.length === 0) return `nothing is pending${waiting}`;
  return `${now.length} pending, judged ${verdict}${rehearsal === null ? "" : ", rehearsed"}${waiting}`;
}
