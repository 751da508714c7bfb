import { resolve } from "node:path";
import { InputError } from "../../../kit/errors.ts";

const input = "dbmate-url";

/** The absolute path in a `sqlite:` URL as dbmate reads it: percent signs count in absolute paths only. */
export function sqlitePath(url: string, folder: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme !== "sqlite" && scheme !== "sqlite3") {
    throw refusal(
      scheme === undefined
        ? "is not a database URL"
        : `names a \`${scheme}\` database; only \`sqlite:\` URLs are handled today`,
      "Write `sqlite:/absolute/file.db` or `sqlite:relative.db`; run other databases with the `command` tool.",
    );
  }
  const rest = url.slice(scheme.length + 1);
  // dbmate takes the first part after two slashes for a host and makes `/file.db` of `sqlite://file.db`.
  if (/^\/\/[^/]/.test(rest) || rest === "") {
    throw refusal("does not name a file", "Write `sqlite:/absolute/file.db` or `sqlite:relative.db`.");
  }
  const path = rest.startsWith("/") ? decode(rest.replace(/^\/+/, "/")) : rest;
  if (!/[?\0]/.test(rest) && !/[?\0]/.test(path) && !path.startsWith("file:") && path !== ":memory:") {
    return resolve(folder, path);
  }
  throw refusal(
    "has a part that dbmate does not take for the file's name",
    "Name the file alone, without `?` and `file:`.",
  );
}

/** The URL under which dbmate opens exactly this file. */
export function sqliteUrl(path: string): string {
  return `sqlite:${path.split("/").map(encodeURIComponent).join("/")}`;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw refusal("has a percent sign that encodes nothing", "Write `%25` for a percent sign in an absolute path.");
  }
}

function refusal(what: string, hint: string): InputError {
  return new InputError([{ where: input, what }], { hint });
}
