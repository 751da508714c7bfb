import { type Slot, slots } from "../../../core/slots.ts";
import type { Place } from "./place.ts";
import { problem, type Setting, type Settings } from "./share.ts";

/** The settings as text, one line for each server: `app/blue 90 ready`. */
export function printSettings(place: Place, settings: Settings): string {
  return slots.map((slot) => `${pathOf(place, slot)} ${settings[slot].weight} ${settings[slot].state}\n`).join("");
}

/** Reads what `printSettings` has written for the same servers; anything else is a ServiceError. */
export function parseSettings(place: Place, raw: string): Settings {
  const [blue, green] = slots.map((slot, i) => {
    const [path, weight = "", state] = raw.split("\n")[i]?.split(" ") ?? [];
    const isSetting =
      path === pathOf(place, slot) && /^\d{1,3}$/.test(weight) && /^(ready|drain|maint)$/.test(state ?? "");
    return isSetting ? { weight: Number(weight), state: state as Setting["state"] } : null;
  });
  if (blue && green && printSettings(place, { blue, green }) === raw) return { blue, green };
  throw problem(`what is to be put back is no split of backend \`${place.backend}\``);
}

function pathOf({ backend, servers }: Place, slot: Slot): string {
  return `${backend}/${servers[slot]}`;
}
