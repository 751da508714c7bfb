import { InputError } from "../../../kit/errors.ts";

/** The URL under which dbmate opens exactly this file: it decodes absolute paths twice. */
export function sqliteUrl(path: string): string {
  // What comes after a question mark is no part of the file's name to SQLite's driver, encoded or not.
  if (path.includes("?")) {
    const hint = "Name the file alone, without `?` and `file:`.";
    throw new InputError("the database file has a part in its name that dbmate does not take for it", { hint });
  }
  const parts = path.split("/").map((part) => encodeURIComponent(part.replaceAll("%", "%25")));
  return `sqlite:${parts.join("/")}`;
}
