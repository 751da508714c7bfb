import { realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { ActionError, InputError, ServiceError } from "../../../kit/errors.ts";
import type { DatabaseIdentity } from "../../../stages/ports/database.ts";
import { diskFailure } from "../../disk.ts";
import { type Connection, connect } from "./connection.ts";

/** Milliseconds to wait for another process's lock. */
const patience = 5000;
/** SQLITE_READONLY_ROLLBACK */
const leftInTransaction = 776;

/** The real path of a database file that is there; `input` names the setting in the InputError when it is not. */
export async function locate(path: string, input: string): Promise<string> {
  const refuse = (what: string, hint: string) => new InputError([{ where: input, what }], { hint });
  try {
    const real = await realpath(path);
    const found = await stat(real);
    if (!found.isFile()) throw refuse(`\`${real}\` is not a file`, "Name the database file itself.");
    if (found.size > 0) return real;
    throw refuse(
      `\`${real}\` is empty (0 bytes): a tool has created it in place of a missing database`,
      "Correct the path, then remove the empty file; or create the database first.",
    );
  } catch (error) {
    if (error instanceof ActionError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") throw diskFailure(`look at \`${path}\``, dirname(path), error);
    throw refuse(`there is no database file \`${path}\``, "Correct the path, or create the database first.");
  }
}

/** Who the database is, without changing it; an InputError when the file is missing, empty or something else. */
export async function identify(path: string, input: string): Promise<DatabaseIdentity> {
  const name = await locate(path, input);
  const version = await reading(name, async (database) => {
    await database.all("SELECT count(*) FROM sqlite_schema");
    return String((await database.all("SELECT sqlite_version() AS version"))[0]?.version);
  });
  return { engine: "sqlite", name, version };
}

/** Opens the file read-only, looks, and closes it; failures are told in the operator's words. */
export async function reading<T>(
  path: string,
  look: (database: Connection) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  await using database = connect(path, patience, signal);
  try {
    return await look(database);
  } catch (error) {
    throw sqliteFailure(path, error);
  }
}

/** True when the engine says that the bytes themselves are wrong. */
export function isDamage(error: unknown): boolean {
  const code = codeOf(error);
  return code === 11 || code === 26;
}

/** The failure as the operator has to see it. */
export function sqliteFailure(path: string, cause: unknown): ActionError {
  if (cause instanceof ActionError) return cause;
  const file = `\`${path}\``;
  const said = (cause as Error).message;
  if ((cause as { errcode?: unknown }).errcode === leftInTransaction) {
    return new ServiceError(`${file} was left in the middle of a transaction by a process that died`, {
      hint: "Open it once with its application, which takes the half transaction back; reading alone may not.",
      cause,
    });
  }
  switch (codeOf(cause)) {
    case 5:
    case 6:
      return new ServiceError(`${file} was locked by another process for ${patience / 1000} seconds`, {
        hint: "Run it again; if it stays locked, find the process that holds a transaction open (`fuser -v`).",
        cause,
      });
    case 11:
      return new ServiceError(`${file} is damaged: ${said}`, {
        hint: "Stop writing to it, run `PRAGMA integrity_check`, and restore a verified backup.",
        cause,
      });
    case 26:
      return new InputError(`${file} is not a SQLite database, or it is encrypted`, {
        hint: "Correct the path; `head -c 16` of a SQLite database prints `SQLite format 3`.",
        cause,
      });
    case 8:
    case 14:
      return new ServiceError(`${file} could not be opened: ${said}`, {
        hint: "Give this user read access to the file and write access to its folder (WAL mode keeps a `-shm` file there).",
        cause,
      });
    default:
      return new ServiceError(`${file} could not be read: ${said}`, {
        hint: "Open the file with `sqlite3 -readonly` and look.",
        cause,
      });
  }
}

/** The primary result code of SQLite, or undefined when the failure is not its own. */
export function codeOf(error: unknown): number | undefined {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === "number" ? errcode & 0xff : undefined;
}
