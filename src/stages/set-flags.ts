import { shareOf } from "../core/slots.ts";
import { AbortedError } from "../kit/errors.ts";
import { type Context, type Opened, openRelease } from "./context.ts";
import { facing, isFlag } from "./facing.ts";
import type { Router } from "./ports/router.ts";

interface Flag {
  readonly item: string;
  readonly router: Opened<Router>;
}

/** Turns off what has to be off before the release is started; how it stood is in the journal. */
export async function turnFlagsOff(
  context: Context,
  shifts: readonly (Flag & { readonly isOffFirst: boolean })[],
): Promise<void> {
  const { session } = context;
  const { slot } = openRelease(session);
  for (const { item, router } of shifts.filter((shift) => shift.isOffFirst && isFlag(shift.router.port))) {
    const { shifts, turnedOff = [] } = openRelease(session);
    if ([...shifts, ...turnedOff].some((known) => known.item === item)) continue;
    const port = facing(router.port, slot);
    const found = { weight: shareOf(await port.read(), slot), cohorts: (await port.cohorts?.read()) ?? [] };
    if (found.weight === 0 && found.cohorts.length === 0) continue;
    const intent = {
      doing: `Turn ${item} off before the release is started`,
      deed: "set-flag" as const,
      item,
      adapter: router.record,
      before: found,
      asked: { slot, weight: 0 },
      undo: { deed: "set-flag", ...found },
    };
    await session.mutate(intent, async () => {
      await stand(port, slot, { weight: 0, cohorts: [] });
      return { weight: 0 };
    });
  }
}

/** Puts flags back as they stood before the release; a rollback does it when the good release has the traffic again. */
export async function restoreFlags(context: Context, routers: readonly Flag[]): Promise<void> {
  const { session, effects } = context;
  const { slot, turnedOff = [] } = openRelease(session);
  for (const { item, found } of [...turnedOff].reverse()) {
    const router = routers.find((one) => one.item === item)?.router;
    if (router === undefined) {
      effects.log.warn(`\`${item}\` was at ${found.weight} % before this release, and nobody here can put it back`);
      continue;
    }
    const intent = {
      doing: `Put ${item} back to ${found.weight} %, as it was before the release`,
      deed: "set-flag" as const,
      item,
      adapter: router.record,
      asked: { slot, weight: found.weight, back: true },
    };
    await session.mutate(intent, async () => {
      await stand(facing(router.port, slot), slot, found);
      return { weight: found.weight };
    });
  }
}

async function stand(
  port: Router,
  slot: "blue" | "green",
  { weight, cohorts }: { weight: number; cohorts: readonly string[] },
) {
  if (port.cohorts !== undefined) await port.cohorts.write(slot, cohorts);
  if (shareOf(await port.read(), slot) !== weight) await port.setWeight(slot, weight);
  const share = shareOf(await port.read(), slot);
  const left = (await port.cohorts?.read()) ?? [];
  const isKept = left.length === cohorts.length && left.every((name) => cohorts.includes(name));
  if (share === weight && !isKept && port.cohorts !== undefined) {
    throw new AbortedError(`the flag was asked for the groups ${told(cohorts)} and says ${told(left)}`);
  }
  if (share === weight) return;
  throw new AbortedError(`the flag was asked for ${weight} % and says ${share} %`, {
    hint: "Does something else write it, or is the write held back for an approval?",
  });
}

function told(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}
