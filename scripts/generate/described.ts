import { commonInputs, commonOutputs } from "../../src/actions/common.ts";
import type { Action } from "../../src/kit/action.ts";
import type { Field } from "../../src/kit/fields.ts";
import { type NamedInput, sectionInputs } from "../../src/kit/section-inputs.ts";

/** The inputs of one action: its own, and those of every action. */
export function inputsOf(action: Action): {
  readonly own: readonly NamedInput[];
  readonly common: readonly NamedInput[];
} {
  const common = Object.entries(commonInputs).map(([name, field]) => ({ name, field, onlyFor: null }));
  return { own: sectionInputs(action), common };
}

/** The outputs of one action, its own first. */
export function outputsOf(action: Action): Readonly<Record<string, string>> {
  return { ...action.outputs, ...commonOutputs };
}

/** Everything about an input in one paragraph: who reads it, what it means, what it accepts, its default. */
export function paragraph({ field, onlyFor }: NamedInput): string {
  return [onlyFor === null ? "" : `Only for \`${onlyFor}\`.`, field.description, choices(field), fallback(field)]
    .filter((part) => part !== "")
    .join(" ");
}

function choices({ choices: words }: Field<unknown>): string {
  return words === undefined ? "" : `One of: ${words.map((word) => `\`${word}\``).join(", ")}.`;
}

/** No `default:` stands in action.yml: the runner would pass it as `with:`, which beats deploy.yml. */
function fallback(field: Field<unknown>): string {
  if (field.default !== undefined && field.default !== "") return `Default: \`${field.default}\`.`;
  return field.required ? "Required, here or in deploy.yml." : "";
}
