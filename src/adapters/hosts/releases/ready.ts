import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { Readiness, ReleaseName } from "../../../stages/ports/host.ts";
import { ask, lastLines, runAll } from "./commands.ts";
import { askHealth, describe, type Health } from "./health.ts";
import { type Held, readHeld } from "./hold.ts";
import { asksRunning } from "./look.ts";
import type { Place } from "./place.ts";
import { type Run, writeState } from "./state.ts";

const pause = 100;
const longestAnswer = 2000;
const timesInARow = 5;

/** Runs the start commands, unless the release runs already. */
export async function start(place: Place, release: ReleaseName): Promise<void> {
  const held = await readHeld(place);
  if (held === null || held.commit !== release.commit) {
    const holds = held === null ? "no release" : `\`${held.version}\` (${held.commit})`;
    throw new RefusedError(`slot \`${place.slot}\` holds ${holds}, not \`${release.version}\` (${release.commit})`, {
      hint: "Prepare the release in this slot first.",
    });
  }
  if (held.run?.isStarted === true && (await isUp(place, held))) return;
  const run: Run = { since: new Date(place.effects.now()).toISOString(), isStarted: false, readyAt: null };
  await writeRun(place, held, run);
  await runAll(place, held, "start");
  await writeRun(place, held, { ...run, isStarted: true });
}

/** Runs the stop commands; without any, the slot goes on answering. `grace` in milliseconds. */
export async function stop(place: Place, held: Held | null, grace: number): Promise<void> {
  if (held === null || held.run === null || place.settings.commands.stop.length === 0) return;
  await runAll(place, held, "stop", { GRACE: String(Math.ceil(grace / 1000)) });
  const end = place.effects.monotonic() + grace + 5000;
  while ((await asksRunning(place, held)) === true) {
    if (place.effects.monotonic() >= end) throw stillRuns(place);
    await place.effects.sleep(pause);
  }
  await writeRun(place, held, null);
}

/** Asks until the slot answers as that commit, five times in a row, or its program has ended, or the time is up. */
export async function ready(
  place: Place,
  release: ReleaseName,
  within: number,
  signal?: AbortSignal,
): Promise<Readiness> {
  const { monotonic, sleep } = place.effects;
  const begin = monotonic();
  const held = await readHeld(place);
  if (place.settings.health === null) place.effects.log.info(`Slot ${place.slot}: only its files are looked at`);
  if (held === null || held.run === null) return notReady(place, held, "nothing was started there");
  if (held.commit !== release.commit) return notReady(place, held, `it holds commit ${held.commit}`);
  let told = "it gave no answer in time";
  for (let good = 0, gone = 0; ; ) {
    signal?.throwIfAborted();
    const limit = Math.min(longestAnswer, begin + within - monotonic());
    const [health, isRunning] = await Promise.all([askHealth(place, limit, signal), asksRunning(place, held, signal)]);
    good = health === null || isGood(held, health) ? good + 1 : 0;
    gone = isRunning === false ? gone + 1 : 0;
    told = explain(held, health, good, limit < longestAnswer) ?? told;
    if (gone > 1) return notReady(place, held, `its program has ended (\`releases-status\` says so); at last: ${told}`);
    if (gone === 0 && (good >= timesInARow || (health === null && held.run.isStarted))) {
      if (held.run.readyAt === null) await writeRun(place, held, { ...held.run, readyAt: nowAt(place) });
      return { ready: true, took: Math.round(monotonic() - begin) };
    }
    if (monotonic() - begin + pause >= within) {
      return notReady(place, held, `it was not ready within ${within} ms; at last: ${told}`);
    }
    await sleep(good > 0 ? 10 : pause, signal);
  }
}

function isGood(held: Held, health: Health): boolean {
  return health.kind === "answered" && health.isOk && health.commit === held.commit;
}

/** What was seen last, or null where it says less than what was seen before. */
function explain(held: Held, health: Health | null, good: number, isShort: boolean): string | null {
  if (health === null) return null;
  if (good > 0) return `it answered well, ${good} times in a row`;
  // The last question of all may have had no time for an answer.
  if (health.kind === "silent" && isShort) return null;
  const isOther = health.kind === "answered" && health.commit !== null && health.commit !== held.commit;
  if (!isOther) return describe(health);
  return `it answers as commit ${health.commit}, not as ${held.commit} (does its \`root\` lead through the slot's link, and is \`$realpath_root\` what PHP gets?)`;
}

/** Nobody can be asked whether it still runs: what answers or may still come is left alone. */
async function isUp(place: Place, held: Held): Promise<boolean> {
  const isRunning = await asksRunning(place, held);
  if (isRunning !== null) return isRunning;
  return (await askHealth(place, longestAnswer))?.kind !== "refused";
}

async function writeRun(place: Place, { folder, version }: Held, run: Run | null): Promise<void> {
  await writeState(place, { format: 1, held: { folder, version }, becoming: null, run });
}

async function notReady(place: Place, held: Held | null, why: string): Promise<Readiness> {
  const { log } = place.settings;
  const said = log === null || held === null ? null : await ask(place, held, log);
  const told = `slot \`${place.slot}\`${place.url === "" ? "" : ` (${place.url})`}: ${why}`;
  return { ready: false, why: told, lastLines: said === null ? "" : lastLines(`${said.stdout}\n${said.stderr}`) };
}

function nowAt(place: Place): string {
  return new Date(place.effects.now()).toISOString();
}

function stillRuns(place: Place): ServiceError {
  return new ServiceError(`slot \`${place.slot}\` still runs after the commands of \`releases-stop\``, {
    hint: "Look at what `releases-stop` and `releases-status` do there.",
  });
}
