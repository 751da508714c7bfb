import { type Slot, slots } from "../../../core/slots.ts";
import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import { look } from "./backend.ts";
import { prove, refuseDown, type Way } from "./health.ts";
import type { Place } from "./place.ts";
import { type Found, isEdited, portionOf, type Setting, type Settings } from "./share.ts";

/**
 * The settings of a split. A slot without a share is in maintenance: with weight 0 alone, or drained, whoever has its
 * cookie or stands in a stick table would still be sent there, and a release that is taken back would keep its visitors.
 * What it is answering it answers to the end.
 */
export function settingsOf(green: number): Settings {
  const setting = (weight: number): Setting => ({ weight, state: weight === 0 ? "maint" : "ready" });
  return { blue: setting(100 - green), green: setting(green) };
}

/**
 * Writes the settings in one go; a server that is to get a share is first proven alive, without visitors.
 * HAProxy has no compare-and-swap: with `expected`, what is there is looked at right before, and an edit is a RefusedError.
 */
export async function write(way: Way, wanted: Settings, expected: Settings | null): Promise<void> {
  const { servers: before } = await look(way.ask, way.place);
  refuseEdit(way, before, expected);
  const gaining = slots.filter((slot) => portionOf(wanted[slot]) > 0);
  const asleep = gaining.filter((slot) => before[slot].state !== "ready");
  const awake: Setting = { weight: 0, state: "ready" };
  await order(
    way,
    asleep.flatMap((slot) => set(way, slot, awake)),
  );
  const between = { ...before, ...Object.fromEntries(asleep.map((slot) => [slot, awake])) };
  try {
    for (const slot of gaining) {
      // Visitors are a proof of their own: one failed check is no reason to keep traffic from a server that has some.
      if (portionOf(before[slot]) > 0) refuseDown(way.place, slot, { servers: before });
      else await prove(way, slot);
    }
    if (expected !== null) refuseEdit(way, (await look(way.ask, way.place)).servers, between);
  } catch (error) {
    // Best effort: that nobody was sent to it is told anyway.
    await order(
      way,
      asleep.flatMap((slot) => set(way, slot, before[slot])),
    ).catch(() => {});
    throw error;
  }
  await order(way, ordersFor(way.place, wanted));
}

/** The commands that make these settings. Whoever gains comes first, so that there is no moment without a server. */
export function ordersFor(place: Place, wanted: Settings): readonly string[] {
  const gaining = slots.filter((slot) => portionOf(wanted[slot]) > 0);
  const losing = slots.filter((slot) => !gaining.includes(slot));
  return [...gaining, ...losing].flatMap((slot) => set({ place }, slot, wanted[slot]));
}

function refuseEdit({ place }: Way, present: Found, expected: Settings | null): void {
  if (expected === null || !isEdited(present, expected)) return;
  throw new RefusedError(`somebody else has changed the weights of backend \`${place.backend}\` in the meantime`, {
    hint: "Find out who, then run this again: it reads the split anew.",
  });
}

function set({ place }: Pick<Way, "place">, slot: Slot, { weight, state }: Setting): readonly string[] {
  const path = `${place.backend}/${place.servers[slot]}`;
  const words = [`set server ${path} weight ${weight}`, `set server ${path} state ${state}`];
  // A server that falls asleep is asleep before its weight is touched; one that wakes up has its weight before.
  return state === "ready" ? words : words.toReversed();
}

async function order({ ask, place }: Way, commands: readonly string[]): Promise<void> {
  if (commands.length === 0) return;
  const answers = await ask(commands);
  const complaint = answers.find((answer) => answer !== "");
  if (complaint === undefined) return;
  const [said = ""] = complaint.split("\n");
  throw new ServiceError(`HAProxy does not change backend \`${place.backend}\`: ${said.slice(0, 200)}`, {
    hint: /permission denied/i.test(said)
      ? "Give the socket `level admin`."
      : "Weights need `balance roundrobin`, or another algorithm with weights that change while it runs.",
  });
}
