import { realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { ActionError, InputError } from "../../../kit/errors.ts";
import type { DatabaseIdentity } from "../../../stages/ports/database.ts";
import { diskFailure } from "../../disk.ts";
import { type Connection, connect } from "./connection.ts";
import { patience, sqliteFailure } from "./failures.ts";
import type { ThreadData } from "./thread.ts";

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

type Look<T> = (database: Connection) => Promise<T>;

/** Opens the file read-only, looks, and closes it; failures are told in the operator's words. */
export function reading<T>(path: string, look: Look<T>, signal?: AbortSignal): Promise<T> {
  return working({ path, patience, isWritable: false }, look, signal);
}

/** As `reading`, for a copy of our own that is changed. */
export function writing<T>(path: string, look: Look<T>): Promise<T> {
  return working({ path, patience, isWritable: true }, look);
}

async function working<T>(data: ThreadData, look: Look<T>, signal?: AbortSignal): Promise<T> {
  await using database = connect(data, signal);
  try {
    return await look(database);
  } catch (error) {
    throw sqliteFailure(data.path, error);
  }
}
