import { quoted } from "../preflight/commit-checks.ts";
import { type Finding, met, refused, warned } from "../preflight/finding.ts";
import { formatProblem, formatShapes, parseFormat } from "./format.ts";

/** What has to hold of a set of variables; values are compared and never told. */
export interface EnvironmentAsked {
  readonly required: readonly string[];
  /** A name that must not be there, or, with a value, must not have it. */
  readonly forbidden: readonly { readonly name: string; readonly value: string | null }[];
  readonly formats: Readonly<Record<string, string>>;
}

/** A set of variables as it was found. */
export interface Variables {
  /** Where they are: `.env on this machine`, `Secret shop`. */
  readonly where: string;
  /** Undefined where it is not set. */
  get(name: string): string | undefined;
  /** Null where they cannot be listed: the process holds much beside them. */
  readonly names: readonly string[] | null;
}

/** Judges the variables: everything that is wrong with them is one finding, names alone. */
export function judgeEnvironment(what: string, asked: EnvironmentAsked, found: Variables): Finding {
  const wrong = wrongFormats(asked.formats);
  if (wrong.length > 0) {
    const told = `no format is called so for ${quoted(wrong)}`;
    return { ...refused(what, told, `write ${formatShapes}`), isAskedWrongly: true };
  }
  const problems = [...missing(asked, found), ...forbidden(asked, found), ...malformed(asked, found)];
  if (problems.length > 0) return refused(what, `${found.where}: ${problems.join("; ")}`, "correct it there");
  const checked = new Set([
    ...asked.required,
    ...asked.forbidden.map(({ name }) => name),
    ...Object.keys(asked.formats),
  ]);
  return met(what, `${found.where}: all of ${checked.size} are as they have to be`);
}

function wrongFormats(formats: EnvironmentAsked["formats"]): readonly string[] {
  return Object.entries(formats).flatMap(([name, format]) => (parseFormat(format) === null ? [name] : []));
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== "";
}

function missing({ required, formats }: EnvironmentAsked, found: Variables): readonly string[] {
  const wanted = [...new Set([...required, ...Object.keys(formats)])];
  const absent = wanted.filter((name) => found.get(name) === undefined);
  const empty = wanted.filter((name) => found.get(name) !== undefined && !isSet(found.get(name)));
  return [
    ...(absent.length === 0 ? [] : [`${quoted(absent)} ${absent.length === 1 ? "is" : "are"} not set`]),
    ...(empty.length === 0 ? [] : [`${quoted(empty)} ${empty.length === 1 ? "is" : "are"} empty`]),
  ];
}

function forbidden(asked: EnvironmentAsked, found: Variables): readonly string[] {
  return asked.forbidden.flatMap(({ name, value }) => {
    const there = found.get(name);
    if (there === undefined) return [];
    if (value === null) return [`\`${name}\` is set and must not be`];
    return sameValue(there, value) ? [`\`${name}\` has the value that is forbidden`] : [];
  });
}

/** `APP_DEBUG=True` is as true as `true`, with whatever quotes around it. */
function sameValue(one: string, other: string): boolean {
  const plain = (text: string) => text.trim().toLowerCase();
  return plain(one) === plain(other);
}

function malformed({ formats }: EnvironmentAsked, found: Variables): readonly string[] {
  return Object.entries(formats).flatMap(([name, text]) => {
    const value = found.get(name);
    const format = parseFormat(text);
    if (!isSet(value) || format === null) return [];
    const problem = formatProblem(value, format);
    return problem === null ? [] : [`\`${name}\` ${problem}`];
  });
}

/** Judges which variables are there against another set of them: what is missing is in the way, what is new is told. */
export function judgeSameKeys(what: string, found: Variables, other: Variables): readonly Finding[] {
  const wanted = other.names ?? [];
  const absent = wanted.filter((name) => found.get(name) === undefined);
  const additional = (found.names ?? []).filter((name) => other.get(name) === undefined);
  const isOne = absent.length === 1;
  const gap =
    absent.length === 0
      ? met(what, `${found.where} has every one of the ${wanted.length} keys of ${other.where}`)
      : refused(
          what,
          `${quoted(absent)} of ${other.where} ${isOne ? "is" : "are"} not in ${found.where}`,
          `set ${isOne ? "it" : "them"} there, or take ${isOne ? "it" : "them"} out of the other`,
        );
  const more = `${quoted(additional)} of ${found.where} ${additional.length === 1 ? "is" : "are"} not in ${other.where}`;
  return [gap, ...(additional.length === 0 ? [] : [warned(what, more)])];
}
