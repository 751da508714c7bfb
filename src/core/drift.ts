import type { GoodRelease, JournalState } from "./journal.ts";
import type { Obstacle } from "./preflight.ts";
import { type ItemSplit, type Slot, shareOf } from "./slots.ts";
import { isUntouched } from "./untouched.ts";

export interface SlotFacts {
  readonly status: string;
  readonly commit: string | null;
}

/** How one feature flag stands. */
export interface FlagFacts {
  /** The flag's name in the configuration. */
  readonly item: string;
  /** Percent of the visitors that it is on for. */
  readonly share: number;
  /** The release turns it off, however it stands, before it is started. */
  readonly isOffFirst: boolean;
}

/** What is served now, beside what the journal says. */
export interface DriftFacts {
  readonly state: JournalState;
  /** How each router that knows slots splits the traffic; empty where there is none. */
  readonly splits: readonly ItemSplit[];
  /** Absent where there is none. */
  readonly flags?: readonly FlagFacts[];
  /** Null where there is no host to ask. */
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
export function driftIn(facts: DriftFacts): readonly Drift[] {
  const { state, splits, slots, flags = [] } = facts;
  if (state.open !== null && !isUntouched(state.open)) return [];
  const found = state.live === null ? unknownIn(splits, slots) : driftFrom(state.live, facts);
  return [...found, ...flags.flatMap(halfOn)];
}

const adopt = "`deploy-actions adopt`";
const overwrite = "`plan: on-drift: overwrite`";

function driftFrom(live: GoodRelease, { splits, slots, edited = [] }: DriftFacts): readonly Drift[] {
  const found: Drift[] = splits.flatMap((split) => moved(split, live, slots));
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

function moved(split: ItemSplit, { slot, version, commit }: GoodRelease, slots: DriftFacts["slots"]): readonly Drift[] {
  const share = shareOf(split, slot);
  if (share === 100) return [];
  const serving = slots?.[slot];
  // Visitors are sent back only to a slot that is known to answer as the live release.
  const canOverwrite = serving?.status === "ready" && serving.commit === commit;
  const whyNot =
    serving === undefined
      ? "nobody can tell whether that slot answers"
      : `slot ${slot} is ${serving.status} and does not serve ${version}`;
  return [
    {
      where: "traffic-shift",
      what: `\`${split.item}\`: the router sends ${share} % to slot ${slot}, but the journal says that ${version} there has all the traffic`,
      remedy: `find out who changed it; then put it back (${canOverwrite ? overwrite : `by hand: ${whyNot}`}), or record what is live (${adopt})`,
      canOverwrite,
    },
  ];
}

function halfOn({ item, share, isOffFirst }: FlagFacts): readonly Drift[] {
  if (share === 0 || share === 100 || isOffFirst) return [];
  const what = `\`${item}\`: the flag is on for ${share} %, and no release that is open has raised it`;
  const remedy = "find out who did; then turn it off or on for everybody, or have the release begin with `start: off`";
  return [{ where: "traffic-shift", what, remedy, canOverwrite: false }];
}

/** What serves although the journal has no live release, and routers that do not agree on where. */
function unknownIn(splits: readonly ItemSplit[], slots: DriftFacts["slots"]): readonly Drift[] {
  const [first] = splits;
  if (first === undefined) return [];
  const { active } = first;
  const elsewhere = splits.filter((split) => shareOf(split, active) !== 100);
  const divided = elsewhere.map((split) => ({
    where: "traffic-shift",
    what: `\`${split.item}\`: the router sends ${shareOf(split, active)} % to slot ${active}, which is the active one by \`${first.item}\``,
    remedy: "find out which of them visitors follow; then send all the traffic of each to the same slot",
    canOverwrite: false,
  }));
  return [...divided, ...(slots === null ? [] : strangers(slots, active))];
}

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
