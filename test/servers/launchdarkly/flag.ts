import { createHash, randomUUID } from "node:crypto";

export interface Clause {
  attribute: string;
  op: string;
  values: unknown[];
  contextKind?: string;
  negate: boolean;
}

export interface Rollout {
  variations: { variation: number; weight: number; _untracked?: boolean }[];
  bucketBy?: string;
  contextKind?: string;
  seed?: number;
}

export interface Served {
  variation?: number;
  rollout?: Rollout;
}

export interface Rule extends Served {
  _id: string;
  clauses: Clause[];
  trackEvents: boolean;
  description?: string;
}

/** The flag in one environment. */
export interface Targeting {
  on: boolean;
  archived: boolean;
  version: number;
  offVariation: number;
  fallthrough: Served;
  rules: Rule[];
}

export interface Variation {
  _id: string;
  value: unknown;
  name?: string;
}

export type Instruction = Readonly<Record<string, unknown>> & { readonly kind: string };

/** Somebody who asks the flag: a context of the kind `user`, or what else is said. */
export interface Visitor {
  readonly key: string;
  readonly kind?: string;
  readonly segments?: readonly string[];
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Carries one instruction out; a complaint where LaunchDarkly would answer 400. */
export function apply(targeting: Targeting, variations: readonly Variation[], instruction: Instruction): string | null {
  const { kind, ruleId, beforeRuleId } = instruction;
  const at = targeting.rules.findIndex(({ _id }) => _id === ruleId);
  if (kind === "turnFlagOn" || kind === "turnFlagOff") {
    targeting.on = kind === "turnFlagOn";
    return null;
  }
  if (kind === "removeRule") {
    if (at >= 0) targeting.rules.splice(at, 1);
    return null;
  }
  const served = servedBy(instruction, variations);
  if (typeof served === "string") return served;
  if (kind === "updateFallthroughVariationOrRollout") {
    targeting.fallthrough = served;
    return null;
  }
  if (kind === "updateRuleVariationOrRollout") {
    const rule = targeting.rules[at];
    if (rule === undefined) return `rule ${String(ruleId)} not found`;
    delete rule.variation;
    delete rule.rollout;
    Object.assign(rule, served);
    return null;
  }
  const before = targeting.rules.findIndex(({ _id }) => _id === beforeRuleId);
  if (kind !== "addRule") return `the fake does not carry out ${kind}`;
  if (beforeRuleId !== undefined && before < 0) return `rule ${String(beforeRuleId)} not found`;
  const clauses = structuredClone(instruction.clauses) as Clause[];
  const rule = { _id: randomUUID(), clauses, trackEvents: false, ...served };
  targeting.rules.splice(before < 0 ? targeting.rules.length : before, 0, rule);
  return null;
}

function servedBy(instruction: Instruction, variations: readonly Variation[]): Served | string {
  const indexOf = (id: unknown) => variations.findIndex(({ _id }) => _id === id);
  const { variationId, rolloutWeights, rolloutBucketBy, rolloutContextKind } = instruction;
  if (variationId !== undefined) {
    return indexOf(variationId) < 0 ? "variation not found" : { variation: indexOf(variationId) };
  }
  const weights = Object.entries(rolloutWeights as Record<string, number>).map(([id, weight]) => ({
    variation: indexOf(id),
    weight,
  }));
  if (weights.some(({ variation }) => variation < 0)) return "variation not found";
  if (weights.reduce((sum, { weight }) => sum + weight, 0) !== 100_000) return "weights must sum to 100000";
  return {
    rollout: {
      variations: weights.sort((a, b) => a.variation - b.variation),
      contextKind: String(rolloutContextKind ?? "user"),
      ...(rolloutBucketBy === undefined ? {} : { bucketBy: String(rolloutBucketBy) }),
    },
  };
}

/** The index of the variation that the SDKs of LaunchDarkly would serve, by their published way of hashing. */
export function evaluate(targeting: Targeting, flag: { key: string; salt: string }, visitor: Visitor): number {
  if (!targeting.on) return targeting.offVariation;
  const rule = targeting.rules.find(({ clauses }) => clauses.every((clause) => matches(clause, visitor)));
  const { variation, rollout } = rule ?? targeting.fallthrough;
  if (variation !== undefined) return variation;
  const by = rollout?.bucketBy ?? "key";
  const isOther = (rollout?.contextKind ?? "user") !== (visitor.kind ?? "user");
  const value = by === "key" ? visitor.key : visitor.attributes?.[by];
  const bucket = isOther || value === undefined ? 0 : bucketOf(`${flag.key}.${flag.salt}.${value}`);
  let sum = 0;
  const found = rollout?.variations.find(({ weight }) => {
    sum += weight / 100_000;
    return bucket < sum;
  });
  return found?.variation ?? rollout?.variations.at(-1)?.variation ?? -1;
}

function matches({ op, attribute, values, contextKind, negate }: Clause, visitor: Visitor): boolean {
  if (op === "segmentMatch") return values.some((key) => visitor.segments?.includes(String(key))) !== negate;
  if ((contextKind ?? "user") !== (visitor.kind ?? "user")) return false;
  const value = attribute === "key" ? visitor.key : visitor.attributes?.[attribute];
  return value !== undefined && values.includes(value) !== negate;
}

function bucketOf(text: string): number {
  return Number.parseInt(createHash("sha1").update(text).digest("hex").slice(0, 15), 16) / (2 ** 60 - 1);
}
