import { settle } from "../flag-services/settle.ts";
import type { FlagApi } from "./api.ts";
import { type Cohorts, isStrategyOf, strategyOf } from "./cohort-strategies.ts";
import { rawOf } from "./raw.ts";
import { type Found, findFlag, type Share, splitOf, type Where } from "./state.ts";

/** The flag as a split. */
export interface Seen {
  readonly found: Found;
  readonly share: Share;
  readonly green: number;
  readonly raw: string;
}

/** Looks at one flag, and makes single changes to it. */
export interface View {
  /** Whatever it gives to whom. */
  find(): Promise<Found>;
  look(): Promise<Seen>;
  /** Names of the configured cohorts that have a strategy, on or off. */
  cohortsIn(found: Found): Promise<readonly string[]>;
  segments(): Promise<ReadonlyMap<string, number>>;
  /** Makes one change to what was `seen`, and leaves it out where it is there already; an edit in between is a RefusedError. */
  step(act: (found: Found) => Promise<void>, isDone: (found: Found) => boolean, seen?: Found): Promise<void>;
}

export function openView(api: FlagApi, where: Where, cohorts: Cohorts): View {
  const names = Object.keys(cohorts);
  const needsSegments = Object.values(cohorts).some((members) => typeof members === "string");
  const segments = async () => (needsSegments ? api.segments() : new Map<string, number>());
  const find = async () => findFlag(await api.read(), where);
  const cohortsIn = async ({ strategies }: Found) => {
    const ids = await segments();
    return names.filter((name) => {
      const wanted = strategyOf(cohorts, ids, name);
      return wanted !== null && strategies.some((one) => isStrategyOf(wanted, one));
    });
  };
  return {
    find,
    segments,
    cohortsIn,
    async look() {
      const found = await find();
      const { share, green } = splitOf(found, where);
      return { found, share, green, raw: rawOf(found.isOn, share, await cohortsIn(found)) };
    },
    async step(act, isDone, seen) {
      const before = seen ?? (await find());
      if (isDone(before)) return;
      const text = textOf(before);
      await settle(
        () => act(before),
        async () => {
          const now = await find();
          return isDone(now) ? "done" : textOf(now) === text ? "untouched" : "changed";
        },
      );
    },
  };
}

function textOf({ isOn, strategies }: Found): string {
  return JSON.stringify([isOn, strategies]);
}
