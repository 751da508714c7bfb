import { resolve } from "node:path";
import { InputError } from "../../../kit/errors.ts";

/**
 * The absolute path that an address names. `sqlite:` is read as dbmate 2 reads it: absolute paths are percent-decoded
 * (twice), relative ones are not. `file:` is read as a URI of SQLite.
 */
export function pathIn(url: string, folder: string, input: string): string {
  const refuse = (what: string, hint: string) => new InputError([{ where: input, what }], { hint });
  const [, scheme = "", rest = ""] = /^([a-z0-9]+):(.*)$/is.exec(url) ?? [];
  const isUri = scheme.toLowerCase() === "file";
  const name = isUri ? "file:" : "sqlite:";
  // What follows two slashes is a host: `sqlite://file.db` would be `/file.db`.
  if (/^\/\/[^/]/.test(rest) || rest === "" || /^\/+$/.test(rest)) {
    throw refuse("does not name a file", `Write \`${name}/absolute/file.db\` or \`${name}relative.db\`.`);
  }
  const decode = (path: string, times: number): string => {
    try {
      return times === 0 ? path : decode(decodeURIComponent(path), times - 1);
    } catch {
      const written = isUri ? "`%25`" : "`%2525`";
      throw refuse("has a percent sign that encodes nothing", `Write ${written} for a percent sign in a path.`);
    }
  };
  const path = rest.startsWith("/") ? decode(rest.replace(/^\/+/, "/"), isUri ? 1 : 2) : decode(rest, isUri ? 1 : 0);
  const isForeign =
    rest.includes("?") || (isUri && rest.includes("#")) || path.startsWith("file:") || path.includes("?");
  if (isForeign || path === ":memory:" || path.includes("\0")) {
    throw refuse("has a part that is no file's name", "Name the file alone, without `?`, `file:` and `:memory:`.");
  }
  return resolve(folder, path);
}
