import type { SlotState } from "../../../stages/ports/host.ts";
import { askHealth, type Health } from "../process/health.ts";
import { readState, type SlotFile } from "../process/state.ts";
import { stranger, type UnitPlace } from "./place.ts";
import { isEnded, isLooping, showUnit, type Unit } from "./unit.ts";

const patience = 2000;
const pause = 150;

/** What is written down about a slot, what systemd says, and what answers. */
export interface Sight {
  readonly state: SlotFile | null;
  readonly unit: Unit;
  readonly health: Health;
}

/** Looks at the slot; throws an InputError when something holds its port that the unit does not run. */
export async function look(place: UnitPlace): Promise<Sight> {
  const first = await glance(place);
  if (!isStranger(first)) return first;
  // A process that dies while it is asked leaves half an answer behind, and then nothing; a stranger is still there.
  await place.effects.sleep(pause);
  const second = await glance(place);
  if (isStranger(second)) throw stranger(place, second.health);
  return second;
}

async function glance(place: UnitPlace): Promise<Sight> {
  const state = await readState(place);
  const health = await askHealth(place, patience);
  // After the answer: a unit that has ended meanwhile is then seen as such.
  return { state, health, unit: await showUnit(place) };
}

/** The slot's state in the words of the port. */
export function slotState(place: UnitPlace, { state, unit, health }: Sight): SlotState {
  if (state === null) return { status: "empty" };
  const { commit, version, run } = state;
  const about = { commit, version, url: place.url, since: run?.since ?? null };
  if (isEnded(unit)) return { status: "stopped", ...about, since: null };
  if (run === null || isLooping(unit)) return { status: "unhealthy", ...about };
  if (health.kind === "answered" && health.isOk && health.instance === run.token) {
    return { status: health.commit === commit ? "ready" : "unhealthy", ...about };
  }
  return { status: run.readyAt === null ? "starting" : "unhealthy", ...about };
}

function isStranger({ state, unit, health }: Sight): boolean {
  if (health.kind === "refused") return false;
  if (state === null || isEnded(unit) || isLooping(unit)) return true;
  const token = state.run?.token ?? null;
  // Whatever the unit runs is ours; only another instance's name tells of another program on its port.
  return token !== null && health.kind === "answered" && health.instance !== null && health.instance !== token;
}
