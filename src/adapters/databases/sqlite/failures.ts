import { ActionError, InputError, ServiceError } from "../../../kit/errors.ts";

/** Milliseconds to wait for another process's lock. */
export const patience = 5000;
/** SQLITE_READONLY_ROLLBACK */
const leftInTransaction = 776;

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
