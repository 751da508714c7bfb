import type { SlotState } from "../../../stages/ports/host.ts";
import { ask } from "./commands.ts";
import { askHealth, type Health } from "./health.ts";
import { type Held, readHeld } from "./hold.ts";
import type { Links } from "./links.ts";
import type { Place } from "./place.ts";

const patience = 2000;

/** The slot's state in the words of the port, from its link, its files, its program and what answers. */
export async function look(place: Place, links?: Links): Promise<SlotState> {
  const held = await readHeld(place, links);
  if (held === null) return { status: "empty" };
  const { commit, version, run } = held;
  const about = { commit, version, url: place.url };
  const stopped = { status: "stopped", ...about, since: null } as const;
  if (run === null) return stopped;
  const [isRunning, health] = await Promise.all([asksRunning(place, held), askHealth(place, patience)]);
  const status = isRunning === false ? "stopped" : statusOf(held, isRunning, health);
  return status === "stopped" ? stopped : { status, ...about, since: run.since };
}

/** Whether the slot's program runs, as `releases-status` says it by its exit code; null where nobody can be asked. */
export async function asksRunning(place: Place, held: Held, signal?: AbortSignal): Promise<boolean | null> {
  const { status } = place.settings;
  return status === null ? null : (await ask(place, held, status, {}, signal)).code === 0;
}

function statusOf(held: Held, isRunning: boolean | null, health: Health | null) {
  const wasReady = held.run?.readyAt !== null;
  if (health === null) return held.run?.isStarted === true ? "ready" : "starting";
  if (health.kind === "answered") {
    if (health.commit !== null && health.commit !== held.commit) return "unhealthy";
    if (health.isOk && health.commit === held.commit) return "ready";
  }
  if (health.kind === "refused" && isRunning === null && wasReady) return "stopped";
  return wasReady ? "unhealthy" : "starting";
}
