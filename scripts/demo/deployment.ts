import type { Ending, Fact } from "./children.ts";
import type { Version } from "./repository.ts";

/** One process that worked on a release: what it told and how it ended. */
export interface Run {
  readonly facts: readonly Fact[];
  readonly ending: Ending;
  /** Milliseconds. */
  readonly took: number;
}

/** What the deploying processes told of one release. */
export interface Deployment {
  readonly version: Version;
  readonly commit: string;
  readonly endings: readonly Ending[];
  /** Milliseconds, of all processes together. */
  readonly took: number;
  /** The weights in the order in which they came into effect. */
  readonly weights: readonly number[];
  readonly isOpened: boolean;
  /** What the last watch said: `pass`, `fail` or `inconclusive`; null without a watch. */
  readonly verdict: string | null;
  readonly isGood: boolean;
  /** The commit that it was rolled back to. */
  readonly rolledBackTo: string | null;
}

/** Sums up what the processes of one release told, in their order. */
export function sumUp(version: Version, commit: string, runs: readonly Run[]): Deployment {
  const facts = runs.flatMap((run) => run.facts);
  const about = (event: string) => facts.filter((fact) => fact.event === event);
  const way = about("rolled-back").find((fact) => fact.from === commit);
  return {
    version,
    commit,
    endings: runs.map(({ ending }) => ending),
    took: runs.reduce((sum, { took }) => sum + took, 0),
    weights: about("weight").map((fact) => Number(fact.weight)),
    isOpened: about("open").some((fact) => fact.commit === commit),
    verdict: (about("verdict").at(-1)?.verdict as string | undefined) ?? null,
    isGood: about("good").some((fact) => fact.commit === commit),
    rolledBackTo: typeof way?.to === "string" ? way.to : null,
  };
}

/** The outcome in a few words. */
export function outcomeOf({ isGood, rolledBackTo, isOpened, weights, endings }: Deployment): string {
  if (isGood) return "verified good";
  const highest = Math.max(0, ...weights);
  if (rolledBackTo !== null) return highest > 0 ? `rolled back at ${highest} %` : "taken back, no traffic";
  if (isOpened) return `left open at ${weights.at(-1) ?? 0} %`;
  if (endings.length === 0) return "not tried";
  return endings.at(-1)?.code === 3 ? "refused" : "failed at the start";
}

/** How a process ended, for an operator. */
export function describeEnding(ending: Ending | undefined): string {
  if (ending === undefined) return "no process";
  return ending.signal === null ? `exit code ${ending.code}` : `killed by ${ending.signal}`;
}
