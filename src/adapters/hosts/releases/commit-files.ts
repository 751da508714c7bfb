import type { ReleaseName } from "../../../stages/ports/host.ts";
import { wholeOutput } from "../../executors/whole-output.ts";
import { checkCommit, gitOptions, type Repository } from "../git-commit.ts";
import type { Artefact } from "./artefact.ts";
import type { Place } from "./place.ts";

/** The files of the commit, by `git archive` on this machine. */
export async function openCommit(place: Place, { commit }: ReleaseName, signal?: AbortSignal): Promise<Artefact> {
  const repository = repositoryOf(place);
  const bytes = await checkCommit(repository, commit, signal);
  const words = ["git", "-C", repository.path, "archive", "--format=tar", commit] as const;
  return {
    bytes,
    compression: [],
    open: () => repository.exec.stream(words, gitOptions(repository, signal)),
    async [Symbol.asyncDispose]() {},
  };
}

function repositoryOf({ settings, effects }: Place): Repository {
  return {
    exec: effects.exec,
    path: settings.repository,
    input: "releases-repository",
    timeout: settings.timeout,
  };
}

/** A file of the commit, or null where the repository has none of that name. */
export async function readAtCommit(place: Place, commit: string, path: string): Promise<string | null> {
  const { exec } = place.effects;
  const options = gitOptions(repositoryOf(place));
  const object = `${commit}:./${path}`;
  const git = ["git", "-C", place.settings.repository] as const;
  const known = await exec.run([...git, "cat-file", "-e", object], { ...options, okCodes: [1, 128] });
  return known.code === 0 ? wholeOutput(exec, [...git, "cat-file", "blob", object], options) : null;
}
