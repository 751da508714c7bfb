import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly answer: { readonly $ref: string };
}

type Line =
  | readonly ["source", string]
  | readonly ["operation", string, Operation]
  | readonly ["instruction", string, Readonly<Record<string, "required" | "optional">>]
  | readonly ["errors", string]
  | readonly ["schema", string, object];

/** What LaunchDarkly publishes of the operations that the fake serves. */
export interface Description {
  /** What does not fit into an operation, one line each; the body is that of a semantic patch. */
  requestProblems(request: Asked): readonly string[];
  answerProblems(method: string, status: number, body: unknown): readonly string[];
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly type: string | undefined;
  readonly body: unknown;
}

const lines = readFileSync(join(import.meta.dirname, "description.jsonl"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line): Line => JSON.parse(line));

const operations = lines.flatMap((line) => (line[0] === "operation" ? [line[2]] : []));
const instructions = new Map(lines.flatMap((line) => (line[0] === "instruction" ? [[line[1], line[2]] as const] : [])));
const schemas = Object.fromEntries(lines.flatMap((line) => (line[0] === "schema" ? [[line[1], line[2]]] : [])));
const errors = lines.find((line) => line[0] === "errors")?.[1];

const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addSchema({ $id: "launchdarkly", schemas });

function misfits(schema: object, value: unknown): readonly string[] {
  const fits = ajv.compile(schema);
  if (fits(value)) return [];
  return (fits.errors ?? []).map(({ instancePath, message, params }) =>
    `${instancePath || "/"} ${message} ${JSON.stringify(params)}`.slice(0, 300),
  );
}

/** The media type of a semantic patch, as the operation's text demands it. */
const semanticPatch = /^application\/json;\s*domain-model=launchdarkly\.semanticpatch$/;

export const description: Description = {
  requestProblems({ method, path, query, type, body }) {
    const operation = operations.find((one) => one.method === method && pattern(one.path).test(path));
    if (operation === undefined) return [`LaunchDarkly has no ${method} ${path}`];
    const strange = [...query.keys()].filter((name) => !operation.query.includes(name));
    const told = strange.map((name) => `${method} ${path} knows no parameter \`${name}\``);
    if (method === "GET") return body === undefined ? told : [...told, `${method} ${path} takes no body`];
    if (!semanticPatch.test(type ?? "")) return [...told, `\`${type}\` is no semantic patch`];
    return [...told, ...patchProblems(body)];
  },
  answerProblems(method, status, body) {
    const operation = operations.find((one) => one.method === method);
    if (status === 200 && operation !== undefined) return misfits(operation.answer, body);
    return misfits({ $ref: `launchdarkly#/schemas/${errors}` }, body);
  },
};

const clauses = { type: "array", items: { $ref: "launchdarkly#/schemas/Clause" } };
const weights = { type: "object", additionalProperties: { type: "integer", minimum: 0, maximum: 100_000 } };

function patchProblems(body: unknown): readonly string[] {
  const outline = {
    type: "object",
    additionalProperties: false,
    required: ["environmentKey", "instructions"],
    properties: {
      comment: { type: "string" },
      environmentKey: { type: "string" },
      instructions: { type: "array", minItems: 1, items: { type: "object", required: ["kind"] } },
    },
  };
  const wrong = misfits(outline, body);
  if (wrong.length > 0) return wrong;
  const { instructions: all } = body as { readonly instructions: readonly Readonly<Record<string, unknown>>[] };
  return all.flatMap(({ kind, ...given }) => instructionProblems(String(kind), given));
}

function instructionProblems(kind: string, given: Readonly<Record<string, unknown>>): readonly string[] {
  const known = instructions.get(kind);
  if (known === undefined) return [`there is no instruction \`${kind}\``];
  const strange = Object.keys(given).filter((name) => !(name in known));
  const missing = Object.keys(known).filter((name) => known[name] === "required" && !(name in given));
  const choice = "rolloutWeights" in known && "variationId" in given === "rolloutWeights" in given;
  return [
    ...strange.map((name) => `${kind} knows no \`${name}\``),
    ...missing.map((name) => `${kind} needs \`${name}\``),
    ...(choice ? [`${kind} needs either \`variationId\` or \`rolloutWeights\``] : []),
    ...("clauses" in given ? misfits(clauses, given.clauses) : []),
    ...("rolloutWeights" in given ? misfits(weights, given.rolloutWeights) : []),
  ];
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
}
