import { InputError } from "../../kit/errors.ts";
import { flag, secret, structure, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Router } from "../../stages/ports/router.ts";
import { addressProblem } from "./flag-services/address.ts";
import { flagRouter } from "./flag-services/cohorts.ts";
import { openApi } from "./unleash/api.ts";
import { cohortShape } from "./unleash/cohort-strategies.ts";
import { openFlag } from "./unleash/place.ts";

/**
 * Rolls a flag of Unleash out: `green` is the percentage of its gradual rollout. Taking the percentage to 0 leaves the flag
 * enabled, because that is what its cohorts need; a percentage above 0 enables it.
 */
export const unleashRouter = defineAdapter<Router>()({
  name: "unleash",
  summary: "The gradual rollout of a feature flag in Unleash.",
  inputs: {
    "unleash-url": text({ description: "Address of Unleash, without `/api`.", required: true }),
    "unleash-http": flag({ description: "Allow http where the way to Unleash is safe.", default: "false" }),
    "unleash-token": secret({ description: "Token of the admin API that may update the flag.", required: true }),
    "unleash-project": text({ description: "Id of the project.", default: "default" }),
    "unleash-environment": text({ description: "Name of the environment.", required: true }),
    "unleash-flag": text({ description: "Name of the flag.", required: true }),
    "unleash-strategy": text({
      description: "Title, group id or id of the gradual rollout; needed where the flag has several.",
    }),
    "unleash-cohorts": structure(cohortShape, {
      description: "Per cohort the name of a segment, a list of user ids, or `{field, members}`.",
    }),
  },
  open(inputs, { effects }) {
    const url = inputs["unleash-url"];
    const problem = addressProblem("unleash-url", url, inputs["unleash-http"]);
    if (problem !== null) throw new InputError([problem]);
    const [environment, name] = [inputs["unleash-environment"], inputs["unleash-flag"]];
    const [token, project] = [inputs["unleash-token"], inputs["unleash-project"]];
    const api = openApi(effects, { url, token, project, environment, flag: name });
    const where = { flag: name, environment, strategy: inputs["unleash-strategy"] };
    const { place, groups } = openFlag(api, where, inputs["unleash-cohorts"] ?? {});
    return flagRouter(place, groups);
  },
});
