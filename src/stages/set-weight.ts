import type { Found } from "../core/journal.ts";
import { shareOf } from "../core/slots.ts";
import { AbortedError, InputError, RefusedError } from "../kit/errors.ts";
import { type Context, type Opened, openRelease } from "./context.ts";
import { armBefore, refuseFired } from "./dead-man.ts";
import { facing, isFlag } from "./facing.ts";
import type { DeadManOrder, Router } from "./ports/router.ts";
import { toJson } from "./writer.ts";

/** One router of the chain, and how far a run may go with it. */
export interface ShiftedRouter {
  readonly item: string;
  readonly router: Opened<Router>;
  /** Go no further than this weight. */
  readonly to: number;
  /** A deadline on the target itself; null or absent where there is none. */
  readonly deadMan?: DeadManOrder | null;
}

/** A weight, and with it the groups that are on the new release whatever it is; absent where they stay as they are. */
export interface Asked {
  readonly weight: number;
  readonly cohorts?: readonly string[];
}

/** Writes the weight and believes it once it is read back; what somebody else has changed meanwhile is refused. */
export async function setWeight(context: Context, options: ShiftedRouter, asked: Asked): Promise<void> {
  const { session, effects } = context;
  const { item, router, to } = options;
  const { slot, shifts } = openRelease(session);
  const port = facing(router.port, slot);
  const { weight, cohorts } = asked;
  const split = await port.read();
  const known = shifts.find((shift) => shift.item === item);
  const told = known?.weight ?? 0;
  const share = shareOf(split, slot);
  if (share !== told && share !== weight) {
    await refuseFired(context, options);
    throw edited(slot, share, told);
  }
  const found = known === undefined ? await groupsFound(port) : null;
  const groups = cohorts && [...new Set([...((found ?? known?.found)?.cohorts ?? []), ...cohorts])];
  const deadMan = await armBefore(context, options, split, weight);
  const intent = {
    doing: doing(options, slot, asked),
    deed: "set-weight" as const,
    item,
    adapter: router.record,
    before: { active: split.active, weight: split.weight },
    asked: {
      slot,
      weight,
      to,
      ...(deadMan && { deadMan }),
      ...(cohorts && { cohorts: [...cohorts] }),
      ...(found && { found: toJson(found) }),
    },
    undo: { deed: "set-weight", to: slot, weight: told },
  };
  await session.mutate(intent, async () => {
    if (groups !== undefined) await writeCohorts(port, item, slot, groups);
    // Also where it reads as asked already: a run that died may have left what follows a change undone.
    await port.setWeight(slot, weight);
    const found = shareOf(await port.read(), slot);
    const effect = found === weight ? await port.verify(slot, weight) : "not-yet";
    if (effect === "not-yet") throw notInEffect(weight, found);
    return { weight: found, effect, ...(cohorts === undefined ? {} : { cohorts }) };
  });
  effects.log.event("weight", { item, slot, weight, ...(cohorts === undefined ? {} : { cohorts }) });
}

function doing({ item, router }: ShiftedRouter, slot: string, { weight, cohorts }: Asked): string {
  const who = cohorts === undefined ? `${weight} % of the traffic` : cohorts.join(" and ");
  return isFlag(router.port) ? `Turn ${item} on for ${who}` : `Send ${who} to slot ${slot} by ${item}`;
}

/** Groups that an earlier release has let in stay, whatever becomes of this one. */
async function groupsFound({ cohorts }: Router): Promise<Found | null> {
  const names = (await cohorts?.read()) ?? [];
  return names.length === 0 ? null : { weight: 0, cohorts: names };
}

async function writeCohorts(port: Router, item: string, slot: "blue" | "green", names: readonly string[]) {
  if (port.cohorts === undefined) {
    const what = `this router knows no groups, so \`${names.at(-1)}\` is no step of it`;
    throw new InputError([{ where: `traffic-shift (${item}): steps`, what }]);
  }
  await port.cohorts.write(slot, names);
  const found = await port.cohorts.read();
  const missing = names.filter((name) => !found.includes(name));
  const others = found.filter((name) => !names.includes(name));
  if (missing.length === 0 && others.length === 0) return;
  throw new AbortedError(
    `the router was asked for the groups ${names.join(", ")} and says ${found.join(", ") || "none"}`,
  );
}

/** Makes the slot, which has all the traffic, the active one. */
export async function promote(context: Context, { item, router }: ShiftedRouter): Promise<void> {
  const { session } = context;
  const { slot } = openRelease(session);
  const port = facing(router.port, slot);
  const intent = {
    doing: `Make slot ${slot} the active one`,
    deed: "promote" as const,
    item,
    adapter: router.record,
    asked: { slot },
    undo: { deed: "set-weight", to: slot, weight: 0 },
  };
  await session.mutate(intent, async () => {
    await port.promote(slot);
    const { active, weight } = await port.read();
    if (active !== slot || weight !== 0) throw notInEffect(100, shareOf({ active, weight }, slot));
    return { active, weight };
  });
}

/**
 * A flag that an earlier release has turned on for everybody has nothing to ramp, and a rollback of this release leaves
 * it on. True where it is so; the journal knows it then.
 */
export async function keepFlag({ session, effects }: Context, { item, router, to }: ShiftedRouter): Promise<boolean> {
  const { slot, shifts } = openRelease(session);
  if (!isFlag(router.port) || shifts.some((shift) => shift.item === item)) return false;
  const port = facing(router.port, slot);
  if (shareOf(await port.read(), slot) !== 100) return false;
  await session.write({
    phase: "done",
    deed: "set-weight",
    item,
    adapter: router.record,
    asked: { slot, weight: 100, to },
    after: { weight: 100, kept: true },
    reason: "an earlier release has turned it on for everybody",
  });
  effects.log.info(`${item} is on for everybody already: there is nothing to raise`);
  return true;
}

function edited(slot: string, share: number, told: number): RefusedError {
  return new RefusedError(
    `the router sends ${share} % to slot ${slot}, but the journal says ${told} %: somebody else has changed it`,
    {
      hint: "Find out who. `deploy-actions rollback` puts all traffic back to the last good release.",
    },
  );
}

function notInEffect(asked: number, found: number): AbortedError {
  return new AbortedError(
    `the router was asked for ${asked} % and says ${found} %, or the traffic does not follow it yet`,
    {
      hint: "Look at the router: does it read the place that was written to?",
    },
  );
}
