import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { InputError, ServiceError } from "../../../kit/errors.ts";
import { diskFailure } from "../../disk.ts";
import type { Artefact } from "./artefact.ts";
import type { ArtefactChoice, Place } from "./place.ts";

type Choice = Extract<ArtefactChoice, { kind: "tarball" }>;

/** A tarball of this machine, or one that is downloaded to it first; its digest is compared before anything is unpacked. */
export async function openTarball(place: Place, choice: Choice, signal?: AbortSignal): Promise<Artefact> {
  const { exec, folder } = place.effects;
  const isUrl = /^https?:\/\//.test(choice.from);
  const private_ = isUrl ? await exec.makePrivateFolder("release-") : null;
  const dispose = async () => {
    if (private_ !== null) await exec.remove(private_);
  };
  try {
    const path = private_ === null ? resolve(folder, choice.from) : join(private_, "release.tar");
    if (private_ !== null) await download(place, choice, path, signal);
    const { size } = await stat(path).catch((cause) => {
      throw absent(path, cause);
    });
    if (choice.sha256 !== null) await compare(path, choice.sha256);
    const options = { timeout: place.settings.timeout, ...(signal === undefined ? {} : { signal }) };
    const words = ["cat", "--", path] as const;
    return {
      bytes: size,
      compression: await compressionOf(path),
      open: () => exec.stream(words, options),
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function download(place: Place, { from, token }: Choice, path: string, signal?: AbortSignal): Promise<void> {
  const { effects, settings } = place;
  const late = AbortSignal.timeout(settings.timeout);
  const ending = signal === undefined ? late : AbortSignal.any([late, signal]);
  const shown = effects.redact(from.replace(/\?.*$/, ""));
  try {
    const headers = { accept: "application/octet-stream", ...(token && { authorization: `Bearer ${token}` }) };
    const response = await effects.fetch(from, { signal: ending, headers });
    if (!response.ok || response.body === null) throw refused(shown, response.status);
    await pipeline(Readable.fromWeb(response.body), createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof InputError || error instanceof ServiceError) throw error;
    const { code = "", path: file } = error as NodeJS.ErrnoException;
    if (file !== undefined || code === "ENOSPC") throw diskFailure("keep the tarball", path, error);
    const why = late.aborted ? `it took longer than ${settings.timeout} ms` : codeOf(error);
    throw new ServiceError(`\`${shown}\` could not be downloaded: ${why}`, { cause: error, hint: "Run this again." });
  }
}

function refused(shown: string, status: number): InputError | ServiceError {
  const told = `\`${shown}\` answered with status ${status}`;
  if (status >= 500) return new ServiceError(told, { hint: "Run this again; nothing was touched." });
  return new InputError([{ where: "releases-artefact", what: told }], {
    hint: "Is the tarball of this commit there? `releases-artefact-token` is sent where one is needed.",
  });
}

async function compare(path: string, expected: string): Promise<void> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  const found = hash.digest("hex");
  if (found === expected) return;
  throw new InputError(
    [{ where: "releases-sha256", what: `the tarball has the digest \`${found}\`, not \`${expected}\`` }],
    {
      hint: "Do not use it before you know why. The digest has to be that of the release that is wanted.",
    },
  );
}

async function compressionOf(path: string): Promise<readonly string[]> {
  await using file = await open(path, "r");
  const { buffer } = await file.read(Buffer.alloc(6), 0, 6, 0);
  const begin = buffer.toString("hex");
  const known = { "1f8b": "-z", "28b52ffd": "--zstd", fd377a585a00: "-J", "425a68": "-j" };
  return Object.entries(known).flatMap(([magic, word]) => (begin.startsWith(magic) ? [word] : []));
}

function absent(path: string, cause: unknown): InputError {
  return new InputError([{ where: "releases-artefact", what: `there is no tarball \`${path}\`` }], {
    hint: "Build it before this step, or download what an earlier job has built.",
    cause,
  });
}

function codeOf(error: unknown): string {
  const { cause, message } = error as Error;
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? message;
}
