import type { Readable } from "node:stream";
import type { Log } from "../../../kit/effects.ts";
import { ActionError, InputError } from "../../../kit/errors.ts";
import { type Opened, openArchive } from "./archive.ts";
import { cancelled, postgresFailure } from "./failures.ts";
import { identifier } from "./names.ts";
import { type Outline, outlineOf } from "./outline.ts";
import { createDatabase, dropDatabase, type Place, proveEmpty } from "./scratch.ts";
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
async function prepare(place: Place, outline: Outline, options: RestoreOptions): Promise<void> {
  const { maintenance, server, isOwn } = place;
  const major = majorOf(maintenance);
  if (outline.major > major) {
    throw new InputError(`the dump is of PostgreSQL ${outline.major}, and the server to restore into is ${major}`, {
      hint: `Install the package \`postgresql-${outline.major}\`, or name a newer server (\`postgres-scratch-url\`).`,
    });
  }
  const name = server.address.database;
  await dropDatabase(maintenance, name);
  await createDatabase(
    maintenance,
    name,
    outline,
    { log: options.log, isExact: options.isWhole === true },
    options.signal,
  );
  await withSession(server, async (session) => {
    const offered = new Set(await session.ask<string>("SELECT to_jsonb(name) FROM pg_available_extensions"));
    const lacking = outline.extensions.filter((extension) => !offered.has(extension));
    if (lacking.length > 0) {
      throw new InputError(
        `the server to restore into has no extension ${lacking.map((one) => `\`${one}\``).join(", ")}`,
        {
          hint: "Install its package there, or name a server that has it (`postgres-scratch-url`).",
        },
      );
    }
    const roles = await session.ask<string>("SELECT to_jsonb(rolname) FROM pg_roles");
    const missing = outline.roles.filter((role) => !roles.includes(role));
    if (missing.length > 0 && !isOwn) {
      throw new InputError(`policies name the role \`${missing[0]}\`, which the server to restore into does not have`, {
        hint: `Create it there: ${missing.map((role) => `CREATE ROLE ${identifier(role)} NOLOGIN;`).join(" ")}`,
      });
    }
    for (const role of missing) await session.run(`CREATE ROLE ${identifier(role)} NOLOGIN`);
  });
}
