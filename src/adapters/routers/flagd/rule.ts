import { isDeepStrictEqual } from "node:util";
import { isSlot, other, type Slot } from "../../../core/slots.ts";
import { isMap, type Layer } from "../../../kit/deploy-file.ts";

/** The split as the flag says it: the slot that is listed first, and the percent that the other one gets. */
export interface Rule {
  readonly first: Slot;
  readonly weight: number;
}

/** The flag is not a rule of ours; the message completes `the flag <name> ...`. */
export class RuleProblem extends Error {}

/** Reads the flag's rule and takes nothing for granted: whatever flagd would accept in silence is refused here. */
export function readRule(text: string, flag: string): Rule {
  const definition = flagsOf(parseFile(text))[flag];
  if (!isMap(definition)) throw new RuleProblem("is not defined in the file");
  refuseOtherKeys(definition, ["state", "variants", "defaultVariant", "targeting", "metadata"], "");
  if (definition.state !== "ENABLED") throw new RuleProblem(`has the state \`${show(definition.state)}\`, not ENABLED`);
  if (!isDeepStrictEqual(definition.variants, variants)) {
    throw new RuleProblem(`has the variants \`${show(definition.variants)}\`, not exactly \`${show(variants)}\``);
  }
  const rule = readTargeting(definition.targeting);
  if (definition.defaultVariant !== rule.first) {
    throw new RuleProblem(
      `has the default variant \`${show(definition.defaultVariant)}\`, but lists \`${rule.first}\` first`,
    );
  }
  return rule;
}

/** The percent of the traffic that a slot gets. */
export function shareOf({ first, weight }: Rule, slot: Slot): number {
  return slot === first ? 100 - weight : weight;
}

/** The variants of the flag: their names are the slots. */
export const variants = { blue: "blue", green: "green" };

function readTargeting(targeting: unknown): Rule {
  if (!isMap(targeting) || !Array.isArray(targeting.fractional)) {
    throw new RuleProblem(`has the targeting \`${show(targeting)}\`, not one \`fractional\` rule`);
  }
  refuseOtherKeys(targeting, ["fractional"], "targeting.");
  const shares: readonly unknown[] = targeting.fractional;
  const [a, b] = shares.map(readShare);
  if (shares.length !== 2 || a === undefined || b === undefined || b.slot !== other(a.slot)) {
    throw new RuleProblem(`splits by \`${show(shares)}\`, not between blue and green alone`);
  }
  if (a.weight + b.weight !== 100) {
    throw new RuleProblem(`has weights that add up to ${a.weight + b.weight}, not to 100`);
  }
  return { first: a.slot, weight: b.weight };
}

function readShare(share: unknown): { slot: Slot; weight: number } {
  const [slot, weight, ...rest] = Array.isArray(share) ? share : [];
  if (isSlot(slot) && Number.isInteger(weight) && weight >= 0 && rest.length === 0) return { slot, weight };
  throw new RuleProblem(`has the share \`${show(share)}\`, not a slot and a whole percentage`);
}

function refuseOtherKeys(map: Layer, known: readonly string[], where: string): void {
  const stray = Object.keys(map).find((key) => !known.includes(key));
  if (stray !== undefined) throw new RuleProblem(`has \`${where}${stray}\`, which was not written by this router`);
}

/** The file as JSON. */
export function parseFile(text: string): Layer {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (error) {
    throw new RuleProblem(`cannot be read: the file is not JSON (${(error as Error).message})`);
  }
  if (!isMap(root)) throw new RuleProblem("cannot be read: the file is not a JSON object");
  return root;
}

/** All flags of the file. */
export function flagsOf(root: Layer): Layer {
  if (isMap(root.flags)) return root.flags;
  throw new RuleProblem("cannot be read: the file has no map `flags`");
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
