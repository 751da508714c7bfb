import { parse } from "yaml";
import type * as z from "zod/mini";

/** The text of an input is not what its field accepts; the message completes `<input>: ...`. */
export class FieldProblem extends Error {}

/** A plain YAML value as the text that a workflow would have given. */
export function toText(value: unknown): string {
  return toWord(value).trim();
}

/** As `toText`, with the blanks around it: in a list of words they are meant. */
export function toWord(value: unknown): string {
  if (typeof value !== "object" && value !== undefined) return String(value);
  const found = Array.isArray(value) ? "a list" : value === null || value === undefined ? "nothing" : "a map";
  throw new FieldProblem(`must be a plain value, not ${found}`);
}

/** The items of a YAML list as they are, or the parts of a text between commas and line ends. */
export function toTexts(value: unknown): readonly string[] {
  const parts: readonly unknown[] = Array.isArray(value) ? value : toText(value).split(/[\n,]/);
  return parts.map(toText).filter((part) => part !== "");
}

/** The words of a command line: one per line where there are several lines, else between blanks outside double quotes. */
export function splitWords(value: string): readonly string[] {
  if (value.includes("\n"))
    return value
      .split("\n")
      .map(toText)
      .filter((line) => line !== "");
  if (value.split('"').length % 2 === 0) throw new FieldProblem("has a double quote that is never closed");
  const found = value.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  return found.map((word) => word.replaceAll('"', ""));
}

/** A number from 0 to 100, with or without `%`. */
export function toPercent(value: string, most = 100): number {
  const match = /^(\d+(?:\.\d+)?)\s*%?$/.exec(value);
  const number = Number(match?.[1] ?? Number.NaN);
  if (number >= 0 && number <= most) return number;
  throw new FieldProblem(`must be a percentage from 0 to ${most}, not \`${value}\``);
}

/** A whole number from 1 to 100, with or without `%`. */
export function toWeight(value: string): number {
  const weight = toPercent(value);
  if (Number.isInteger(weight) && weight > 0) return weight;
  throw new FieldProblem(`must be whole percentages from 1 to 100, not \`${value}\``);
}

/** Reads a structured input: a map or a list, never a bare text. */
export function parseYaml(value: string): unknown {
  const document = yaml(value);
  if (typeof document === "object" && document !== null) return document;
  throw new FieldProblem("must be a YAML map or list");
}

function yaml(value: string): unknown {
  try {
    return parse(value, { prettyErrors: false, logLevel: "error" });
  } catch (error) {
    throw new FieldProblem(`must be YAML: ${(error as Error).message}`);
  }
}

/** Checks the shape of a structured value; no message holds any part of it but its keys. */
export function parseShape<S extends z.ZodMiniType>(shape: S, value: unknown): z.infer<S> {
  const outcome = shape.safeParse(value, { error: explain });
  if (outcome.success) return outcome.data;
  throw new FieldProblem(outcome.error.issues.map(describeIssue).join("; "));
}

const expected: Readonly<Record<string, string>> = {
  object: "a map",
  record: "a map",
  array: "a list",
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

function explain(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return `has unknown keys: ${issue.keys.join(", ")}`;
    case "invalid_type":
      return issue.input === undefined ? "is required" : `must be ${expected[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be one of: ${issue.values.map(String).join(", ")}`;
    case "invalid_key":
      return `is a name that cannot be: it ${issue.issues[0]?.message ?? "is not valid"}`;
    case "invalid_union":
      return "has none of the forms that are possible here";
    case "too_small":
      if (issue.origin === "string" && issue.minimum === 1) return "must not be empty";
      return `must be at least ${issue.minimum}${unit(issue.origin)}`;
    case "too_big":
      return `must be at most ${issue.maximum}${unit(issue.origin)}`;
    default:
      return "is not valid here";
  }
}

function unit(origin: string): string {
  return origin === "array" ? " long" : origin === "string" ? " characters" : "";
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const where = issue.path.length === 0 ? "" : `\`${issue.path.map(String).join(".")}\` `;
  return `${where}${issue.message}`;
}
