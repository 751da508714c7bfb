import type { FlagFacts } from "../core/drift.ts";
import { type ItemSplit, other, type Slot, shareOf } from "../core/slots.ts";
import { askAll } from "./ask-all.ts";
import type { Chain } from "./chain.ts";
import type { Router, Split } from "./ports/router.ts";

/** True for a router that knows no slots, only whether the feature of a release is on. */
export function isFlag({ follows }: Router): boolean {
  return follows === "release";
}

/** The router as a release in this slot sees it: a flag that is on sends everybody to that slot. */
export function facing(router: Router, slot: Slot): Router {
  if (!isFlag(router)) return router;
  const sideOf = (one: Slot): Slot => (one === slot ? "green" : "blue");
  const slotOf = (side: Slot): Slot => (side === "green" ? slot : other(slot));
  const { cohorts } = router;
  return {
    ...router,
    async read() {
      const split = await router.read();
      return { ...split, active: slotOf(split.active) };
    },
    setWeight: (to, weight) => router.setWeight(sideOf(to), weight),
    verify: (to, weight) => router.verify(sideOf(to), weight),
    promote: (to) => router.promote(sideOf(to)),
    inFlight: async () => null,
    ...(cohorts === undefined
      ? {}
      : { cohorts: { ...cohorts, write: (to, names) => cohorts.write(sideOf(to), names) } }),
  };
}

/** How the traffic is split between the slots; null where no router knows slots. */
export async function splitBetweenSlots({ shifts }: Pick<Chain, "shifts">): Promise<Split | null> {
  return (await shifts.find(({ router }) => !isFlag(router.port))?.router.port.read()) ?? null;
}

/** One question for each router, flags too: what it says. */
export function readings({ shifts }: Pick<Chain, "shifts">): readonly (() => Promise<Reading>)[] {
  return shifts.map(({ item, router, isOffFirst }) => async () => ({
    ...(await router.port.read()),
    item,
    isFlag: isFlag(router.port),
    isOffFirst,
  }));
}

/** What one router says, whatever its sides stand for. */
export interface Reading extends Split {
  readonly item: string;
  readonly isFlag: boolean;
  readonly isOffFirst: boolean;
}

/** The routers that know slots. */
export function splitsOf(all: readonly Reading[]): readonly ItemSplit[] {
  return all.filter(({ isFlag }) => !isFlag).map(({ item, active, weight }) => ({ item, active, weight }));
}

/** The flags, and how far they are on. */
export function flagsOf(all: readonly Reading[]): readonly FlagFacts[] {
  return all
    .filter(({ isFlag }) => isFlag)
    .map(({ isOffFirst, item, ...split }) => ({ item, isOffFirst, share: shareOf(split, "green") }));
}

/** How every router that knows slots splits the traffic; one error names all that cannot be read. */
export async function slotSplits({ shifts }: Pick<Chain, "shifts">): Promise<readonly ItemSplit[]> {
  return splitsOf(await askAll(readings({ shifts: shifts.filter(({ router }) => !isFlag(router.port)) })));
}
