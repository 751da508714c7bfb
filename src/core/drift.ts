import type { JournalState } from "./journal.ts";
import type { Obstacle } from "./preflight.ts";
import { type Slot, type SplitShares, shareOf } from "./slots.ts";
import { isUntouched } from "./untouched.ts";

export interface SlotFacts {
  readonly status: string;
  readonly commit: string | null;
}

/** What is served now, beside what the journal says. */
export interface DriftFacts {
  readonly state: JournalState;
  /** How the first router that knows slots splits the traffic; null where there is none. */
  readonly split: SplitShares | null;
  readonly slots: Readonly<Record<Slot, SlotFacts>> | null;
  /** What somebody has changed by hand in what the live slot holds, one line each. */
  readonly edited?: readonly string[];
  /** `overwrite`: a weight that was set by hand is put back, and files that were edited are left behind. */
  readonly onDrift?: "stop" | "overwrite";
}

/** One thing that is not as the journal says; `canOverwrite` where the next release may put it right by itself. */
export interface Drift {
  readonly where: string;
  readonly what: string;
  readonly remedy: string;
  readonly canOverwrite: boolean;
}

/** What is served has to be what the journal says, or a rollback would return to something nobody has verified. */
export function driftIn({ state, split, slots, edited = [] }: DriftFacts): readonly Drift[] {
  if (state.open !== null && !isUntouched(state.open)) return [];
  const { live } = state;
  if (live === null) return slots === null || split === null ? [] : strangers(slots, split.active);
  const found: Drift[] = [];
  if (split !== null && shareOf(split, live.slot) !== 100) {
    found.push({
      where: "traffic-shift",
      what: `the router sends ${shareOf(split, live.slot)} % to slot ${live.slot}, but the journal says that ${live.version} there has all the traffic`,
      remedy: `find out who changed it; then put it back (${overwrite}), or record what is live (${adopt})`,
      canOverwrite: true,
    });
  }
  const serving = slots?.[live.slot];
  if (serving !== undefined && serving.commit !== null && serving.commit !== live.commit) {
    found.push({
      where: "deploy-slot",
      what: `slot ${live.slot} serves ${serving.commit.slice(0, 8)}, but the journal says ${live.commit.slice(0, 8)} is live there; somebody else has deployed`,
      remedy: `find out who; then record what is live (${adopt})`,
      canOverwrite: false,
    });
  }
  if (edited.length > 0) {
    found.push({
      where: "deploy-slot",
      what: `what slot ${live.slot} serves was edited by hand: ${edited.join(", ")}`,
      remedy: `put it into the repository, or leave it behind (${overwrite})`,
      canOverwrite: true,
    });
  }
  return found;
}

const adopt = "`deploy-actions adopt`";
const overwrite = "`plan: on-drift: overwrite`";

function strangers(slots: Readonly<Record<Slot, SlotFacts>>, active: Slot): readonly Drift[] {
  const { status, commit } = slots[active];
  if (status !== "ready" && status !== "unhealthy") return [];
  return [
    {
      where: "deploy-slot",
      what: `slot ${active} has the traffic and serves ${commit?.slice(0, 8)}, which the journal of this environment does not know`,
      remedy: `check \`application\`, \`environment\` and \`journal\`; if they are right, record what is live (${adopt})`,
      canOverwrite: false,
    },
  ];
}

/** The drift that keeps the release from beginning, each with its remedy. */
export function driftObstacles(facts: DriftFacts): Obstacle[] {
  return driftIn(facts)
    .filter(({ canOverwrite }) => !(canOverwrite && facts.onDrift === "overwrite"))
    .map(({ where, what, remedy }) => ({ kind: "refused", where, what: `${what}; ${remedy}` }));
}

/** What the release will put right by itself, because that was asked for. */
export function overwritten(facts: DriftFacts): readonly string[] {
  if (facts.onDrift !== "overwrite") return [];
  return driftIn(facts).flatMap(({ where, what, canOverwrite }) =>
    canOverwrite ? [`${where}: ${what}; this release overwrites it`] : [],
  );
}
