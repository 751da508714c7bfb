import { InputError, type Problem } from "../../kit/errors.ts";
import { secret, structure, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Router } from "../../stages/ports/router.ts";
import { addressProblem } from "./flag-services/address.ts";
import { flagRouter } from "./flag-services/cohorts.ts";
import { openApi } from "./launchdarkly/api.ts";
import { clausesOf, cohortShape } from "./launchdarkly/cohort-rules.ts";
import { openFlag } from "./launchdarkly/place.ts";

/**
 * Rolls a flag of LaunchDarkly out: `green` is the share of its on-variation. Taking the share to 0 leaves the flag on,
 * because that is what its cohorts need; a share above 0 switches it on.
 */
export const launchdarklyRouter = defineAdapter<Router>()({
  name: "launchdarkly",
  summary: "The percentage rollout of a feature flag in LaunchDarkly.",
  inputs: {
    "launchdarkly-token": secret({ description: "Access token that may update the flag.", required: true }),
    "launchdarkly-url": text({ description: "Address of LaunchDarkly.", default: "https://app.launchdarkly.com" }),
    "launchdarkly-project": text({ description: "Key of the project.", required: true }),
    "launchdarkly-environment": text({ description: "Key of the environment.", required: true }),
    "launchdarkly-flag": text({ description: "Key of the flag.", required: true }),
    "launchdarkly-on": text({ description: "Name or value of the variation that is the release.", default: "true" }),
    "launchdarkly-off": text({ description: "Name or value of the variation without it.", default: "false" }),
    "launchdarkly-rule": text({
      description: "Id or description of the rule that is rolled out, instead of the default rule.",
    }),
    "launchdarkly-context-kind": text({
      description: "Kind of the contexts that a new percentage counts; one that is there keeps its own.",
      default: "user",
    }),
    "launchdarkly-cohorts": structure(cohortShape, {
      description: "Per cohort the key of a segment, a list of user keys, or `{kind, members}`.",
    }),
  },
  open(inputs, { effects }) {
    const url = inputs["launchdarkly-url"];
    const [on, off] = [inputs["launchdarkly-on"], inputs["launchdarkly-off"]];
    const problems: readonly (Problem | null)[] = [
      addressProblem("launchdarkly-url", url, false),
      on === off ? { where: "launchdarkly-off", what: "must not be the variation that `launchdarkly-on` names" } : null,
    ];
    const real = problems.filter((problem) => problem !== null);
    if (real.length > 0) throw new InputError(real);
    const [environment, flag] = [inputs["launchdarkly-environment"], inputs["launchdarkly-flag"]];
    const [token, project] = [inputs["launchdarkly-token"], inputs["launchdarkly-project"]];
    const { place, groups } = openFlag(openApi(effects, { url, token, project, environment, flag }), {
      where: { flag, environment, on, off, rule: inputs["launchdarkly-rule"] },
      contextKind: inputs["launchdarkly-context-kind"],
      clauses: clausesOf(inputs["launchdarkly-cohorts"] ?? {}),
    });
    return flagRouter(place, groups);
  },
});
