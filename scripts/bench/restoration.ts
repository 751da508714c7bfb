import type { Fact } from "../demo/children.ts";
import type { Split } from "./ticket-desk.ts";
import type { Observation } from "./witness.ts";

/** Milliseconds until the front door sent nobody to the failed release any more. */
export interface Restoration {
  /** From the last bad answer that the verdict can have counted. */
  readonly sinceLast: number;
  /** From the first bad answer that the prober got. */
  readonly sinceFirst: number;
  /** From the verdict. */
  readonly sinceVerdict: number;
}

/** What the deploying process says in the moment in which a watch has failed. */
const decision = /^Put all traffic back/;

/** Reads the times of one release that was taken back. Throws when one of them is not there. */
export function restorationOf(
  facts: readonly Fact[],
  splits: readonly Split[],
  observations: readonly Observation[],
): Restoration {
  const decided = facts.find(({ event, line }) => event === "log" && decision.test(String(line)));
  if (decided === undefined) throw new Error("the release was not taken back by its watch");
  const risen = splits.find(({ weight }) => weight > 0);
  const restored = splits.find(({ at, weight }) => risen !== undefined && at >= risen.at && weight === 0);
  if (risen === undefined || restored === undefined) throw new Error("the front door never changed its split");
  const until = Date.parse(String(decided.at));
  const isBad = ({ at, status, slot }: Observation) =>
    at >= risen.at && at <= until && status >= 500 && slot !== null && slot !== risen.active;
  const bad = observations.filter(isBad).map(({ at }) => at);
  const [first, last] = [bad[0], bad.at(-1)];
  if (first === undefined || last === undefined) throw new Error("no bad answer was seen before the decision");
  return { sinceLast: restored.at - last, sinceFirst: restored.at - first, sinceVerdict: restored.at - until };
}
