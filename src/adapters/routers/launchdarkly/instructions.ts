import type { Instruction } from "./api.ts";
import { type CohortClauses, type CohortRule, cohortRules } from "./cohort-rules.ts";
import { type Found, type Share, whole } from "./state.ts";

/** Gives the new release `green` percent; how people are told apart stays, so that nobody who has it loses it while the weight grows. */
export function weightInstructions(
  found: Found,
  share: Share,
  { green, contextKind }: { readonly green: number; readonly contextKind: string },
): readonly Instruction[] {
  const how = "everybody" in share ? { bucketBy: "key", contextKind } : share;
  const change = shareInstruction(found, { ...how, green });
  // The share first: a flag that is switched on serves what its rule says at that moment.
  return found.isOn || green === 0 ? [change] : [change, { kind: "turnFlagOn" }];
}

/** Makes the rule serve that. */
export function shareInstruction({ ruleId, onId, offId }: Found, share: Share): Instruction {
  const rule =
    ruleId === null
      ? { kind: "updateFallthroughVariationOrRollout" }
      : { kind: "updateRuleVariationOrRollout", ruleId };
  if ("everybody" in share) return { ...rule, variationId: share.everybody === "on" ? onId : offId };
  const { green, bucketBy, contextKind } = share;
  return {
    ...rule,
    rolloutWeights: { [onId]: (whole / 100) * green, [offId]: (whole / 100) * (100 - green) },
    rolloutContextKind: contextKind,
    ...(bucketBy === "key" ? {} : { rolloutBucketBy: bucketBy }),
  };
}

/** Brings the rules of the cohorts to exactly these, before all other rules. */
export function cohortInstructions(
  found: Found,
  names: readonly string[],
  clauses: CohortClauses,
): readonly Instruction[] {
  const present = cohortRules(found, clauses);
  const isKept = ({ name }: CohortRule, at: number) =>
    names.includes(name) && present.findIndex((rule) => rule.name === name) === at;
  const gone = present.filter((rule, at) => !isKept(rule, at)).map(({ ruleId }) => ruleId);
  const first = found.rules.find(({ _id }) => !gone.includes(_id))?._id;
  const missing = [...new Set(names)].filter((name) => !present.some((rule) => rule.name === name));
  return [
    ...gone.map((ruleId) => ({ kind: "removeRule", ruleId })),
    ...missing.map((name) => ({
      kind: "addRule",
      clauses: [clauses.get(name)],
      variationId: found.onId,
      ...(first === undefined ? {} : { beforeRuleId: first }),
    })),
  ];
}
