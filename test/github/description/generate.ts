import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { operations } from "./operations.ts";

/*
 * Cuts what the fake serves out of GitHub's OpenAPI description:
 *   node test/github/description/generate.ts PATH/TO/api.github.com.json
 * The description is in the npm package @octokit/openapi (generated/api.github.com.json).
 */

// biome-ignore lint/suspicious/noExplicitAny: the description is any JSON.
type Json = any;

const source: Json = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
const schemas = new Map<string, Json>();

const told = new Set(["type", "properties", "required", "items", "enum", "anyOf", "oneOf", "allOf", "default"]);
const limits = new Set(["additionalProperties", "pattern", "minLength", "maxLength", "minItems", "maxItems"]);
const formats = new Set(["uri", "date-time", "email"]);

/** A schema of OpenAPI 3.0 as JSON Schema, without what only people read. */
function schemaOf(schema: Json): Json {
  if (typeof schema !== "object" || schema === null) return schema;
  if (schema.$ref !== undefined) return { $ref: `github#/schemas/${take(schema.$ref)}` };
  const kept: Json = {};
  for (const [key, value] of Object.entries<Json>(schema)) {
    if (key === "properties") kept[key] = mapValues(value, schemaOf);
    else if (key === "items" || key === "additionalProperties") kept[key] = schemaOf(value);
    // Some of its `oneOf` overlap: an answer that fits two is no defect.
    else if (key === "anyOf" || key === "oneOf") kept.anyOf = value.map(schemaOf);
    else if (key === "allOf") kept[key] = value.map(schemaOf);
    // GitHub sends the empty text where there is no address, as the default says.
    else if (key === "format" && formats.has(value) && schema.default !== "") kept[key] = value;
    else if (key === "format") continue;
    else if (told.has(key) || limits.has(key)) kept[key] = value;
  }
  return schema.nullable === true ? orNull(kept) : kept;
}

function orNull(schema: Json): Json {
  const options = schema.enum === undefined || schema.enum.includes(null) ? {} : { enum: [...schema.enum, null] };
  if (typeof schema.type === "string") return { ...schema, ...options, type: [schema.type, "null"] };
  return { anyOf: [schema, { type: "null" }] };
}

function take(reference: string): string {
  const name = reference.replace("#/components/schemas/", "");
  if (!schemas.has(name)) {
    schemas.set(name, null);
    schemas.set(name, schemaOf(source.components.schemas[name]));
  }
  return name;
}

function mapValues(record: Json, map: (value: Json) => Json): Json {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** What `$ref` of a parameter or an answer names. */
function resolve(value: Json): Json {
  if (value.$ref === undefined) return value;
  const [, , kind, name] = value.$ref.split("/");
  return source.components[kind][name];
}

function bodyOf(content: Json): Json {
  const json = content?.["application/json"]?.schema;
  return json === undefined ? null : schemaOf(json);
}

function operationOf(method: string, path: string, found: Json): Json {
  const parameters = (found.parameters ?? []).map(resolve);
  return {
    method: method.toUpperCase(),
    path,
    parameters: parameters.map((one: Json) => ({
      name: one.name,
      in: one.in,
      required: one.required === true,
      schema: schemaOf(one.schema),
    })),
    body: bodyOf(found.requestBody?.content),
    answers: mapValues(found.responses, (answer) => bodyOf(resolve(answer).content)),
  };
}

function all(): readonly (readonly [string, string, Json])[] {
  const found = Object.entries<Json>(source.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, one]) => ({ method, path, one })),
  );
  const lines = operations.map((id) => {
    const match = found.find(({ one }) => one.operationId === id);
    if (match === undefined) throw new Error(`GitHub's description has no operation ${id}.`);
    return ["operation", id, operationOf(match.method, match.path, match.one)] as const;
  });
  for (const name of ["basic-error", "validation-error"]) take(`#/components/schemas/${name}`);
  return [...lines, ...[...schemas].sort().map(([name, schema]) => ["schema", name, schema] as const)];
}

writeFileSync(
  join(import.meta.dirname, "github.jsonl"),
  all()
    .map((line) => `${JSON.stringify(line)}\n`)
    .join(""),
);
