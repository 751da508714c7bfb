import type { Readiness, ReleaseName } from "../../../stages/ports/host.ts";
import { askHealth, describe, type Health } from "../process/health.ts";
import { readState, type SlotFile, writeState } from "../process/state.ts";
import type { UnitPlace } from "./place.ts";
import { isEnded, isLooping, lastLines, showUnit, told, type Unit } from "./unit.ts";

const pause = 200;
const longestAnswer = 2000;

type Run = NonNullable<SlotFile["run"]>;

/** Asks until the release answers as that commit with the slot's own token, its unit fails, or the time is up. */
export async function ready(
  place: UnitPlace,
  release: ReleaseName,
  within: number,
  signal?: AbortSignal,
): Promise<Readiness> {
  signal?.throwIfAborted();
  const { monotonic, sleep } = place.effects;
  const state = await readState(place);
  const run = state?.run ?? null;
  if (state === null || run === null) return notReady(place, "nothing was started there");
  if (state.commit !== release.commit) return notReady(place, `it holds commit ${state.commit}`);
  const start = monotonic();
  let last: string | null = null;
  for (;;) {
    const left = start + within - monotonic();
    const health = await askHealth(place, Math.min(longestAnswer, left), signal);
    // The last question of all may have had no time for an answer: the one before says more.
    const isCutShort = health.kind === "silent" && health.isLate && left < longestAnswer;
    if (last === null || !isCutShort) last = describe(health);
    const unit = await showUnit(place, signal);
    const final = trouble(unit) ?? judge(run, release, health);
    if (final === "ready") {
      await noteReady(place, state, run);
      return { ready: true, took: Math.round(monotonic() - start) };
    }
    if (final !== null) return notReady(place, final);
    if (monotonic() - start + pause >= within) {
      return notReady(place, `it was not ready within ${within} ms; at last: ${last}; its unit is ${told(unit)}`);
    }
    await sleep(pause, signal);
  }
}

/** Why waiting for the unit is in vain, or null. An answer does not help a unit that systemd has to start again and again. */
function trouble(unit: Unit): string | null {
  if (isEnded(unit)) return `its unit has ended: ${told(unit)}`;
  if (isLooping(unit) || unit.restarts > 0) {
    return `its unit fails and systemd starts it again (${unit.restarts} times so far): ${told(unit)}`;
  }
  return null;
}

/** `ready`, a reason that waiting cannot change, or null. */
function judge(run: Run, release: ReleaseName, health: Health): string | null {
  if (health.kind !== "answered" || health.instance === null) return null;
  if (health.instance !== run.token) {
    return `another program answers on its port, or the unit does not read its \`slot.env\`: ${health.said}`;
  }
  if (!health.isOk) return null;
  if (health.commit === release.commit) return "ready";
  return `it answers as commit ${health.commit ?? "unknown"}, not as ${release.commit}`;
}

async function noteReady(place: UnitPlace, state: SlotFile, run: Run): Promise<void> {
  if (run.readyAt !== null) return;
  const readyAt = new Date(place.effects.now()).toISOString();
  await writeState(place, { ...state, run: { ...run, readyAt } });
}

async function notReady(place: UnitPlace, why: string): Promise<Readiness> {
  const named = `slot \`${place.slot}\` (\`${place.unit}\`, port ${place.port}): ${why}`;
  return { ready: false, why: named, lastLines: await lastLines(place) };
}
