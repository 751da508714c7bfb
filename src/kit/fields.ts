import { parse as parseYaml } from "yaml";
import type * as z from "zod/mini";

export type FieldKind =
  | "text"
  | "secret"
  | "flag"
  | "integer"
  | "percent"
  | "duration"
  | "list"
  | "percents"
  | "words"
  | "choice"
  | "structure";

/** How one input is declared: what it means, its default, and how its text becomes a value. */
export interface Field<T> {
  readonly kind: FieldKind;
  readonly description: string;
  /** The default as the user would write it. */
  readonly default?: string;
  readonly required: boolean;
  readonly choices?: readonly string[];
  /** The shape of a structured value, for the JSON Schema. */
  readonly shape?: z.ZodMiniType;
  /** Takes text or a YAML value that is neither undefined nor empty; throws a FieldProblem. */
  parse(value: unknown): T;
}

// biome-ignore lint/suspicious/noExplicitAny: a record of fields of different types has no narrower name
export type Fields = Readonly<Record<string, Field<any>>>;
export type Values<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** The text of an input is not what its field accepts; the message completes `<input>: ...`. */
export class FieldProblem extends Error {}

interface Options {
  readonly description: string;
  readonly default?: string;
  readonly required?: boolean;
}
type Always<T> = Field<T>;
type Maybe<T> = Field<T | undefined>;

interface Builder<T, Extra = unknown> {
  (options: Options & Extra & ({ readonly default: string } | { readonly required: true })): Always<T>;
  (options: Options & Extra): Maybe<T>;
}

function builder<T, Extra = unknown>(
  kind: FieldKind,
  parse: (text: string, options: Options & Extra) => T,
): Builder<T, Extra> {
  const build = (options: Options & Extra): Field<T> => ({
    ...described(kind, options),
    ...("choices" in options ? { choices: options.choices as readonly string[] } : {}),
    parse: (value) => parse(toText(value), options),
  });
  return build as Builder<T, Extra>;
}

/** Any text, as it is. */
export const text = builder<string>("text", (value) => value);

/** Text that is masked before anything is parsed and never echoed. */
export const secret = builder<string>("secret", (value) => value);

/** `true` or `false`, as the runner's own boolean inputs. */
export const flag = builder<boolean>("flag", (value) => {
  if (/^(true|True|TRUE)$/.test(value)) return true;
  if (/^(false|False|FALSE)$/.test(value)) return false;
  throw new FieldProblem("must be true or false");
});

/** A whole number in decimal digits. */
export const integer = builder<number, { readonly min?: number; readonly max?: number }>(
  "integer",
  (value, options) => {
    const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    const range = options.max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
    throw new FieldProblem(`must be a whole number ${range}, not \`${value}\``);
  },
);

/** A share from 0 to 100, with or without `%`, decimals allowed. */
export const percent = builder<number>("percent", toPercent);

/** Milliseconds, written `500ms`, `30s`, `5m`, `24h` or `7d`. */
export const duration = builder<number>("duration", (value) => {
  const match = /^(\d+)(ms|s|m|h|d)$/.exec(value);
  if (match === null) throw new FieldProblem(`must look like \`30s\`, \`5m\` or \`24h\`, not \`${value}\``);
  return Number(match[1]) * (units[match[2] as keyof typeof units] ?? 1);
});
const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Several texts, separated by lines or commas, or a YAML list. */
export const list = builder<readonly string[]>("list", (value) => split(value));

/** Weights, rising, each from 1 to 100: `10, 50, 100`. */
export const percents = builder<readonly number[]>("percents", (value) => split(value).map(toWeight));

/** A program and its arguments: a YAML list, or text that is split at spaces (double quotes keep words together). */
export const words = builder<readonly [string, ...string[]]>("words", (value) => {
  const parts = value.includes("\n") ? split(value, /\n/) : splitWords(value);
  const [program, ...rest] = parts;
  if (program === undefined) throw new FieldProblem("must name a program");
  return [program, ...rest];
});

/** One of a closed list of words. */
export function choice<const C extends readonly string[]>(
  options: Options & { readonly choices: C } & ({ readonly default: string } | { readonly required: true }),
): Field<C[number]>;
export function choice<const C extends readonly string[]>(
  options: Options & { readonly choices: C },
): Field<C[number] | undefined>;
export function choice(options: Options & { readonly choices: readonly string[] }): Field<string> {
  const parse = (value: string): string => {
    if (options.choices.includes(value)) return value;
    throw new FieldProblem(`must be one of: ${options.choices.join(", ")}; not \`${value}\``);
  };
  return { ...described("choice", options), choices: options.choices, parse: (value) => parse(toText(value)) };
}

/** A value with a shape of its own, given as YAML (in a workflow as a `|` block). */
export function structure<S extends z.ZodMiniType>(
  shape: S,
  options: Options & ({ readonly default: string } | { readonly required: true }),
): Field<z.infer<S>>;
export function structure<S extends z.ZodMiniType>(shape: S, options: Options): Field<z.infer<S> | undefined>;
export function structure<S extends z.ZodMiniType>(shape: S, options: Options): Field<z.infer<S>> {
  const parse = (value: unknown): z.infer<S> => {
    const outcome = shape.safeParse(typeof value === "string" ? yaml(value) : value, { error: explain });
    if (outcome.success) return outcome.data;
    throw new FieldProblem(outcome.error.issues.map(describeIssue).join("; "));
  };
  return { ...described("structure", options), shape, parse };
}

function described(kind: FieldKind, options: Options): Omit<Field<never>, "parse"> {
  const { description, required = false } = options;
  return { kind, description, required, ...(options.default === undefined ? {} : { default: options.default }) };
}

function toText(value: unknown): string {
  if (Array.isArray(value)) return value.map(toText).join("\n");
  if (typeof value === "object" && value !== null) throw new FieldProblem("must be a plain value, not a map");
  return String(value).trim();
}

function split(value: string, separator = /[\n,]/): string[] {
  return value
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function splitWords(value: string): string[] {
  const found = value.match(/"[^"]*"|[^\s"]+/g) ?? [];
  return found.map((word) => (word.startsWith('"') ? word.slice(1, -1) : word));
}

function toPercent(value: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*%?$/.exec(value);
  const number = Number(match?.[1] ?? Number.NaN);
  if (number >= 0 && number <= 100) return number;
  throw new FieldProblem(`must be a percentage from 0 to 100, not \`${value}\``);
}

function toWeight(value: string): number {
  const weight = toPercent(value);
  if (Number.isInteger(weight)) return weight;
  throw new FieldProblem(`must be whole percentages, not \`${value}\``);
}

function yaml(value: string): unknown {
  try {
    return parseYaml(value);
  } catch (error) {
    throw new FieldProblem(`must be YAML: ${(error as Error).message.split("\n")[0]}`);
  }
}

function explain(issue: { readonly code?: string; readonly expected?: unknown; readonly keys?: unknown }): string {
  if (issue.code === "unrecognized_keys") return `has unknown keys ${(issue.keys as string[]).join(", ")}`;
  if (issue.code === "invalid_type") return `must be ${String(issue.expected)}`;
  return "is not valid here";
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const where = issue.path.length === 0 ? "" : `\`${issue.path.map(String).join(".")}\` `;
  return `${where}${issue.message}`;
}
