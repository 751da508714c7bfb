import { shareOf } from "../core/slots.ts";
import { RefusedError } from "../kit/errors.ts";
import type { Chain } from "./chain.ts";
import { type Context, openRelease } from "./context.ts";
import { facing, isFlag } from "./facing.ts";

const findOut = "Find out who. `deploy-actions rollback` puts all traffic back to the last good release.";

/** A release is good only where it has all the traffic: what else would stop the slot that visitors are on. */
export async function proveTraffic({ session }: Context, { shifts }: Chain): Promise<void> {
  const { slot, version, shifts: told } = openRelease(session);
  const unknown = told.find(({ item }) => !shifts.some((shift) => shift.item === item));
  if (unknown !== undefined) {
    const what = `${version} has ${unknown.weight} % of the traffic by \`${unknown.item}\`, which the configuration does not name`;
    throw new RefusedError(what, { hint: "Use the configuration that the release was begun with, or `rollback`." });
  }
  for (const { item, router } of shifts) {
    const share = shareOf(await facing(router.port, slot).read(), slot);
    if (share === 100) continue;
    const what = `\`${item}\` sends ${share} % of the traffic to slot ${slot}, but the journal says 100 %`;
    throw new RefusedError(`${what}: somebody else has changed it`, { hint: findOut });
  }
}

/** A slot that is about to be filled must not be one that visitors are on. */
export async function refuseServing({ session }: Context, { shifts }: Chain): Promise<void> {
  const { slot } = openRelease(session);
  for (const { item, router } of shifts.filter(({ router }) => !isFlag(router.port))) {
    const share = shareOf(await router.port.read(), slot);
    if (share === 0) continue;
    const what = `slot ${slot} is to be replaced, but \`${item}\` sends ${share} % of the traffic there`;
    throw new RefusedError(`${what}: somebody else has changed it`, { hint: findOut });
  }
}
