import type { GoodRelease } from "../core/journal.ts";
import { type ItemSplit, shareOf } from "../core/slots.ts";
import { RefusedError } from "../kit/errors.ts";
import type { Chain } from "./chain.ts";
import type { Context } from "./context.ts";
import { isFlag } from "./facing.ts";

/**
 * Before a release begins: sends all traffic back to the live release where somebody has set another weight by hand.
 * `planned` is what the plan has told: what was changed since then nobody has agreed to overwrite.
 */
export async function putWeightBack(
  { session }: Context,
  { shifts, slot: step }: Chain,
  planned: readonly ItemSplit[],
): Promise<void> {
  const { live } = session.state;
  if (live === null) return;
  const { slot, commit, version } = live;
  for (const { item, router } of shifts.filter(({ router }) => !isFlag(router.port))) {
    const before = await router.port.read();
    const share = shareOf(before, slot);
    if (share === 100) continue;
    const known = planned.find((split) => split.item === item);
    const told = `\`${item}\` sends ${share} % to slot ${slot}`;
    if (known === undefined || shareOf(known, slot) !== share) {
      throw new RefusedError(`${told}, and the plan says otherwise: somebody has changed it meanwhile`, {
        hint: "Find out who, and why; then run this again.",
      });
    }
    const doubt = await doubtAbout(step, live);
    if (doubt !== null) {
      throw new RefusedError(`${told}, and all of it cannot be put back: ${doubt}`, {
        hint: "Start it, put the weight back by hand, or record what is live with `deploy-actions adopt`.",
      });
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

/** Why visitors are not sent to the live release's slot; null where it answers as that release. */
async function doubtAbout(step: Chain["slot"], { slot, commit, version }: GoodRelease): Promise<string | null> {
  if (step === null) return "without a host nobody can tell whether that slot answers";
  const state = (await step.host.port.slots())[slot];
  if (state.status === "ready" && state.commit === commit) return null;
  return `the slot is ${state.status} and does not serve ${version}`;
}
