import { resolve } from "node:path";
import { InputError } from "../../../kit/errors.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import type { Artefact } from "./artefact.ts";
import type { Place } from "./place.ts";

/** A folder that was built on this machine, without its `.git`. */
export async function openFolder(
  place: Place,
  named: string,
  release: ReleaseName,
  isNamed: boolean,
  signal?: AbortSignal,
): Promise<Artefact> {
  const { exec, folder } = place.effects;
  const path = resolve(folder, named);
  if ((await exec.list(path)).length === 0) {
    throw new InputError([{ where: "releases-artefact", what: `there is nothing in the folder \`${path}\`` }], {
      hint: "Build the release before this step, or download what an earlier job has built.",
    });
  }
  await proveCommit(place, path, release, isNamed);
  const options = { timeout: place.settings.timeout, ...(signal === undefined ? {} : { signal }) };
  const used = await exec.run(["du", "-sk", "--", path], options);
  return {
    bytes: Number.parseInt(used.stdout, 10) * 1024,
    compression: [],
    open: () => exec.stream(["tar", "-c", "-C", path, "--exclude=./.git", "-f", "-", "."], options),
    async [Symbol.asyncDispose]() {},
  };
}

/** What was built last may be another release than the one that is put back. */
async function proveCommit(place: Place, path: string, { commit }: ReleaseName, isNamed: boolean): Promise<void> {
  const { exec } = place.effects;
  const revision = (await exec.readFile(resolve(path, "REVISION")))?.trim();
  if (revision === commit || (revision === undefined && isNamed)) return;
  const git = ["git", "-C", place.settings.repository, "rev-parse", "HEAD"] as const;
  const head =
    revision === undefined ? (await exec.run(git, { okCodes: [1, 128], timeout: 60_000 })).stdout.trim() : null;
  if (head === commit) return;
  const what =
    revision === undefined
      ? `nothing says that \`${path}\` was built from \`${commit}\``
      : `\`${path}\` was built from \`${revision.slice(0, 40)}\` (its REVISION), not from \`${commit}\``;
  throw new InputError([{ where: "releases-artefact", what }], {
    hint: "Write the commit into a file REVISION when you build, or put `{release}` into the folder's name.",
  });
}
