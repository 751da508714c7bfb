import type * as z from "zod/mini";
import {
  FieldProblem,
  parseShape,
  parseYaml,
  splitWords,
  toPercent,
  toText,
  toTexts,
  toWeight,
  toWord,
} from "./texts.ts";

export type FieldKind =
  | "text"
  | "secret"
  | "flag"
  | "integer"
  | "percent"
  | "duration"
  | "list"
  | "percents"
  | "ramp"
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
  /** Bounds of a whole number. */
  readonly min?: number;
  readonly max?: number;
  /** The shape of a structured value, for the JSON Schema. */
  readonly shape?: z.ZodMiniType;
  /** Takes text or a YAML value that is neither undefined nor empty; throws a FieldProblem. */
  parse(value: unknown): T;
}

// biome-ignore lint/suspicious/noExplicitAny: a record of fields of different types has no narrower name
export type Fields = Readonly<Record<string, Field<any>>>;
export type Values<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

export { FieldProblem };

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
  return rawBuilder(kind, (value, options) => parse(toText(value), options));
}

/** As `builder`, for fields to which a YAML list is not the same as its lines. */
function rawBuilder<T, Extra = unknown>(
  kind: FieldKind,
  parse: (value: unknown, options: Options & Extra) => T,
): Builder<T, Extra> {
  const build = (options: Options & Extra): Field<T> => ({
    ...described(kind, options),
    ...bounds(options as Options & Bounds),
    parse: (value) => parse(value, options),
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

/** A share from 0 to 100 (or to `max`), with or without `%`, decimals allowed. */
export const percent = builder<number, { readonly max?: number }>("percent", (value, { max }) => toPercent(value, max));

/** Milliseconds, written `500ms`, `30s`, `5m`, `24h` or `7d`. */
export const duration = builder<number>("duration", (value) => {
  const match = /^(\d+)(ms|s|m|h|d)$/.exec(value);
  const milliseconds = Number(match?.[1]) * units[match?.[2] as keyof typeof units];
  if (Number.isSafeInteger(milliseconds)) return milliseconds;
  throw new FieldProblem(`must look like \`30s\`, \`5m\` or \`24h\`, not \`${value}\``);
});
const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Several texts, separated by lines or commas, or a YAML list. */
export const list = rawBuilder<readonly string[]>("list", (value, options) => {
  const texts = toTexts(value);
  if (texts.length === 0 && options.required) throw new FieldProblem("must name at least one");
  return texts;
});

/** Weights, rising, each from 1 to 100: `10, 50, 100`. */
export const percents = rawBuilder<readonly number[]>("percents", (value) => {
  const weights = toTexts(value).map(toWeight);
  if (weights.length === 0) throw new FieldProblem("must name at least one weight");
  const fallen = weights.findIndex((weight, i) => i > 0 && weight <= (weights[i - 1] ?? 0));
  if (fallen < 0) return weights;
  throw new FieldProblem(`must rise from weight to weight; \`${weights[fallen]}\` follows \`${weights[fallen - 1]}\``);
});

/** Names of groups, then rising weights from 1 to 100: `internal, beta, 25, 100`. */
export const ramp = rawBuilder<{ readonly cohorts: readonly string[]; readonly steps: readonly number[] }>(
  "ramp",
  (value) => {
    const texts = toTexts(value);
    const first = texts.findIndex((text) => /^\d/.test(text));
    const cohorts = first < 0 ? texts : texts.slice(0, first);
    const strange = cohorts.find((name) => !/^[A-Za-z][\w-]*$/.test(name));
    if (strange !== undefined) throw new FieldProblem(`\`${strange}\` is neither a percentage nor the name of a group`);
    const twice = cohorts.find((name, i) => cohorts.indexOf(name) !== i);
    if (twice !== undefined) throw new FieldProblem(`names the group \`${twice}\` twice`);
    const weights = percents({ description: "", required: true }).parse(first < 0 ? [] : texts.slice(first));
    return { cohorts, steps: weights };
  },
);

/** A program and its arguments: a YAML list or lines (one word each), or text that is split at spaces (double quotes keep words together). */
export const words = rawBuilder<readonly [string, ...string[]]>("words", (value) => {
  const [program, ...rest] = Array.isArray(value) ? value.map(toWord) : splitWords(toText(value));
  if (program === undefined || program === "") throw new FieldProblem("must name a program");
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
  const parse = (value: unknown) => parseShape(shape, typeof value === "string" ? parseYaml(value) : value);
  return { ...described("structure", options), shape, parse };
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

function bounds({ min, max }: Bounds): Bounds {
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

function described(kind: FieldKind, options: Options): Omit<Field<never>, "parse"> {
  const { description, required = false } = options;
  return { kind, description, required, ...(options.default === undefined ? {} : { default: options.default }) };
}
