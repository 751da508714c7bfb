import type { Fact } from "../demo/children.ts";
import type { Split } from "./ticket-desk.ts";
import type { Observation } from "./witness.ts";

/** What was seen while one release was deployed and taken back. */
export interface Sighting {
  /** What the deploying process told. */
  readonly facts: readonly Fact[];
  readonly splits: readonly Split[];
  readonly observations: readonly Observation[];
}

/** Milliseconds until the front door sent nobody to the failed release any more. */
export interface Restoration {
  /** From the last bad answer that the verdict can have counted, or from the check that failed. */
  readonly sinceCheck: number;
  /** From the first bad answer. */
  readonly sinceFirst: number;
}

/** A release that was watched at its first weight and found bad. Throws when one of the times is not there. */
export function afterWatch({ facts, splits, observations }: Sighting): Restoration {
  const decided = timeOf(facts, /^Put all traffic back/);
  const { slot, risen, restored } = turns(facts, splits);
  const isBad = (seen: Observation) =>
    seen.at >= risen && seen.at <= decided && seen.status >= 500 && seen.slot === slot;
  const bad = observations.filter(isBad).map(({ at }) => at);
  const [first, last] = [bad[0], bad.at(-1)];
  if (first === undefined || last === undefined) throw new Error("no bad answer was seen before the decision");
  return { sinceCheck: restored - last, sinceFirst: restored - first };
}

/** A release that had all the traffic when a smoke check of the public address failed. */
export function afterLiveCheck({ facts, splits }: Sighting): Restoration {
  const failed = timeOf(facts, /^ +FAIL /);
  const { restored } = turns(facts, splits);
  return { sinceCheck: restored - failed, sinceFirst: restored - failed };
}

/** When a release got its first visitors and when it had lost them all, by what the door has taken over. */
function turns(facts: readonly Fact[], splits: readonly Split[]): { slot: unknown; risen: number; restored: number } {
  const { slot } = facts.find(({ event }) => event === "open") ?? { slot: null };
  const shares = splits.map(({ at, active, weight }) => ({ at, share: active === slot ? 100 - weight : weight }));
  const risen = shares.findIndex(({ share }) => share > 0);
  const back = shares.slice(risen + 1).find(({ share }) => share === 0);
  const up = shares[risen];
  if (up === undefined || back === undefined) throw new Error("the front door never gave and took the traffic");
  return { slot, risen: up.at, restored: back.at };
}

/** When the deploying process said so, by its own clock, which is this machine's. */
function timeOf(facts: readonly Fact[], said: RegExp): number {
  const fact = facts.find(({ event, line }) => event === "log" && said.test(String(line)));
  if (fact === undefined) throw new Error(`the deploying process never said \`${said.source}\``);
  return Date.parse(String(fact.at));
}
