import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import type { OperationId } from "./operations.ts";

/** A part of GitHub's description as JSON Schema. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly default?: unknown;
  readonly format?: string;
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly schema: Schema;
}

/** An operation of the REST API: where it is, what it takes, what it answers by status. */
export interface Operation {
  readonly id: OperationId;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | null;
  readonly answers: Readonly<Record<string, Schema | null>>;
}

/** What a request asks for, once it is known which operation that is. */
export interface Match {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
}

/** GitHub's OpenAPI description, as far as the fake goes. */
export interface Description {
  match(method: string, path: string): Match | undefined;
  /** What does not fit, one line each; names that GitHub does not know are told as well. */
  requestProblems(match: Match, query: URLSearchParams, body: unknown): readonly string[];
  answerProblems(operation: Operation, status: number, body: unknown): readonly string[];
  schema(name: string): Schema;
  resolve(schema: Schema): Schema;
}

type Line = readonly ["operation", OperationId, Omit<Operation, "id">] | readonly ["schema", string, Schema];

/** Paths whose last part may hold slashes, written out or encoded. */
const deep = /\{(ref|basehead)\}$/;

let opened: Description | undefined;

/** Reads the description once per process. */
export function githubDescription(): Description {
  opened ??= open();
  return opened;
}

function open(): Description {
  const text = readFileSync(join(import.meta.dirname, "github.jsonl"), "utf8");
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line): Line => JSON.parse(line));
  const schemas: Record<string, Schema> = {};
  const operations: Operation[] = [];
  for (const line of lines) {
    if (line[0] === "operation") operations.push({ id: line[1], ...line[2] });
    else schemas[line[1]] = line[2];
  }
  const routes = operations.map((operation) => ({ operation, pattern: patternOf(operation.path) }));
  const exact = check(schemas, { coerceTypes: false });
  const loose = check(schemas, { coerceTypes: true });
  const resolve = (schema: Schema): Schema =>
    schema.$ref === undefined ? schema : (schemas[schema.$ref.replace("github#/schemas/", "")] ?? {});
  return {
    match(method, path) {
      for (const { operation, pattern } of routes) {
        const found = operation.method === method ? pattern.exec(path) : null;
        if (found !== null) return { operation, path: decoded(found.groups ?? {}) };
      }
      return undefined;
    },
    requestProblems: (match, query, body) => [
      ...parameterProblems(match, query, loose),
      ...bodyProblems(match.operation, body, { exact, resolve }),
    ],
    answerProblems(operation, status, body) {
      const schema = operation.answers[status];
      if (schema === undefined) return general.has(status) ? [] : [`GitHub never answers ${status} to ${operation.id}`];
      return schema === null ? [] : exact(schema, body);
    },
    schema: (name) => schemas[name] ?? {},
    resolve,
  };
}

/** Answers that any operation may give, though the description names them for few. */
const general = new Set([400, 401, 403, 404, 422, 429, 500, 502, 503]);

type Check = (schema: Schema, value: unknown) => readonly string[];

function check(schemas: Readonly<Record<string, Schema>>, options: { readonly coerceTypes: boolean }): Check {
  const ajv = new Ajv({ strict: false, allErrors: true, ...options });
  formats.default(ajv);
  ajv.addSchema({ $id: "github", schemas });
  const compiled = new Map<Schema, ValidateFunction>();
  return (schema, value) => {
    const fits = compiled.get(schema) ?? ajv.compile(schema);
    compiled.set(schema, fits);
    if (fits(value)) return [];
    return (fits.errors ?? []).map(({ instancePath, message, params }) =>
      `${instancePath || "/"} ${message} ${JSON.stringify(params)}`.slice(0, 300),
    );
  };
}

function parameterProblems(match: Match, query: URLSearchParams, fits: Check): readonly string[] {
  const { operation, path } = match;
  const known = new Set(operation.parameters.map(({ name }) => name));
  const strange = [...query.keys()].filter((name) => !known.has(name));
  return [
    ...strange.map((name) => `${operation.id} knows no parameter \`${name}\``),
    ...operation.parameters.flatMap((parameter) => {
      const value = parameter.in === "path" ? path[parameter.name] : (query.get(parameter.name) ?? undefined);
      if (value === undefined) return parameter.required ? [`${operation.id} needs \`${parameter.name}\``] : [];
      const wrong = fits(holder(parameter), { [parameter.name]: value });
      return wrong.map((what) => `${operation.id}: parameter ${what}`);
    }),
  ];
}

const holders = new Map<Parameter, Schema>();

/** Coercion changes the value where it stands, so it has to stand in something. */
function holder(parameter: Parameter): Schema {
  const made = holders.get(parameter) ?? { type: "object", properties: { [parameter.name]: parameter.schema } };
  holders.set(parameter, made);
  return made;
}

function bodyProblems(
  operation: Operation,
  body: unknown,
  { exact, resolve }: { readonly exact: Check; readonly resolve: (schema: Schema) => Schema },
): readonly string[] {
  if (operation.body === null) return isEmpty(body) ? [] : [`${operation.id} takes no body`];
  const schema = resolve(operation.body);
  const known = schema.properties ?? {};
  const strange = Object.keys(body ?? {}).filter((name) => !(name in known) && schema.additionalProperties !== true);
  return [
    ...strange.map((name) => `${operation.id} knows no field \`${name}\``),
    ...exact(operation.body, body ?? {}).map((what) => `${operation.id}: body ${what}`),
  ];
}

function isEmpty(body: unknown): boolean {
  return body === undefined || body === null || Object.keys(body).length === 0;
}

function patternOf(path: string): RegExp {
  const last = deep.exec(path);
  const source = path
    .replaceAll(/[.]/g, "\\.")
    .replaceAll(/\{(\w+)\}/g, (_, name) => `(?<${name}>[^/]+)`)
    .replace(/\[\^\/\]\+\)$/, last === null ? "[^/]+)" : ".+)");
  return new RegExp(`^${source}$`);
}

function decoded(groups: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
}
