import { randomBytes } from "node:crypto";
import { CommandError, RefusedError, TimeoutError } from "../../../kit/errors.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import { type SlotFile, writeState } from "../process/state.ts";
import { look } from "./look.ts";
import { disobedient, type UnitPlace } from "./place.ts";
import { leadLink } from "./prepare.ts";
import { writeEnvironment } from "./slot-env.ts";
import { isEnded, isLooping, showUnit, systemctl } from "./unit.ts";

/** A unit of Type=notify holds systemctl up until it is ready; whoever waits for that asks the release itself. */
const restartWithin = 60_000;

/** Starts the prepared release, unless its unit already runs. The token is written down first, so that a crash in between loses nothing. */
export async function start(place: UnitPlace, release: ReleaseName): Promise<void> {
  const { state, unit } = await look(place);
  if (state === null || state.commit !== release.commit) {
    const held = state === null ? "no release" : `\`${state.version}\` (${state.commit})`;
    throw new RefusedError(`slot \`${place.slot}\` holds ${held}, not \`${release.version}\` (${release.commit})`, {
      hint: "Prepare the release in this slot first.",
    });
  }
  if (state.run !== null && !isEnded(unit) && !isLooping(unit)) return;
  await leadLink(place, release);
  const token = randomBytes(24).toString("base64url");
  await writeEnvironment(place, state, token);
  await writeState(place, { ...state, port: place.port, run: newRun(place, token) });
  // A unit that has failed too often is not started again before that is forgotten; one that never ran has nothing to forget.
  await systemctl(place, ["reset-failed", place.unit], { okCodes: [1] });
  await restart(place, unit.invocation);
}

function newRun(place: UnitPlace, token: string): NonNullable<SlotFile["run"]> {
  return {
    token,
    command: [...place.systemctl, "restart", place.unit],
    since: new Date(place.effects.now()).toISOString(),
    process: null,
    boot: null,
    readyAt: null,
  };
}

/** What counts is that systemd says it has begun anew; how that goes is asked afterwards. */
async function restart(place: UnitPlace, before: string): Promise<void> {
  try {
    await systemctl(place, ["restart", place.unit], { timeout: restartWithin });
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof TimeoutError)) throw error;
    if (error instanceof CommandError && error.exitCode === null) throw error;
    const { invocation } = await showUnit(place);
    if (invocation === before || invocation === "") throw error;
    return;
  }
  const { invocation, active, sub } = await showUnit(place);
  if (invocation !== "" && invocation === before) {
    throw disobedient(place, `was told to restart and has not: it is ${active} (${sub}) since before`);
  }
}
