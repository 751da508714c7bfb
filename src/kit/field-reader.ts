import type { Problem } from "./errors.ts";
import { type Expansion, expand, type Names } from "./expand.ts";
import { type Field, FieldProblem } from "./fields.ts";
import { secretParts, secretsWrittenOut, variableFor } from "./secrets.ts";
import { isUnset } from "./section-inputs.ts";
import { parseYaml } from "./texts.ts";

/** What reading an input needs of the outside. */
export interface Source {
  readonly names: Names;
  mask(secret: string): void;
}

/** One input as it was written, and where. */
export interface Written {
  readonly where: string;
  readonly field: Field<unknown>;
  readonly raw: unknown;
  /** From the step's own `with:`: the runner has put a secret's value there already, so a `$` in it is a `$`. */
  readonly isFromStep?: boolean;
  /** What decides which inputs exist at all is never taken from the environment. */
  readonly isLiteral?: boolean;
  /** What the journal will keep: a secret may not stand in it as it is. */
  readonly isRecorded?: boolean;
}

/** The value of an input; undefined when it has none or when a problem was noted. */
export type Read = (written: Written) => unknown;

/** Reads inputs: default, expansion, required, then the field's own parser. Problems are gathered, not thrown. */
export function fieldReader(source: Source, problems: Problem[]): Read {
  return ({ where, field, raw, isFromStep = false, isLiteral = false, isRecorded = false }) => {
    const note = (what: string) => problems.push({ where, what });
    const given = isUnset(raw) ? field.default : raw;
    if (given === undefined) {
      if (field.required) note("is required");
      return undefined;
    }
    try {
      const asWritten = field.kind === "structure" && typeof given === "string" ? parseYaml(given) : given;
      for (const name of isRecorded && field.kind === "structure" ? secretsWrittenOut(asWritten) : []) {
        note(
          `\`${name}\` looks like a secret that is written out; write \`$${variableFor(name)}\` and set it in the environment`,
        );
      }
      const isTaken = isLiteral || (isFromStep && field.kind === "secret");
      const { value, taken, missing, forbidden } = isTaken ? literally(asWritten) : expand(asWritten, source.names);
      if (field.kind === "secret") for (const part of secretParts(String(value), taken)) source.mask(part);
      for (const name of missing) note(`the environment variable ${name} is not set`);
      for (const name of forbidden) note(`${name} may not be read here; add it to \`env-allow\` in the workflow step`);
      if (missing.length + forbidden.length > 0) return undefined;
      if (!isUnset(value)) return field.parse(value);
      if (field.required) note("is required");
    } catch (error) {
      if (!(error instanceof FieldProblem)) throw error;
      note(field.kind === "secret" ? "is not valid (its value is not shown)" : error.message);
    }
    return undefined;
  };
}

function literally(value: unknown): Expansion {
  return { value, taken: [], missing: [], forbidden: [] };
}
