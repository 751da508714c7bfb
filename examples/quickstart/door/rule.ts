export type Slot = "blue" | "green";

/** What the flag says: the active slot, which is named first, and the percentage that goes to the other one. */
export interface Rule {
  readonly active: Slot;
  readonly weight: number;
}

/** Reads the rule out of a flag file. Throws on everything that is not exactly this rule: flagd itself would accept it. */
export function readRule(text: string): Rule {
  const { flags } = mapOf(JSON.parse(text), "the file");
  const { state, variants, defaultVariant, targeting } = mapOf(mapOf(flags, "`flags`").release, "`flags.release`");
  if (state !== "ENABLED") throw new Error("`state` must be `ENABLED`");
  const { blue, green, ...others } = mapOf(variants, "`variants`");
  if (blue !== "blue" || green !== "green" || Object.keys(others).length > 0) {
    throw new Error("`variants` must be blue and green, each standing for itself");
  }
  if (!isSlot(defaultVariant)) throw new Error("`defaultVariant` must be blue or green");
  const { fractional, ...rest } = mapOf(targeting, "`targeting`");
  if (Object.keys(rest).length > 0) throw new Error("`targeting` must be one `fractional` rule");
  return ruleOf(fractional);
}

function ruleOf(fractional: unknown): Rule {
  const shares = Array.isArray(fractional) ? fractional : [];
  const [first, second] = shares.map(shareOf);
  if (first === undefined || second === undefined || shares.length !== 2 || first.slot === second.slot) {
    throw new Error("`fractional` must be two shares, one of each slot");
  }
  if (first.percent + second.percent !== 100) throw new Error("the shares of `fractional` must add up to 100");
  return { active: first.slot, weight: second.percent };
}

function shareOf(share: unknown): { slot: Slot; percent: number } {
  const [slot, percent, ...rest] = Array.isArray(share) ? share : [];
  if (isSlot(slot) && Number.isInteger(percent) && percent >= 0 && percent <= 100 && rest.length === 0) {
    return { slot, percent };
  }
  throw new Error(`a share must be a slot and a whole percentage, not \`${JSON.stringify(share)}\``);
}

function isSlot(name: unknown): name is Slot {
  return name === "blue" || name === "green";
}

function mapOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error(`${what} must be a map`);
}
