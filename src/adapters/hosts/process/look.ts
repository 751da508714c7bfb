import { ServiceError } from "../../../kit/errors.ts";
import type { SlotState } from "../../../stages/ports/host.ts";
import { askHealth, type Health, stranger } from "./health.ts";
import { type OwnProcess, ownProcesses } from "./own.ts";
import type { Place } from "./place.ts";
import { type Run, readState, type SlotFile } from "./state.ts";

const patience = 2000;
const pause = 150;

/** What is known about a slot and what is really there. */
export interface Sight {
  readonly state: SlotFile | null;
  readonly own: readonly OwnProcess[];
  readonly health: Health;
}

/** Looks at the slot; throws an InputError when something that is not ours holds its port. */
export async function look(place: Place): Promise<Sight> {
  const first = await glance(place);
  if (!isStranger(first)) return first;
  // A process that dies while it is asked leaves half an answer behind, and then nothing; a stranger is still there.
  if (first.health.kind === "silent" && first.health.isLate) throw stranger(place, first.health);
  await place.effects.sleep(pause);
  const second = await glance(place);
  if (isStranger(second)) throw stranger(place, second.health);
  return second;
}

async function glance(place: Place): Promise<Sight> {
  const state = await readState(place);
  const health = await askHealth(place, patience);
  // After the answer: a process that has just given it would otherwise be missed.
  return { state, health, own: await ownProcesses(place, state?.run ?? null) };
}

/** The slot's state in the words of the port. */
export function slotState(place: Place, { state, own, health }: Sight): SlotState {
  if (state === null) return { status: "empty" };
  const { commit, version, run } = state;
  const about = { commit, version, url: place.url };
  if (run === null || (own.length === 0 && health.kind === "refused")) {
    return { status: "stopped", ...about, since: null };
  }
  return { status: runningStatus(commit, run, health), ...about, since: run.since };
}

function runningStatus(commit: string, run: Run, health: Health): "starting" | "ready" | "unhealthy" {
  if (health.kind === "answered" && health.isOk && health.instance === run.token) {
    return health.commit === commit ? "ready" : "unhealthy";
  }
  return run.readyAt === null ? "starting" : "unhealthy";
}

function isStranger({ state, own, health }: Sight): boolean {
  if (health.kind === "refused") return false;
  const token = state?.run?.token ?? null;
  const instance = health.kind === "answered" ? health.instance : null;
  if (token !== null && instance === token) return false;
  // While ours lives, an answer without a name may be its own: not ready, but no stranger either.
  return own.length === 0 || instance !== null;
}

/** Our release answers, and yet no process of it can be found: it cannot be stopped from here. */
export function unreachable(place: Place, what: string): ServiceError {
  return new ServiceError(`slot \`${place.slot}\` ${what} on port ${place.port}`, {
    hint: `Stop it by hand: \`ss -ltnp 'sport = :${place.port}'\` shows the process.`,
  });
}
