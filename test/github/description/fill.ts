import { githubDescription, type Schema } from "./description.ts";

/** Facts that the fake has; what else GitHub's description requires is filled in. */
export type Facts = Readonly<Record<string, unknown>>;

/** An answer whose required parts are all there; throws where a fact has a name that GitHub does not know. */
export function fill(name: string, facts: Facts): unknown {
  return filled({ $ref: `github#/schemas/${name}` }, facts, name);
}

function filled(reference: Schema, value: unknown, where: string): unknown {
  const { resolve } = githubDescription();
  const schema = resolve(reference);
  if (schema.anyOf !== undefined) return filledChoice(schema.anyOf, value, where);
  if (value === undefined) return placeholder(schema, where);
  if (Array.isArray(value)) {
    return schema.items === undefined ? value : value.map((item) => filled(schema.items as Schema, item, where));
  }
  if (typeof value !== "object" || value === null || schema.properties === undefined) return value;
  return filledObject(schema, value as Facts, where);
}

function filledChoice(options: readonly Schema[], value: unknown, where: string): unknown {
  const { resolve } = githubDescription();
  const isNull = (option: Schema) => resolve(option).type === "null" || resolve(option).type?.includes("null");
  if (value === null) return null;
  if (value === undefined) return options.some(isNull) ? null : filled(options[0] ?? {}, value, where);
  const names = typeof value === "object" ? Object.keys(value) : [];
  const knows = (option: Schema) => names.every((name) => name in (resolve(option).properties ?? {}));
  const isObject = (option: Schema) => resolve(option).properties !== undefined;
  const fitting = options.find((option) => isObject(option) === names.length > 0 && knows(option));
  return fitting === undefined ? value : filled(fitting, value, where);
}

function filledObject(schema: Schema, facts: Facts, where: string): unknown {
  const properties = schema.properties ?? {};
  const strange = Object.keys(facts).filter((name) => !(name in properties));
  if (strange.length > 0) throw new Error(`GitHub's ${where} has no ${strange.join(", ")}.`);
  const names = new Set([...Object.keys(facts), ...(schema.required ?? [])]);
  return Object.fromEntries(
    [...names]
      .filter((name) => facts[name] !== undefined || schema.required?.includes(name))
      .map((name) => [name, filled(properties[name] ?? {}, facts[name], `${where}.${name}`)]),
  );
}

const strings: Readonly<Record<string, string>> = {
  uri: "https://github.invalid/not-told",
  "date-time": "2026-11-20T12:00:00Z",
  email: "nobody@github.invalid",
};

/** A value of the right kind that says nothing. */
function placeholder(schema: Schema, where: string): unknown {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.includes("null")) return null;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  if (types.includes("array")) return [];
  if (types.includes("integer") || types.includes("number")) return 0;
  if (types.includes("boolean")) return false;
  if (types.includes("string")) return strings[schema.format ?? ""] ?? "";
  if (schema.allOf?.[0] !== undefined) return filled(schema.allOf[0], undefined, where);
  return schema.properties === undefined ? {} : filledObject(schema, {}, where);
}
