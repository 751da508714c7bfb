import { type Slot, slots } from "../../../core/slots.ts";
import type { Effects } from "../../../kit/effects.ts";
import { ServiceError } from "../../../kit/errors.ts";
import { type Backend, look } from "./backend.ts";
import type { Place } from "./place.ts";
import { portionOf } from "./share.ts";
import type { Ask } from "./socket.ts";

/** Where and for how long is asked. */
export interface Way {
  readonly ask: Ask;
  readonly place: Place;
  readonly effects: Effects;
  /** Milliseconds that a server has for proving itself. */
  readonly within: number;
}

const pause = 50;

/** Waits until servers that share have their parts in full; a server with a share that is down is a ServiceError. */
export async function awaitEffect(way: Way): Promise<"in-effect" | "not-yet" | "unknown"> {
  const end = way.effects.monotonic() + way.within;
  for (;;) {
    const backend = await look(way.ask, way.place);
    const present = slots.map((slot) => backend.servers[slot]);
    const sharing = slots.filter((slot) => portionOf(backend.servers[slot]) > 0);
    for (const slot of sharing) refuseDown(way.place, slot, backend);
    // Whoever has no other beside it gets everything, however slowly its weight rises.
    const isDivided = sharing.length < 2 || sharing.every((slot) => backend.servers[slot].isFull);
    const isSettled = !backend.isStopping && isDivided;
    // Visitors with a cookie may still reach a server whose weight is 0.
    const isSure = backend.isByRequests && present.every(({ weight, state }) => weight > 0 || state === "maint");
    if (isSettled) return isSure ? "in-effect" : "unknown";
    if (way.effects.monotonic() > end) return "not-yet";
    await way.effects.sleep(pause);
  }
}

/** Waits until the server has passed a health check, where it has one; a ServiceError where it does not. */
export async function prove(way: Way, slot: Slot): Promise<void> {
  const end = way.effects.monotonic() + way.within;
  for (;;) {
    const backend = await look(way.ask, way.place);
    refuseDown(way.place, slot, backend);
    if (backend.servers[slot].isProven) return;
    if (way.effects.monotonic() > end) throw dead(way.place, slot, "has passed no health check in time");
    await way.effects.sleep(pause);
  }
}

/** A server that is down is a ServiceError. */
export function refuseDown(place: Place, slot: Slot, { servers }: Pick<Backend, "servers">): void {
  if (!servers[slot].isUp) throw dead(place, slot, "is DOWN");
}

function dead({ backend, servers }: Place, slot: Slot, what: string): ServiceError {
  return new ServiceError(`server \`${backend}/${servers[slot]}\` ${what}: slot ${slot} can be given no traffic`, {
    hint: `See whether the release in slot ${slot} runs and what \`show servers state ${backend}\` says of its health check.`,
  });
}
