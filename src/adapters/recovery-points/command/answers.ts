import { type Problem, ServiceError } from "../../../kit/errors.ts";
import type { RecoveryPoint } from "../../../stages/ports/recovery-point.ts";

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const longest = 1024;

/** Reads what `command-create` has printed; every problem of it is named at once. */
export function parsePoint(text: string): RecoveryPoint {
  const answer = parseAnswer(text, "command-create", ["id", "position", "at"]);
  const problems: string[] = [];
  const take = (name: string) => {
    const value = answer[name];
    if (value === undefined || value === null || value === "") return "";
    if (typeof value === "string" && value.length <= longest && isPlain(value)) return value;
    problems.push(`\`${name}\` is not a text of one line with at most ${longest} characters`);
    return "";
  };
  const [id, position, at] = [take("id"), take("position"), take("at")];
  if (id === "" && position === "") problems.push("neither `id` nor `position` says which point it is");
  if (at === "") problems.push("`at` does not say when it was");
  else if (!moment.test(at) || Number.isNaN(Date.parse(at)))
    problems.push("`at` is not a moment with its time zone, such as `2026-05-01T03:00:00Z`");
  if (problems.length > 0) throw badAnswer("command-create", problems);
  return { id: id === "" ? position : id, position, at };
}

/** Reads the address that `command-restore` has printed; it is never quoted. */
export function parseUrl(text: string): string {
  const { url } = parseAnswer(text, "command-restore", ["url"]);
  if (typeof url !== "string" || url === "") throw badAnswer("command-restore", ["`url` is not a text"]);
  if (!URL.canParse(url) || !isPlain(url)) throw badAnswer("command-restore", ["`url` is not a URL"]);
  return url;
}

function parseAnswer(text: string, input: string, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (text.trim() === "") throw badAnswer(input, ["it is empty, although the command ended well"]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badAnswer(input, ["it is not one JSON object and nothing else"]);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw badAnswer(input, ["it is JSON, and no object"]);
  const foreign = Object.keys(value).filter((name) => !names.includes(name));
  if (foreign.length > 0) {
    const known = names.map((name) => `\`${name}\``).join(", ");
    throw badAnswer(input, [`it has ${foreign.length} fields that mean nothing here; known are ${known}`]);
  }
  return value as Readonly<Record<string, unknown>>;
}

function badAnswer(input: string, problems: readonly string[]): ServiceError {
  const shape = input === "command-restore" ? '{"url": "..."}' : '{"id": "...", "position": "...", "at": "..."}';
  const where: Problem["where"] = `what \`${input}\` printed cannot be used`;
  return new ServiceError(`${where}: ${problems.join("; ")}`, {
    hint: `Let it print \`${shape}\` on standard output, and everything else on standard error.`,
  });
}

/** True for one line without control characters: it goes into an environment variable and into logs. */
function isPlain(text: string): boolean {
  return ![...text].some((letter) => letter < " " || letter === "\u007f");
}
