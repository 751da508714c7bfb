import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import { RefusedError } from "../../../kit/errors.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import { stranger } from "./health.ts";
import { look } from "./look.ts";
import { bootId } from "./own.ts";
import { logFile, type Place, releaseFolder } from "./place.ts";
import { type Run, type SlotFile, writeState } from "./state.ts";

const inherited = ["PATH", "HOME", "LANG", "TMPDIR"];

/** Names that the host itself gives to a release. */
export const givenNames = ["PORT", "HOST", "RELEASE", "VERSION", "SLOT", "SLOT_TOKEN"];

/** Starts the prepared release, unless it already runs. The token is written down first, so that a crash in between loses nothing. */
export async function start(place: Place, release: ReleaseName): Promise<void> {
  const { state, own, health } = await look(place);
  if (state === null || state.commit !== release.commit) {
    const held = state === null ? "no release" : `\`${state.version}\` (${state.commit})`;
    throw new RefusedError(`slot \`${place.slot}\` holds ${held}, not \`${release.version}\` (${release.commit})`, {
      hint: "Prepare the release in this slot first.",
    });
  }
  if (own.length > 0) return;
  if (health.kind !== "refused") throw stranger(place, health);
  await keepLog(place, state.commit);
  const run: Run = {
    token: randomBytes(24).toString("base64url"),
    command: [...place.command],
    since: new Date(place.effects.now()).toISOString(),
    process: null,
    boot: await bootId(place.effects.exec),
    readyAt: null,
  };
  // The ports may have been changed while nothing ran.
  const placed = { ...state, port: place.port };
  await writeState(place, { ...placed, run });
  await writeState(place, { ...placed, run: { ...run, process: await launch(place, state, run) } });
}

async function launch(place: Place, state: SlotFile, run: Run) {
  try {
    return await place.effects.exec.start(place.command, {
      cwd: releaseFolder(place, state.commit),
      env: environment(place, state, run.token),
      log: logFile(place, state.commit),
    });
  } catch (error) {
    await writeState(place, { ...state, run: null });
    throw error;
  }
}

function environment(place: Place, { commit, version }: SlotFile, token: string): Record<string, string> {
  const basics = inherited.map((name) => [name, place.effects.env(name)] as const);
  return {
    ...Object.fromEntries(basics.filter((pair): pair is readonly [string, string] => pair[1] !== undefined)),
    ...place.env,
    PORT: String(place.port),
    HOST: "127.0.0.1",
    RELEASE: commit,
    VERSION: version,
    SLOT: place.slot,
    SLOT_TOKEN: token,
  };
}

async function keepLog(place: Place, commit: string): Promise<void> {
  const log = logFile(place, commit);
  const names = await place.effects.exec.list(place.folder);
  if (names.includes(basename(log))) await place.effects.exec.rename(log, `${log}.previous`);
}
