import type { Readable } from "node:stream";
import type { Log } from "../../../kit/effects.ts";
import { ActionError } from "../../../kit/errors.ts";
import { type Opened, openArchive } from "./archive.ts";
import { cancelled, postgresFailure } from "./failures.ts";
import { type Outline, outlineOf } from "./outline.ts";
import { provide } from "./provide.ts";
import { createDatabase, type Place, proveEmpty } from "./scratch.ts";
import { command, majorOf, target, withSession } from "./server.ts";
import { stored } from "./stored.ts";

export interface RestoreOptions {
  readonly jobs: number;
  readonly log: Log;
  /** Owners and privileges as well: the copy takes the place of what is used. */
  readonly isWhole?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Restores a dump into the empty database of a place, which is made anew with the locale that the dump asks for. */
export async function restoreInto(place: Place, body: Readable, options: RestoreOptions): Promise<void> {
  const name = place.server.address.database;
  const { exec, programs } = place.server;
  let broken: unknown;
  body.once("error", (error) => {
    broken = error;
  });
  const leave = () => body.destroy();
  options.signal?.addEventListener("abort", leave, { once: true });
  try {
    await proveEmpty(place.server, options.signal);
    const opened = await openArchive(exec, programs, body, options.signal);
    if (opened.form === "directory" || options.jobs > 1) await fromDisk(place, opened, options);
    else await fromStream(place, opened, options);
  } catch (error) {
    if (options.signal?.aborted) throw cancelled(`the restore into \`${name}\``, options.signal);
    if (broken instanceof ActionError) throw broken;
    throw postgresFailure(`restore into \`${name}\``, broken ?? error);
  } finally {
    options.signal?.removeEventListener("abort", leave);
    body.destroy();
  }
}

async function fromStream(place: Place, { body, outline }: Opened, options: RestoreOptions): Promise<void> {
  try {
    if (outline !== undefined) await prepare(place, outline, options);
    // One transaction: into tables that it has created itself, a server of ours writes no log.
    const words = place.isOwn
      ? ["--single-transaction", ...restoreWords(place, options)]
      : restoreWords(place, options);
    const [line, how] = command(place.server, "pg_restore", words);
    await place.server.exec.run(line, { ...how, stdin: body, ...signalOf(options) });
  } finally {
    body.destroy();
  }
}

async function fromDisk(place: Place, opened: Opened, options: RestoreOptions): Promise<void> {
  const { exec, programs } = place.server;
  await using kept = await stored(exec, opened, options.signal);
  await prepare(place, await outlineOf(exec, programs, { file: kept.path, signal: options.signal }), options);
  const words = ["-j", String(options.jobs), ...restoreWords(place, options), kept.path];
  const [line, how] = command(place.server, "pg_restore", words);
  await exec.run(line, { ...how, ...signalOf(options) });
}

function restoreWords({ server }: Place, { isWhole }: RestoreOptions): readonly string[] {
  const bare = ["--no-owner", "--no-acl", "--no-subscriptions", "--no-security-labels", "--no-tablespaces"];
  return ["--exit-on-error", ...(isWhole ? [] : bare), ...target(server)];
}

function signalOf({ signal }: RestoreOptions): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

/** What the dump needs of the server, before any of it is restored. */
async function prepare(
  { maintenance, server, isOwn }: Place,
  outline: Outline,
  options: RestoreOptions,
): Promise<void> {
  const { log, isWhole = false, signal } = options;
  await withSession(maintenance, (session) => provide(session, outline, majorOf(maintenance), isOwn), signal);
  await createDatabase(maintenance, server.address.database, outline, { log, isExact: isWhole, isAnew: true }, signal);
}
