import type { Router } from "../../../stages/ports/router.ts";

/**
 * A router whose change is more than one write. What a process that died has left undone is done by whoever next
 * asks for the same weight, promotes, or puts back; reading and verifying change nothing.
 */
export function finishing(router: Router, finish: () => Promise<void>): Router {
  return {
    ...router,
    async setWeight(to, weight) {
      await router.setWeight(to, weight);
      await finish();
    },
    async promote(to) {
      await router.promote(to);
      await finish();
    },
    async restore(raw) {
      await router.restore(raw);
      await finish();
    },
  };
}
