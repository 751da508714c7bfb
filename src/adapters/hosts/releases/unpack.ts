import { posix } from "node:path";
import { text } from "node:stream/consumers";
import { ActionError, CommandError, InputError, ServiceError } from "../../../kit/errors.ts";
import type { Artefact } from "./artefact.ts";
import { marker } from "./folders.ts";
import { below, bounded, type Place } from "./place.ts";

/** Streams the archive into the folder on the target and returns the paths of its files. What leads out of the folder, or is no plain file, is refused. */
export async function unpack(
  place: Place,
  artefact: Artefact,
  folder: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const source = artefact.open();
  // An archive that was made of a release folder must not say for us that all is there.
  const notOurs = ["--anchored", `--exclude=${marker}`, `--exclude=./${marker}`];
  const flags = ["--no-same-owner", "--no-same-permissions", ...notOurs, ...artefact.compression];
  const words = ["tar", "-x", ...flags, "-C", folder, "-f", "-"] as const;
  const taking = place.target.run(words, bounded(place, { stdin: source.stdout }, signal));
  // A giver whose taker never began would wait for it until its time is up.
  const taken = taking.catch((error: unknown) => {
    source.stdout.destroy();
    throw error;
  });
  const [unpacked, read] = await Promise.allSettled([taken, source.done]);
  signal?.throwIfAborted();
  if (unpacked.status === "rejected" && !(isCutOff(unpacked.reason) && read.status === "rejected")) {
    throw explained(place, unpacked.reason);
  }
  if (read.status === "rejected") throw explained(place, read.reason);
  const files = await checkInside(place, folder, signal);
  if (files.length === 0) throw new InputError([{ where: "releases-artefact", what: "holds no files" }]);
  return files;
}

/** An archive that ends too early is the failure of whoever gives it; a giver without a taker fails only for want of one. */
function isCutOff(error: unknown): boolean {
  return error instanceof CommandError && /Unexpected EOF|unexpected end of (file|input)/i.test(error.output);
}

/** The failure as it is, or in plain words where the disk is full or the archive is not to be trusted. */
export function explained(place: Place, error: unknown): unknown {
  if (!(error instanceof ActionError)) return error;
  const said = error instanceof CommandError ? error.output : error.message;
  if (/No space left on device|Disk quota exceeded|File too large|disk is full|limit for the size/.test(said)) {
    return new ServiceError(`the disk of ${place.target.where} became full while the release was put there`, {
      hint: `What was there of it was removed. Make room below \`${place.settings.root}\` (\`df -h\`), or lower \`releases-keep\`.`,
      cause: error,
    });
  }
  if (/Member name contains '\.\.'|Cannot open: Not a directory|Cannot hard link to/.test(said)) {
    const what = `the archive has a name that leads out of its folder: ${said.trim().split("\n")[0]}`;
    return new InputError([{ where: "releases-artefact", what }], { cause: error });
  }
  return error;
}

/** Looks at all that is there and returns the files; the names come with zero bytes between them, and unredacted. */
async function checkInside(place: Place, folder: string, signal?: AbortSignal): Promise<readonly string[]> {
  const words = ["find", folder, "!", "-type", "d", "-printf", "%y\\0%P\\0%l\\0"] as const;
  const found = place.target.stream(words, bounded(place, {}, signal));
  const [listing] = await Promise.all([text(found.stdout), found.done]);
  const parts = listing.split("\0");
  const files: string[] = [];
  for (let i = 0; i + 2 < parts.length; i += 3) {
    const [type, path = "", link = ""] = parts.slice(i, i + 3);
    if (type === "f") files.push(path);
    else if (type !== "l") throw outside(`\`${path}\` is neither a file nor a folder nor a link`);
    else if (!staysInside(path, link)) throw outside(`the link \`${path}\` leads to \`${link}\``);
  }
  return files;
}

/**
 * True for a relative link that cannot leave the folder. A `..` behind a name is refused, too: where that name is a
 * link itself, nobody can tell from the text where it ends.
 */
export function staysInside(path: string, link: string): boolean {
  if (link === "" || link.startsWith("/")) return false;
  const parts = link.split("/").filter((part) => part !== "" && part !== ".");
  const firstName = parts.findIndex((part) => part !== "..");
  const ups = firstName < 0 ? parts.length : firstName;
  if (parts.slice(ups).includes("..")) return false;
  const depth = posix.dirname(path) === "." ? 0 : posix.dirname(path).split("/").length;
  return ups <= depth;
}

function outside(what: string): InputError {
  return new InputError([{ where: "releases-artefact", what: `is not to be trusted: ${what}` }], {
    hint: "A release may only hold files, folders, and relative links that stay inside of it. Links to data of the server are made by `releases-shared`.",
  });
}

/** Bytes that are free where releases are put. */
export async function checkRoom(place: Place, needed: number): Promise<void> {
  const { stdout } = await place.target.run(["df", "-Pk", "--", below(place)], bounded(place));
  const [, blocks] = /\s(\d+)\s+\d+%\s/.exec(stdout) ?? [];
  const free = Number(blocks) * 1024;
  if (!(free < needed)) return;
  const mebibytes = (bytes: number) => `${Math.ceil(bytes / 1_048_576).toLocaleString("en-US")} MiB`;
  throw new ServiceError(
    `the disk of ${place.target.where} has ${mebibytes(free)} free below \`${place.settings.root}\`, and the release needs ${mebibytes(needed)}`,
    { hint: "Make room there, or lower `releases-keep`. Nothing was touched." },
  );
}
