import * as z from "zod/mini";
import { fileInputs } from "../../src/actions/common.ts";
import { sections } from "../../src/actions/sections/index.ts";
import type { Contract } from "../../src/kit/action.ts";
import type { Field } from "../../src/kit/fields.ts";
import { sectionInputs } from "../../src/kit/section-inputs.ts";
import { paragraph } from "./described.ts";

type Schema = Readonly<Record<string, unknown>>;

/** The JSON Schema (draft 2020-12) of deploy.yml. */
export function deploySchema(): string {
  const contracts: readonly Contract[] = sections;
  const known = Object.fromEntries([
    ...Object.entries(fileInputs).map(([name, field]) => [
      name,
      described(field, paragraph({ name, field, onlyFor: null })),
    ]),
    ...contracts.map(({ name }) => [name, { $ref: `#/$defs/${name}` }]),
  ]);
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "deploy.yml of deploy-actions",
    description: "A section per action with that action's inputs; `environments` lays the same sections over them.",
    type: ["object", "null"],
    additionalProperties: false,
    properties: {
      ...known,
      environments: {
        description: "What differs in one environment; maps merge key by key, lists of items by `name`.",
        type: ["object", "null"],
        additionalProperties: { $ref: "#/$defs/overlay" },
      },
    },
    $defs: {
      overlay: { type: ["object", "null"], additionalProperties: false, properties: known },
      ...Object.fromEntries(contracts.map((contract) => [contract.name, sectionSchema(contract)])),
      reference: { type: "string", pattern: reference },
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** A text that takes at least one value from the environment; what it becomes is not known here. */
const reference = "(^|[^$])(\\$\\$)*\\$[A-Z_][A-Z0-9_]*(?![A-Za-z0-9_])";

function sectionSchema(contract: Contract): Schema {
  const choosers = new Set(contract.adapters.map(({ kind }) => kind));
  const inputs = sectionInputs(contract).map((input) => {
    const { field, name } = input;
    const text = paragraph(input);
    return [name, choosers.has(name) ? { description: text, enum: field.choices } : described(field, text)] as const;
  });
  const name = { description: "Tells the item from its siblings. Default: its adapter's name.", type: "string" };
  const item = {
    type: ["object", "null"],
    additionalProperties: false,
    properties: { ...(contract.isRepeatable ? { name } : {}), ...Object.fromEntries(inputs) },
  };
  const { name: _, ...lone } = item.properties as Record<string, unknown>;
  if (!contract.isRepeatable) return { ...item, properties: lone };
  return { anyOf: [item, { type: "array", items: { ...item, type: "object" } }] };
}

function described(field: Field<unknown>, description: string): Schema {
  return { description, ...accepted(field) };
}

const plain: Schema = { type: ["string", "number", "boolean", "null"] };

function accepted(field: Field<unknown>): Schema {
  switch (field.kind) {
    case "text":
    case "secret":
      return plain;
    case "flag":
      return orReference({ enum: [true, false, "true", "True", "TRUE", "false", "False", "FALSE"] });
    case "integer":
      return orReference(
        { type: "integer", minimum: field.min ?? 0, ...(field.max === undefined ? {} : { maximum: field.max }) },
        "^\\d+$",
      );
    case "percent":
      return orReference({ type: "number", minimum: 0, maximum: field.max ?? 100 }, percentText);
    case "duration":
      return orReference({ type: "string", pattern: "^\\d+(ms|s|m|h|d)$" });
    case "percents":
    case "ramp":
      return orReference({ type: "integer", minimum: 1, maximum: 100 }, "^[\\d\\s,%]+$", {
        type: "array",
        minItems: 1,
        items: { anyOf: [{ type: "integer", minimum: 1, maximum: 100 }, { type: "string" }] },
      });
    case "list":
    case "words":
      return { anyOf: [plain, { type: "array", items: plain }] };
    case "choice":
      return orReference({ enum: field.choices });
    case "structure":
      return structured(field);
  }
}

const percentText = "^\\d+(\\.\\d+)?\\s*%?$";

/** A blank text is unset, and `$NAME` stands for anything. */
function orReference(schema: Schema, pattern?: string, ...more: readonly Schema[]): Schema {
  const text = pattern === undefined ? [] : [{ type: "string", pattern }];
  return { anyOf: [schema, ...text, ...more, { $ref: "#/$defs/reference" }, { enum: ["", null] }] };
}

function structured({ shape }: Field<unknown>): Schema {
  if (shape === undefined) return {};
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io: "input", unrepresentable: "any" }) as Record<
    string,
    unknown
  >;
  return schema;
}
