import { shareOf } from "../core/slots.ts";
import { RefusedError } from "../kit/errors.ts";
import type { Chain } from "./chain.ts";
import type { Context } from "./context.ts";
import { isFlag } from "./facing.ts";

/** Before a release begins: sends all traffic back to the live release where somebody has set another weight by hand. */
export async function putWeightBack({ session }: Context, { shifts, slot: step }: Chain): Promise<void> {
  const { live } = session.state;
  if (live === null) return;
  const { slot, commit, version } = live;
  for (const { item, router } of shifts.filter(({ router }) => !isFlag(router.port))) {
    const before = await router.port.read();
    const share = shareOf(before, slot);
    if (share === 100) continue;
    const state = step === null ? null : (await step.host.port.slots())[slot];
    if (state !== null && (state.status !== "ready" || state.commit !== commit)) {
      throw new RefusedError(
        `\`${item}\` sends ${share} % to slot ${slot}, and all of it cannot be put back: the slot is ${state.status} and does not serve ${version}`,
        { hint: "Start it, or record what is live with `deploy-actions adopt`." },
      );
    }
    const intent = {
      doing: `Put all traffic of ${item} back to ${version} in slot ${slot}: ${share} % was set by hand`,
      deed: "set-weight" as const,
      item,
      adapter: router.record,
      release: { commit, version, slot },
      before: { active: before.active, weight: before.weight },
      asked: { slot, weight: 100 },
      reason: "changed by hand, and `on-drift: overwrite`",
    };
    await session.mutate(intent, async () => {
      await router.port.setWeight(slot, 100);
      await router.port.promote(slot);
      const after = shareOf(await router.port.read(), slot);
      if (after !== 100) throw new RefusedError(`\`${item}\` was asked for 100 % and says ${after} %`);
      return { weight: after };
    });
  }
}
