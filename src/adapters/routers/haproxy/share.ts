import { type Slot, slots } from "../../../core/slots.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { Place } from "./place.ts";

/** What makes the split: a server gets its weight's share while it is `ready`. */
export interface Setting {
  readonly weight: number;
  readonly state: "ready" | "drain" | "maint";
}

export type Settings = Readonly<Record<Slot, Setting>>;

/** Settings as they were found. */
export type Found = Readonly<Record<Slot, Setting & { readonly hasAgent: boolean }>>;

/** Percent of the new visitors that go to green, and whether the weights say exactly that; throws where there is no such split. */
export function splitOf({ backend }: Place, found: Found): { readonly green: number; readonly isExact: boolean } {
  const [blue, green] = slots.map((slot) => portionOf(found[slot]));
  const share = (100 * Number(green)) / (Number(blue) + Number(green));
  if (Number.isInteger(share)) return { green: share, isExact: true };
  if (Number.isNaN(share)) throw problem(`no server of backend \`${backend}\` gets traffic: weights and states say so`);
  // HAProxy does not keep what an agent's percentage has replaced; traffic has to go back in spite of it.
  if (slots.some((slot) => found[slot].hasAgent)) {
    return { green: Math.min(99, Math.max(1, Math.round(share))), isExact: false };
  }
  throw problem(`the weights of backend \`${backend}\`, ${blue} and ${green}, are no whole percentage`);
}

/** The settings without what an agent changes and no visitor notices: the weight of a server that has everything, or nothing. */
export function steady(found: Found): Settings {
  const sharing = slots.filter((slot) => portionOf(found[slot]) > 0);
  const settle = (slot: Slot): Setting => {
    const { weight, state, hasAgent } = found[slot];
    return { weight: hasAgent && sharing.length === 1 ? (sharing.includes(slot) ? 100 : 0) : weight, state };
  };
  return { blue: settle("blue"), green: settle("green") };
}

/** Whether somebody has changed the settings since they were known. Another weight of a server with an agent is the agent's. */
export function isEdited(found: Found, known: Settings): boolean {
  return slots.some((slot) => {
    const { weight, state, hasAgent } = found[slot];
    return state !== known[slot].state || (weight !== known[slot].weight && !hasAgent);
  });
}

/** The weight that counts: whoever is not ready gets no new visitors. */
export function portionOf({ weight, state }: Setting): number {
  return state === "ready" ? weight : 0;
}

/** What HAProxy says is no split between two servers of ours. */
export function problem(what: string): ServiceError {
  return new ServiceError(`HAProxy gives no split that is known here: ${what}`, {
    hint: "Look at `haproxy-backend` and `haproxy-servers`; the backend needs these two servers, `balance roundrobin` and weights that add up to 100.",
  });
}
