import { readState, writeState } from "../process/state.ts";
import { look } from "./look.ts";
import { disobedient, type UnitPlace } from "./place.ts";
import { isEnded, showUnit, systemctl, told } from "./unit.ts";

const killWithin = 10_000;
const pause = 100;

/** Lets systemd stop the unit, waits `grace` milliseconds, kills what is left, and then proves that nothing runs. */
export async function stop(place: UnitPlace, grace: number): Promise<void> {
  const state = await readState(place);
  if (!isEnded(await showUnit(place))) await end(place, grace);
  const { health } = await look(place);
  if (health.kind !== "refused") throw disobedient(place, `has ended, and yet something answers on port ${place.port}`);
  if (state !== null && state.run !== null) await writeState(place, { ...state, run: null });
}

async function end(place: UnitPlace, grace: number): Promise<void> {
  // Without waiting there: the unit's own TimeoutStopSec may be longer than what we were given.
  await systemctl(place, ["stop", "--no-block", place.unit]);
  if (await endsWithin(place, grace)) return;
  // Nothing to kill where it has ended just now.
  await systemctl(place, ["kill", "--signal=SIGKILL", place.unit], { okCodes: [1] });
  if (await endsWithin(place, killWithin)) return;
  throw disobedient(place, `was stopped and killed, and is still ${told(await showUnit(place))}`);
}

async function endsWithin(place: UnitPlace, within: number): Promise<boolean> {
  const { monotonic, sleep } = place.effects;
  const limit = monotonic() + within;
  for (;;) {
    if (isEnded(await showUnit(place))) return true;
    if (monotonic() >= limit) return false;
    await sleep(Math.min(pause, Math.max(1, limit - monotonic())));
  }
}
