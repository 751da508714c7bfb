import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import type { GraphQLFieldResolver, GraphQLSchema } from "graphql";
import type { FaultKind, Faults } from "./faults.ts";
import { mutations } from "./graphql/mutations.ts";
import { queries } from "./graphql/queries.ts";
import { type Asked, ask, isUnknown } from "./graphql/source.ts";
import type { Caller, Place } from "./place.ts";

/** What a client sends to the GraphQL endpoint. */
export interface GraphQLRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** What it gets: data, errors or both. */
export interface GraphQLAnswer {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
}

interface Around {
  readonly place: Place;
  readonly caller: Caller;
  readonly faults: Faults;
  /** Told what the fake cannot answer: a defect of the request or of the fake. */
  problem(what: string): void;
}

let schema: GraphQLSchema | undefined;

/** GitHub's own schema, built when the first query comes. */
async function githubSchema(): Promise<GraphQLSchema> {
  if (schema !== undefined) return schema;
  const { buildSchema } = await import("graphql");
  const manifest = findPackageJSON("@octokit/graphql-schema", import.meta.url) ?? "";
  const path = join(dirname(manifest), "schema.graphql");
  schema = buildSchema(readFileSync(path, "utf8"), { assumeValid: true, noLocation: true });
  return schema;
}

/** Runs a query against GitHub's schema and the fake's state; fields that fail leave the others alone. */
export async function runGraphQL(request: GraphQLRequest, around: Around): Promise<GraphQLAnswer> {
  const { execute, parse, validate } = await import("graphql");
  const known = await githubSchema();
  const document = parse(request.query);
  const wrong = validate(known, document);
  if (wrong.length > 0) {
    for (const { message } of wrong) around.problem(`graphql: ${message}`);
    return { errors: wrong.map(({ message, locations }) => ({ message, locations })) };
  }
  const asked: Asked = { ...around.place, caller: around.caller };
  const { data, errors } = await execute({
    schema: known,
    document,
    rootValue: { ...queries(asked), ...mutations(asked) },
    contextValue: around,
    fieldResolver: resolveField,
    ...(request.variables === undefined ? {} : { variableValues: request.variables }),
    ...(request.operationName === undefined ? {} : { operationName: request.operationName }),
  });
  const told = errors?.map((error) => {
    const { message, path, locations, originalError } = error;
    const type = (originalError as { readonly type?: string } | undefined)?.type;
    // What GitHub would not say is a defect of the request (a wrong variable) or of the fake.
    if (type === undefined) around.problem(`graphql: ${path?.join(".") ?? ""}: ${message}`);
    return { ...(type === undefined ? {} : { type }), path, locations, message };
  });
  return { data, ...(told === undefined ? {} : { errors: told }) };
}

const resolveField: GraphQLFieldResolver<unknown, Around> = async (source, args, around, info) => {
  const fault = around.faults.take(`graphql:${info.fieldName}`, JSON.stringify(args));
  if (fault !== undefined) {
    await fault.hook?.();
    const [type, message] = fieldErrors[fault.kind] ?? ["UNPROCESSABLE", "Something went wrong."];
    if (fault.kind !== "hook") throw ask.error(fault.type ?? type, fault.message ?? message);
  }
  const value = (source as Readonly<Record<string, unknown>> | null)?.[info.fieldName];
  if (isUnknown(source, info.fieldName)) {
    around.problem(`graphql: the fake does not know ${info.parentType.name}.${info.fieldName}`);
    throw ask.error("NOT_SERVED", `The fake does not know ${info.parentType.name}.${info.fieldName}.`);
  }
  return typeof value === "function" ? value(args) : value;
};

/** What a field says to a fault that GraphQL tells in a way of its own. */
const fieldErrors: Partial<Record<FaultKind, readonly [type: string, message: string]>> = {
  forbidden: ["FORBIDDEN", "Resource not accessible by integration"],
  "not-found": ["NOT_FOUND", "Could not resolve to a node."],
  "primary-limit": ["RATE_LIMITED", "API rate limit exceeded for installation ID 1."],
};
