import { resolve } from "node:path";
import { InputError } from "../../../kit/errors.ts";

const input = "dbmate-url";

/** The absolute path in a `sqlite:` URL as dbmate 2 reads it: absolute paths are percent-decoded (twice), relative ones are not. */
export function sqlitePath(url: string, folder: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme !== "sqlite" && scheme !== "sqlite3") {
    throw refusal(
      scheme === undefined
        ? "is not a database URL"
        : `names a \`${scheme}\` database; only \`sqlite:\` URLs are handled today`,
      "Write `sqlite:/absolute/file.db` or `sqlite:relative.db`.",
    );
  }
  const rest = url.slice(scheme.length + 1);
  // dbmate takes the first part after two slashes for a host and makes `/file.db` of `sqlite://file.db`.
  if (/^\/\/[^/]/.test(rest) || rest === "") {
    throw refusal("does not name a file", "Write `sqlite:/absolute/file.db` or `sqlite:relative.db`.");
  }
  const path = rest.startsWith("/") ? decode(decode(rest.replace(/^\/+/, "/"))) : rest;
  if (rest.includes("?") || path.startsWith("file:") || path === ":memory:") throw foreignPart();
  return resolve(folder, path);
}

/** The URL under which dbmate opens exactly this file. */
export function sqliteUrl(path: string): string {
  // What comes after a question mark is no part of the file's name to SQLite's driver, encoded or not.
  if (path.includes("?")) throw foreignPart();
  const parts = path.split("/").map((part) => encodeURIComponent(part.replaceAll("%", "%25")));
  return `sqlite:${parts.join("/")}`;
}

function foreignPart(): InputError {
  const hint = "Name the file alone, without `?` and `file:`.";
  return refusal("has a part that dbmate does not take for the file's name", hint);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw refusal(
      "has a percent sign that encodes nothing",
      "Write `%2525` for a percent sign in an absolute path: dbmate decodes it twice.",
    );
  }
}

function refusal(what: string, hint: string): InputError {
  return new InputError([{ where: input, what }], { hint });
}
