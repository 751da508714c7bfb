import { CommandError, InputError, ServiceError } from "../../../kit/errors.ts";
import type { Executor, Words } from "../../../kit/executor.ts";

/** Names are bytes to it, and its messages are those that are looked for here. */
export const plainWords = { env: { LC_ALL: "C", TAR_OPTIONS: undefined } };

/** The version of GNU tar there; no other tar sorts, and tells a file that changed from one that could not be read. */
export async function tarVersion(executor: Executor): Promise<string> {
  // Other programs of that name do not even know the question.
  const told = await executor.run(["tar", "--version"], { ...plainWords, okCodes: [1, 2, 64] });
  const version = /^tar \(GNU tar\) (\d+\.\d+\S*)/.exec(told.stdout)?.[1];
  if (version !== undefined) return version;
  throw new InputError(`\`tar\` is not GNU tar (${executor.where})`, {
    hint: "Install the package `tar` (on Alpine: `apk add tar`).",
  });
}

/**
 * Writes a folder into an archive that is the same, byte by byte, for the same content: names in their order, owners as
 * numbers, neither the time of reading nor a process id in it.
 */
export function createWords(folder: string, exclude: readonly string[]): Words {
  const pax = "--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime";
  // The later formats of sparse files have the id of the process in their names.
  const sparse = ["--sparse", "--sparse-version=0.0", "--hole-detection=raw"];
  const how = ["--create", "--file=-", "--format=posix", pax, ...sparse];
  return ["tar", ...how, ...selection(folder, exclude)];
}

/** Lists what would be in the archive without reading the contents: one line each, names as in the language C. */
export function listWords(folder: string, exclude: readonly string[]): Words {
  const how = ["--create", "--file=/dev/null", "-vv", "--quoting-style=c", "--full-time"];
  return ["tar", ...how, ...selection(folder, exclude)];
}

/** Into an empty folder, which takes the rights and the time of the archived one. Owners are those of the archive only where root extracts. */
export function extractWords(folder: string): Words {
  const how = ["--extract", "--file=-", "--numeric-owner", "--preserve-permissions"];
  return ["tar", ...how, "--delay-directory-restore", `--directory=${folder}`];
}

/** A pattern with a slash at its beginning is meant from the folder on, any other one everywhere; `*` stops at a slash. */
function selection(folder: string, exclude: readonly string[]): readonly string[] {
  const patterns = exclude.flatMap((pattern) =>
    pattern.startsWith("/") ? ["--anchored", `--exclude=.${pattern}`] : ["--no-anchored", `--exclude=${pattern}`],
  );
  const matching = ["--wildcards", "--no-wildcards-match-slash", ...patterns];
  return ["--sort=name", "--numeric-owner", ...matching, `--directory=${folder}`, "--", "."];
}

/** What a failed `tar` said, without the sentences that say nothing; null where something else has failed. */
export function complaintsOf(error: unknown): readonly string[] | null {
  if (!(error instanceof CommandError) || error.exitCode === null) return null;
  const lines = error.output.split("\n").map((line) => line.replace(/^tar: /, ""));
  return lines.filter(
    (line) => !/^(|Exiting with failure status.*|Error is not recoverable.*|.*socket ignored)$/.test(line),
  );
}

/** Files changed or vanished while they were read; nothing worse. */
export function isChange(error: unknown): error is CommandError {
  return error instanceof CommandError && error.exitCode === 1;
}

/** A failure of `tar` as the operator has to see it. */
export function tarFailure(doing: string, error: unknown): unknown {
  const complaints = complaintsOf(error);
  if (complaints === null) return error;
  const said = complaints.slice(0, 3).join("; ");
  if (isChange(error)) {
    return new ServiceError(`files changed while \`tar\` was to ${doing}: ${said}`, {
      hint: "Stop what writes there, leave it out with `files-exclude`, or accept it with `files-changed: warn`.",
      cause: error,
    });
  }
  return new ServiceError(`\`tar\` could not ${doing}: ${said}`, {
    hint: "Look at the rights of this user and at the disk, and run it again.",
    cause: error,
  });
}
