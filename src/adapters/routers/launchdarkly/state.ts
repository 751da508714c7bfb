import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { Flag, FlagRule, Served } from "./shapes.ts";

/** Which part of the flag is the split, and what its sides are called. */
export interface Where {
  readonly flag: string;
  readonly environment: string;
  /** Name or value of the variation. */
  readonly on: string;
  readonly off: string;
  /** Id, ref or description of a rule; absent for the default rule. */
  readonly rule: string | undefined;
}

/** What a rule gives: one side to everybody, or a percentage of a kind of contexts that are told apart by an attribute. */
export type Share =
  | { readonly everybody: "on" | "off" }
  | { readonly green: number; readonly bucketBy: string; readonly contextKind: string };

/** The flag as it was found, whatever it serves. */
export interface Found {
  readonly isOn: boolean;
  /** Id of the rule that is meant; null for the default rule. */
  readonly ruleId: string | null;
  readonly served: Served;
  readonly rules: readonly FlagRule[];
  readonly onId: string;
  readonly offId: string;
  /** Index of the variation that is the new release. */
  readonly onIndex: number;
  readonly offIndex: number;
  /** Index of what is served while the flag is off. */
  readonly offVariation: number | undefined;
}

/** All the weights of a rollout: thousandths of a percent. */
export const whole = 100_000;

/** Finds the variations and the rule; what is not there is a ServiceError, an archived flag a RefusedError. */
export function findFlag(flag: Flag, where: Where): Found {
  const environment = flag.environments?.[where.environment];
  if (environment === undefined) throw problem(where, `is not known in environment \`${where.environment}\``);
  if (flag.archived === true || environment.archived === true) throw archived(where);
  const [onIndex, offIndex] = [variationOf(flag, where, where.on), variationOf(flag, where, where.off)];
  if (onIndex === offIndex) throw problem(where, "has one variation that is meant by both on and off");
  const { on: isOn, rules = [], fallthrough = {}, offVariation } = environment;
  const rule = where.rule === undefined ? null : ruleOf(rules, where, where.rule);
  const idOf = (index: number) => flag.variations[index]?._id ?? "";
  const ids = { onId: idOf(onIndex), offId: idOf(offIndex), ruleId: rule?._id ?? null };
  return { ...ids, isOn, served: rule ?? fallthrough, rules, onIndex, offIndex, offVariation };
}

/** What the rule gives, and the whole percent that really has the new release; no split between on and off is a ServiceError. */
export function splitOf(found: Found, where: Where): { readonly share: Share; readonly green: number } {
  const share = shareOf(found, where);
  if (!found.isOn) {
    if (found.offVariation === found.offIndex) return { share, green: 0 };
    throw problem(where, `is switched off and then does not serve \`${where.off}\``);
  }
  if ("green" in share) return { share, green: share.green };
  return { share, green: share.everybody === "on" ? 100 : 0 };
}

function variationOf(flag: Flag, where: Where, wanted: string): number {
  const matches = (one: Flag["variations"][number]) =>
    one.name === wanted || one._id === wanted || one.value === wanted || JSON.stringify(one.value) === wanted;
  const found = flag.variations.flatMap((one, index) => (matches(one) ? [index] : []));
  if (found.length === 1) return found[0] as number;
  throw problem(where, `has ${found.length} variations with the name or value \`${wanted}\`, not one`);
}

function ruleOf(rules: readonly FlagRule[], where: Where, wanted: string): FlagRule {
  const found = rules.filter(({ _id, ref, description }) => [_id, ref, description].includes(wanted));
  if (found.length === 1 && found[0] !== undefined) return found[0];
  throw problem(where, `has ${found.length} rules called \`${wanted}\` in \`${where.environment}\`, not one`);
}

function shareOf({ served: { variation, rollout }, onIndex, offIndex }: Found, where: Where): Share {
  if (rollout === undefined && variation === onIndex) return { everybody: "on" };
  if (rollout === undefined && variation === offIndex) return { everybody: "off" };
  if (rollout === undefined) throw problem(where, "serves another variation, or none, in the rule that is meant");
  const { variations, bucketBy, contextKind, seed, experimentAllocation } = rollout;
  if (seed !== undefined || (experimentAllocation ?? null) !== null || variations.some((one) => one._untracked)) {
    throw problem(where, "is split by an experiment, which a changed weight would ruin");
  }
  const weightOf = (index: number) =>
    variations.reduce((sum, one) => sum + (one.variation === index ? one.weight : 0), 0);
  const [on, off] = [weightOf(onIndex), weightOf(offIndex)];
  const all = variations.reduce((sum, one) => sum + one.weight, 0);
  if (on + off !== whole || all !== whole) {
    throw problem(
      where,
      `splits by ${JSON.stringify(variations)}, not between \`${where.on}\` and \`${where.off}\` alone`,
    );
  }
  if (on % 1000 === 0) return { green: on / 1000, bucketBy: bucketBy || "key", contextKind: contextKind || "user" };
  throw problem(where, `gives \`${where.on}\` ${on / 1000} %, no whole percentage`);
}

function problem({ flag }: Where, what: string): ServiceError {
  return new ServiceError(`flag \`${flag}\` ${what}`, {
    hint: "Let its rule serve the two variations that `launchdarkly-on` and `launchdarkly-off` name, in whole percent.",
  });
}

function archived({ flag }: Where): RefusedError {
  return new RefusedError(`flag \`${flag}\` is archived and nobody evaluates it`, {
    hint: "Restore the flag in LaunchDarkly, or name another one in `launchdarkly-flag`.",
  });
}
