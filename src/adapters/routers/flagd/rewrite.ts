import { isDeepStrictEqual } from "node:util";
import { parseDocument } from "yaml";
import { other } from "../../../core/slots.ts";
import { isMap, type Layer } from "../../../kit/deploy-file.ts";
import { flagsOf, parseFile, type Rule, RuleProblem, readRule, variants } from "./rule.ts";

/** The file with the flag's rule replaced; every other byte stays. */
export function writeRule(text: string, flag: string, rule: Rule): string {
  const root = parseFile(text);
  const flags = flagsOf(root);
  const definition = { ...definitionOf(rule), ...metadataOf(flags[flag]) };
  const expected = { ...root, flags: { ...flags, [flag]: definition } };
  const [start, end] = placeOf(text, flag);
  const written = text.slice(0, start) + JSON.stringify(definition) + text.slice(end);
  // The place comes from a YAML parser and the truth from the JSON parser: a difference must not reach the file.
  if (!isDeepStrictEqual(parseFile(written), expected)) throw new RuleProblem("stands in a file that cannot be edited");
  return written;
}

/** The file for going back to `earlier`: exactly that where only the flag has changed since, and no other flag's edit is lost. */
export function restoreRule(present: string, earlier: string, flag: string): string {
  try {
    if (isDeepStrictEqual(withoutFlag(present, flag), withoutFlag(earlier, flag))) return earlier;
  } catch (error) {
    // Nobody can read the present file, so there is nothing in it to keep.
    if (error instanceof RuleProblem) return earlier;
    throw error;
  }
  return writeRule(present, flag, readRule(earlier, flag));
}

/** A file with nothing but the flag, everything going to blue. */
export function minimalFile(flag: string): string {
  return JSON.stringify({ flags: { [flag]: definitionOf({ first: "blue", weight: 0 }) } });
}

function definitionOf({ first, weight }: Rule): Layer {
  const fractional = [
    [first, 100 - weight],
    [other(first), weight],
  ];
  return { state: "ENABLED", variants, defaultVariant: first, targeting: { fractional } };
}

function metadataOf(definition: unknown): Layer {
  return isMap(definition) && "metadata" in definition ? { metadata: definition.metadata } : {};
}

function withoutFlag(text: string, flag: string): Layer {
  const root = parseFile(text);
  const { [flag]: _, ...flags } = flagsOf(root);
  return { ...root, flags };
}

function placeOf(text: string, flag: string): readonly [number, number] {
  const node = parseDocument(text).getIn(["flags", flag], true) as { range?: [number, number, number] } | undefined;
  if (node?.range === undefined) throw new RuleProblem("is not defined in the file");
  return [node.range[0], node.range[1]];
}
