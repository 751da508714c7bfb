import type { AdapterContext } from "../../../kit/registry.ts";
import type { DeadMan } from "../../../stages/ports/router.ts";
import { jobDeadMan } from "../../dead-man/job.ts";
import type { JobInputs } from "../../dead-man/job-inputs.ts";
import { nameOf } from "../../dead-man/place.ts";
import { type Place, readSelector } from "./selector.ts";

/** A Job that gives the Service its earlier selector back. */
export function serviceDeadMan(place: Place, asked: JobInputs, context: AdapterContext): DeadMan {
  const { kubectl, name: object, effects } = place;
  return jobDeadMan({
    ...asked,
    kubectl,
    name: nameOf(context, "kubernetes-service", [object]),
    now: effects.now,
    async patch(split) {
      return {
        kind: "services",
        object,
        patch: [{ op: "add", path: "/spec/selector", value: readSelector(place, split) }],
      };
    },
  });
}
