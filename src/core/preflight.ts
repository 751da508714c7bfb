import { type DriftFacts, driftObstacles } from "./drift.ts";
import type { BadCommit, JournalState } from "./journal.ts";
import { stepsProblem } from "./ramp.ts";
import { other, type Slot, type SplitShares } from "./slots.ts";
import { isUntouched } from "./untouched.ts";

export { isUntouched } from "./untouched.ts";

/** One reason not to begin: `input` is asked wrongly, `refused` is forbidden now. */
export interface Obstacle {
  readonly kind: "input" | "refused";
  readonly where: string;
  readonly what: string;
}

export interface PreflightFacts extends DriftFacts {
  readonly commit: string;
  readonly allowsBadCommit: boolean;
  readonly ramps: readonly {
    readonly item: string;
    readonly steps: readonly number[];
    readonly granularity: "any" | "all-or-nothing";
    readonly cohorts?: readonly string[];
    readonly knowsCohorts?: boolean;
  }[];
  readonly migrationProblems: readonly string[];
  readonly repository: { readonly head: string; readonly isShallow: boolean; readonly holdsLive: boolean };
}

/** Everything that speaks against beginning this release, each with its remedy. */
export function findObstacles(facts: PreflightFacts): readonly Obstacle[] {
  return [
    ...releaseObstacles(facts),
    ...rampObstacles(facts),
    ...driftObstacles(facts),
    ...repositoryObstacles(facts),
    ...facts.migrationProblems.map((what) => ({ kind: "refused" as const, where: "migrate", what })),
  ];
}

/** As `idleSlot`, of the release that is planned: where weights are put back first, the live release is in the other slot again. */
export function plannedSlot({ state, splits, onDrift }: DriftFacts): Slot {
  const isPutBack = onDrift === "overwrite" && state.live !== null;
  return idleSlot(state, isPutBack ? null : (splits[0] ?? null));
}

/** The slot that the next release goes into. */
export function idleSlot(state: JournalState, split: SplitShares | null): Slot {
  if (state.open !== null && !isUntouched(state.open)) return state.open.slot;
  return other(split?.active ?? state.live?.slot ?? "blue");
}

function releaseObstacles({ commit, state, allowsBadCommit }: PreflightFacts): Obstacle[] {
  const obstacles: Obstacle[] = [];
  const { open, live } = state;
  if (open !== null && open.commit !== commit && !isUntouched(open)) {
    const who = state.lease === null ? "nobody works on it now" : `${state.lease.holder.actor} works on it`;
    obstacles.push({
      kind: "refused",
      where: "release",
      what: `${open.version} (${open.commit.slice(0, 8)}) is open since ${open.openedAt}, ${who}; finish it with \`continue\` or take it back with \`rollback\``,
    });
  }
  if (live?.commit === commit) {
    obstacles.push({
      kind: "refused",
      where: "release",
      what: `${commit.slice(0, 8)} is live already, since ${live.at}; deploy another commit`,
    });
  }
  const bad = state.bad.find((known) => known.commit === commit);
  if (bad !== undefined && !allowsBadCommit) obstacles.push(badCommit(bad));
  return obstacles;
}

function badCommit({ commit, at, reason }: BadCommit): Obstacle {
  const what = `${commit.slice(0, 8)} was marked bad at ${at}: ${reason}; deploy a repaired commit, or set \`allow-bad-commit: true\``;
  return { kind: "refused", where: "release", what };
}

function rampObstacles({ ramps }: PreflightFacts): Obstacle[] {
  return ramps.flatMap(({ item, steps, granularity, cohorts = [], knowsCohorts = false }) => {
    const strange =
      cohorts.length > 0 && !knowsCohorts ? `this router knows no groups such as \`${cohorts[0]}\`` : null;
    const what = strange ?? stepsProblem(steps, granularity);
    return what === null ? [] : [{ kind: "input" as const, where: `traffic-shift (${item}): steps`, what }];
  });
}

function repositoryObstacles({ commit, repository, state }: PreflightFacts): Obstacle[] {
  const obstacles: Obstacle[] = [];
  if (repository.head !== commit) {
    const what = `the checkout is at ${repository.head.slice(0, 8)}, not at ${commit.slice(0, 8)}; check out the commit that is to be deployed`;
    obstacles.push({ kind: "input", where: "release", what });
  }
  if (state.live !== null && !repository.holdsLive) {
    const what = `the repository does not hold ${state.live.commit.slice(0, 8)}, the release a rollback returns to`;
    const remedy = repository.isShallow
      ? "; the checkout is shallow: set `fetch-depth: 0` in actions/checkout"
      : "; fetch it";
    obstacles.push({ kind: "input", where: "release", what: what + remedy });
  }
  return obstacles;
}
