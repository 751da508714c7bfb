import { type Slot, slots } from "../../../core/slots.ts";
import type { Effects } from "../../../kit/effects.ts";
import { ServiceError } from "../../../kit/errors.ts";
import { type Backend, look, portionOf, type Setting } from "./backend.ts";
import type { Place } from "./place.ts";
import type { Ask } from "./socket.ts";

export type Settings = Readonly<Record<Slot, Setting>>;

/** Where and for how long is asked. */
export interface Way {
  readonly ask: Ask;
  readonly place: Place;
  readonly effects: Effects;
  /** Milliseconds that a server has for proving itself. */
  readonly within: number;
}

const pause = 50;

/**
 * The settings of a split. A slot without a share is in maintenance: with weight 0 alone, or drained, whoever has its
 * cookie or stands in a stick table would still be sent there, and a release that is taken back would keep its visitors.
 * What it is answering it answers to the end.
 */
export function settingsOf(green: number): Settings {
  const setting = (weight: number): Setting => ({ weight, state: weight === 0 ? "maint" : "ready" });
  return { blue: setting(100 - green), green: setting(green) };
}

/** Writes the settings in one go; a server that is to get a share is first proven alive, without visitors. */
export async function write(way: Way, wanted: Settings): Promise<void> {
  const before = await look(way.ask, way.place);
  const gaining = slots.filter((slot) => portionOf(wanted[slot]) > 0);
  const asleep = gaining.filter((slot) => before.servers[slot].state !== "ready");
  const path = (slot: Slot) => `${way.place.backend}/${way.place.servers[slot]}`;
  await order(
    way,
    asleep.flatMap((slot) => set(path(slot), { weight: 0, state: "ready" })),
  );
  try {
    for (const slot of gaining) await prove(way, slot);
  } catch (error) {
    // Best effort: that nobody was sent to it is told anyway.
    await order(
      way,
      asleep.flatMap((slot) => set(path(slot), before.servers[slot])),
    ).catch(() => {});
    throw error;
  }
  // Whoever gains comes first, so that there is no moment without a server.
  const losing = slots.filter((slot) => !gaining.includes(slot));
  await order(
    way,
    [...gaining, ...losing].flatMap((slot) => set(path(slot), wanted[slot])),
  );
}

/** Waits until the servers with a share have it in full; a server that is down is a ServiceError. */
export async function awaitEffect(way: Way): Promise<"in-effect" | "not-yet" | "unknown"> {
  const end = way.effects.monotonic() + way.within;
  for (;;) {
    const backend = await look(way.ask, way.place);
    const present = slots.map((slot) => backend.servers[slot]);
    const sharing = slots.filter((slot) => portionOf(backend.servers[slot]) > 0);
    for (const slot of sharing) refuseDown(way.place, slot, backend);
    const isSettled = !backend.isStopping && sharing.every((slot) => backend.servers[slot].isFull);
    // Visitors with a cookie may still reach a server whose weight is 0.
    const isSure = backend.isByRequests && present.every(({ weight, state }) => weight > 0 || state === "maint");
    if (isSettled) return isSure ? "in-effect" : "unknown";
    if (way.effects.monotonic() > end) return "not-yet";
    await way.effects.sleep(pause);
  }
}

async function prove(way: Way, slot: Slot): Promise<void> {
  const end = way.effects.monotonic() + way.within;
  for (;;) {
    const backend = await look(way.ask, way.place);
    refuseDown(way.place, slot, backend);
    if (backend.servers[slot].isProven) return;
    if (way.effects.monotonic() > end) throw dead(way.place, slot, "has passed no health check in time");
    await way.effects.sleep(pause);
  }
}

function refuseDown(place: Place, slot: Slot, { servers }: Backend): void {
  if (!servers[slot].isUp) throw dead(place, slot, "is DOWN");
}

function dead({ backend, servers }: Place, slot: Slot, what: string): ServiceError {
  return new ServiceError(`server \`${backend}/${servers[slot]}\` ${what}: slot ${slot} can be given no traffic`, {
    hint: `See whether the release in slot ${slot} runs and what \`show servers state ${backend}\` says of its health check.`,
  });
}

function set(path: string, { weight, state }: Setting): readonly string[] {
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
