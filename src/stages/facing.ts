import { other, type Slot } from "../core/slots.ts";
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
