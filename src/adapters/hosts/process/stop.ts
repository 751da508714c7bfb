import { look, unreachable } from "./look.ts";
import { leaders, type OwnProcess, ownProcesses } from "./own.ts";
import type { Place } from "./place.ts";
import { readState, type SlotFile, writeState } from "./state.ts";

const killWithin = 5000;
const pause = 50;

/** Ends every process of the slot's run: asks, waits `grace`, insists, and then proves that nothing is left. */
export async function stop(place: Place, grace: number): Promise<void> {
  const { exec } = place.effects;
  const state = await readState(place);
  const own = await ownProcesses(place, state?.run ?? null);
  for (const process of leaders(own)) await exec.signal(process, "SIGTERM");
  await waitUntilGone(place, own, grace);
  if (state !== null) await insist(place, state);
  await proveStopped(place);
  if (state !== null && state.run !== null) await writeState(place, { ...state, run: null });
}

async function insist(place: Place, state: SlotFile): Promise<void> {
  const { exec } = place.effects;
  const end = place.effects.monotonic() + killWithin;
  // Looked for again: it may have started others while it was asked to end.
  for (let left = await ownProcesses(place, state.run); left.length > 0; left = await ownProcesses(place, state.run)) {
    for (const process of left) await exec.signal(process, "SIGKILL");
    await waitUntilGone(place, left, pause * 4);
    if (place.effects.monotonic() > end) throw unreachable(place, `still has the process ${idsOf(left)} after SIGKILL`);
  }
}

async function proveStopped(place: Place): Promise<void> {
  const { own, health } = await look(place);
  if (own.length > 0) throw unreachable(place, `still has the process ${idsOf(own)}`);
  if (health.kind !== "refused") throw unreachable(place, "still answers with its own token, but has no process,");
}

async function waitUntilGone(place: Place, processes: readonly OwnProcess[], within: number): Promise<void> {
  const { exec, monotonic, sleep } = place.effects;
  const end = monotonic() + within;
  for (;;) {
    const alive = await Promise.all(processes.map((process) => exec.isAlive(process)));
    if (!alive.includes(true) || monotonic() >= end) return;
    await sleep(Math.min(pause, Math.max(1, end - monotonic())));
  }
}

function idsOf(processes: readonly OwnProcess[]): string {
  return processes.map(({ pid }) => pid).join(", ");
}
