import { posix, resolve } from "node:path";
import { CommandError, InputError } from "../../../kit/errors.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import { wholeOutput } from "../../executors/whole-output.ts";
import { readAtCommit } from "./commit-files.ts";
import { below, bounded, type Place, type SharedPath } from "./place.ts";
import { refuseLinkedPaths } from "./real-paths.ts";

/** Puts into the new folder what does not come with the archive: shared files, the version's own `.env`, writable folders. */
export async function furnish(place: Place, release: ReleaseName, folder: string): Promise<void> {
  await refuseLinkedPaths(place, folder);
  const types = await typesOf(place, folder);
  for (const shared of place.settings.shared) await share(place, folder, shared, types);
  await writeEnvironment(place, release, folder);
  for (const path of place.settings.writable) await makeWritable(place, folder, path);
}

/** What lies at each shared path, there and in the release: `f`, `d` or `l`; nothing where there is nothing. */
async function typesOf(place: Place, folder: string): Promise<ReadonlyMap<string, string>> {
  const paths = place.settings.shared.flatMap(({ path }) => [sharedAt(place, path), posix.join(folder, path)]);
  if (paths.length === 0) return new Map();
  const words = ["find", ...paths, "-maxdepth", "0", "-printf", "%y%p\\0"] as const;
  const listing = await wholeOutput(place.target, words, bounded(place, { okCodes: [1] }));
  return new Map(listing.split("\0").map((entry) => [entry.slice(1), entry.slice(0, 1)]));
}

async function share(place: Place, folder: string, { path, isFolder }: SharedPath, types: ReadonlyMap<string, string>) {
  const { target } = place;
  const common = sharedAt(place, path);
  const own = posix.join(folder, path);
  if (!types.has(common)) await create(place, common, types.has(own) ? own : null, isFolder);
  await target.remove(own);
  await target.makeFolder(posix.dirname(own));
  // Relative, and told by where the folder really is: the release itself may have links on the way.
  await target.run(["ln", "-srfnT", "--", common, own], bounded(place));
}

/** The first release that has it gives what is shared from then on; half a copy is never taken for it. */
async function create(place: Place, common: string, own: string | null, isFolder: boolean): Promise<void> {
  const { target } = place;
  const parent = posix.dirname(common);
  await target.makeFolder(parent);
  if (own === null && isFolder) return target.makeFolder(common);
  const beside = posix.join(parent, `.new-${posix.basename(common)}`);
  await target.remove(beside);
  if (own === null) await target.writeFile(beside, "", { mode: 0o600 });
  else await target.run(["cp", "-a", "--", own, beside], bounded(place));
  await moveWhereNothingIs(place, beside, common);
}

/** What is there already is served and stays, whatever was seen before. */
async function moveWhereNothingIs(place: Place, from: string, to: string): Promise<void> {
  const { target } = place;
  try {
    await target.run(["mv", "-Tn", "--", from, to], bounded(place));
  } catch (error) {
    // Some versions of mv call it a failure that something is there.
    const isThere = async () => (await target.run(["test", "-e", to], bounded(place, { okCodes: [1] }))).code === 0;
    if (!(error instanceof CommandError) || error.exitCode !== 1 || !(await isThere())) throw error;
  }
  await target.remove(from);
}

/** The file that belongs to the commit, where the repository has it; else that of this machine. It is never shown. */
async function writeEnvironment(place: Place, { commit }: ReleaseName, folder: string): Promise<void> {
  const { envFile } = place.settings;
  if (envFile === null) return;
  const isRelative = !envFile.startsWith("/") && !envFile.split("/").includes("..");
  const path = resolve(place.effects.folder, envFile);
  const tracked = isRelative ? await readAtCommit(place, commit, envFile) : null;
  const content = tracked ?? (await place.effects.exec.readFile(path));
  if (content === null) {
    throw new InputError([
      {
        where: "releases-env-file",
        what: `there is no file \`${path}\`, and commit \`${commit}\` has none of that name`,
      },
    ]);
  }
  await place.target.writeFile(posix.join(folder, ".env"), content, { mode: 0o600 });
}

/** What is shared may belong to the server's user meanwhile: there only what this user may change is changed. */
async function makeWritable(place: Place, folder: string, path: string): Promise<void> {
  const { target, settings } = place;
  const own = posix.join(folder, path);
  await target.makeFolder(own);
  const isShared = settings.shared.some((shared) => path === shared.path || path.startsWith(`${shared.path}/`));
  const words = isShared ? (["chmod", "ug+rwX", "--", own] as const) : (["chmod", "-R", "ug+rwX", "--", own] as const);
  await target.run(words, bounded(place, isShared ? { okCodes: [1] } : {}));
}

function sharedAt(place: Place, path: string): string {
  return below(place, "shared", path);
}
