import { posix } from "node:path";
import { CommandError, ServiceError } from "../../../kit/errors.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import { releaseFolder } from "../process/place.ts";
import { writeState } from "../process/state.ts";
import { unpack } from "../process/unpack.ts";
import { look } from "./look.ts";
import { releaseLink, type UnitPlace } from "./place.ts";
import { prune, readLink } from "./prune.ts";
import { stop } from "./stop.ts";

const graceBeforeReplacing = 10_000;
const built = ".deploy-actions-built";

/** Puts the files there, builds them, and only then stops what runs and leads the slot's link to them. */
export async function prepare(place: UnitPlace, release: ReleaseName, signal?: AbortSignal): Promise<void> {
  // Before anything is put there: what is not ours is found out first.
  await look(place);
  await unpack(place, release, signal);
  await build(place, release, signal);
  await stop(place, graceBeforeReplacing);
  await leadLink(place, release);
  const { commit, version } = release;
  await writeState(place, { format: 1, commit, version, port: place.port, run: null });
  await prune(place);
}

/** Leads the slot's link to the release's folder, and reads it back. The unit must not run meanwhile. */
export async function leadLink(place: UnitPlace, { commit }: ReleaseName): Promise<void> {
  const { exec } = place.effects;
  const link = releaseLink(place);
  if ((await readLink(place)) === commit) return;
  await exec.run(["ln", "-sfn", "--", commit, link], { timeout: 30_000 });
  if ((await readLink(place)) === commit) return;
  throw new ServiceError(`\`${link}\` does not lead to the release`, {
    hint: `Something else stands in its place on ${exec.where}: look at it and move it away.`,
  });
}

/** Runs the build commands in the folder; a folder that they have been run in by the same words is left as it is. */
async function build(place: UnitPlace, release: ReleaseName, signal?: AbortSignal): Promise<void> {
  if (place.build.length === 0) return;
  const { exec } = place.effects;
  const folder = releaseFolder(place, release.commit);
  const mark = posix.join(folder, built);
  const text = `${JSON.stringify(place.build)}\n`;
  if ((await exec.readFile(mark)) === text) return;
  const env = { ...place.env, RELEASE: release.commit, VERSION: release.version, SLOT: place.slot };
  const options = { cwd: folder, env, timeout: place.buildWithin, ...(signal === undefined ? {} : { signal }) };
  for (const words of place.build) {
    try {
      await exec.run(words, options);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const { exitCode, output } = error;
      const hint = `It is a command of \`systemd-build\`; what ran in the slot still runs. Run it by hand in \`${folder}\`.`;
      throw new CommandError(error.message, { exitCode, output, hint, cause: error });
    }
  }
  await exec.writeFile(mark, text, { mode: 0o600 });
}
