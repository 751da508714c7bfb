import type { Readiness, ReleaseName } from "../../../stages/ports/host.ts";
import { askHealth, describe, type Health } from "./health.ts";
import { isNotedAlive, ownProcesses } from "./own.ts";
import { logFile, type Place } from "./place.ts";
import { type Run, readState, type SlotFile, writeState } from "./state.ts";

const pause = 100;
const longestAnswer = 2000;

/** Asks the release until it answers as that commit with the slot's own token, ends, or the time is up. */
export async function ready(
  place: Place,
  release: ReleaseName,
  within: number,
  signal?: AbortSignal,
): Promise<Readiness> {
  const { monotonic, sleep } = place.effects;
  const state = await readState(place);
  const run = state?.run ?? null;
  if (state === null || run === null) return notReady(place, release, "nothing was started there");
  if (state.commit !== release.commit) return notReady(place, release, `it holds commit ${state.commit}`);
  const start = monotonic();
  let told: string | null = null;
  for (;;) {
    const left = start + within - monotonic();
    const health = await askHealth(place, Math.min(longestAnswer, left), signal);
    // The last question of all may have had no time for an answer: the one before says more.
    const isCutShort = health.kind === "silent" && health.isLate && left < longestAnswer;
    if (told === null || !isCutShort) told = describe(health);
    const final = judge(run, release, health);
    if (final === "ready") {
      await noteReady(place, state, run);
      return { ready: true, took: Math.round(monotonic() - start) };
    }
    if (final !== null) return notReady(place, release, final);
    if (!(await isRunning(place, run))) return notReady(place, release, "its process has ended");
    if (monotonic() - start + pause >= within) {
      return notReady(place, release, `it was not ready within ${within} ms; at last: ${told}`);
    }
    await sleep(pause, signal);
  }
}

/** `ready`, a reason that waiting cannot change, or null. */
function judge(run: Run, release: ReleaseName, health: Health): string | null {
  if (health.kind !== "answered" || health.instance === null) return null;
  if (health.instance !== run.token) return `another program answers on its port: ${health.said}`;
  if (!health.isOk) return null;
  if (health.commit === release.commit) return "ready";
  return `it answers as commit ${health.commit ?? "unknown"}, not as ${release.commit}`;
}

async function isRunning(place: Place, run: Run): Promise<boolean> {
  return (await isNotedAlive(place, run)) || (await ownProcesses(place, run)).length > 0;
}

async function noteReady(place: Place, state: SlotFile, run: Run): Promise<void> {
  if (run.readyAt !== null) return;
  const readyAt = new Date(place.effects.now()).toISOString();
  await writeState(place, { ...state, run: { ...run, readyAt } });
}

async function notReady(place: Place, release: ReleaseName, why: string): Promise<Readiness> {
  const log = logFile(place, release.commit);
  const tail = await place.effects.exec.run(["tail", "-n", "20", log], { okCodes: [1] });
  const told = `slot \`${place.slot}\` (port ${place.port}): ${why}`;
  return { ready: false, why: told, lastLines: tail.stdout.trimEnd() };
}
