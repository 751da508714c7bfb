import { InputError } from "../../../kit/errors.ts";
import type { CommandStream } from "../../../kit/executor.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import { openFolder } from "./built-folder.ts";
import { openCommit } from "./commit-files.ts";
import type { Place } from "./place.ts";
import { openTarball } from "./tarball.ts";

/** The files of a release as a tar archive; what was fetched for it is removed with it. */
export interface Artefact extends AsyncDisposable {
  /** About as many as its files take, at least. */
  readonly bytes: number;
  /** What `tar` has to be told about its compression. */
  readonly compression: readonly string[];
  open(): CommandStream;
}

/** Finds the release's files and proves that they are those of the commit; nothing on the target is touched. */
export async function openArtefact(place: Place, release: ReleaseName, signal?: AbortSignal): Promise<Artefact> {
  const { artefact } = place.settings;
  if (artefact.kind === "git") return openCommit(place, release, signal);
  const written = artefact.kind === "folder" ? artefact.path : artefact.from;
  const named = written.replaceAll("{release}", release.commit).replaceAll("{version}", release.version);
  checkNamedCommit(written, release);
  const isNamed = written.includes("{release}") || written.includes(release.commit);
  if (artefact.kind === "folder") return openFolder(place, named, release, isNamed, signal);
  return openTarball(place, { ...artefact, from: named }, signal);
}

/** A commit that was put into the text beforehand stays the same when another release is put back. */
function checkNamedCommit(written: string, { commit }: ReleaseName): void {
  const other = written.match(/(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/g)?.find((one) => one !== commit);
  if (other === undefined) return;
  throw new InputError(
    [{ where: "releases-artefact", what: `names commit \`${other}\`, but \`${commit}\` is wanted` }],
    {
      hint: "Write `{release}` where the commit stands: it is filled in for each release, also for one that is put back.",
    },
  );
}
