import { InputError, type Problem } from "../../kit/errors.ts";

/** A folder's name may have 255 bytes, and git adds `.lock`. */
const longest = 200;

/** The git ref that holds the journal of one application in one environment. */
export function journalRef(application: string, environment: string): string {
  const parts = { application, environment };
  const problems = Object.entries(parts).flatMap(([where, name]) => problemsOf(where, name));
  if (problems.length > 0) throw new InputError(problems);
  return `refs/deploy-actions/v1/${encodePart(application)}/${encodePart(environment)}`;
}

/** Lower case, and every byte that is not a plain letter, digit, `-` or `_` as `%xx`: one name, one folder, on every file system. */
export function encodePart(name: string): string {
  const bytes = Buffer.from(name.normalize("NFC").toLowerCase(), "utf8");
  return Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    return /[a-z0-9_-]/.test(character) ? character : `%${byte.toString(16).padStart(2, "0")}`;
  }).join("");
}

function problemsOf(where: string, name: string): Problem[] {
  if (name.trim() === "") return [{ where, what: "must not be empty; the journal is named after it" }];
  const { length } = encodePart(name);
  return length <= longest ? [] : [{ where, what: `is too long for a git ref (${length} bytes, at most ${longest})` }];
}
