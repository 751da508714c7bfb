import type { Slot } from "../../../core/slots.ts";
import type { AdapterContext } from "../../../kit/registry.ts";
import type { DeadMan } from "../../../stages/ports/router.ts";
import { jobDeadMan } from "../../dead-man/job.ts";
import type { JobInputs } from "../../dead-man/job-inputs.ts";
import { nameOf } from "../../dead-man/place.ts";
import type { Operation } from "../../kubernetes/kubectl.ts";
import { type Place, routeKind, routeShape } from "./route.ts";
import { pairsOf, readPairs } from "./weights.ts";

/** A Job that gives the route its earlier weights back, while its rules are in the order that they had at the last renewal. */
export function routeDeadMan(place: Place, asked: JobInputs, context: AdapterContext): DeadMan {
  const { kubectl, name: object, effects, backends } = place;
  return jobDeadMan({
    ...asked,
    kubectl,
    name: nameOf(context, "gateway-api", [object]),
    now: effects.now,
    async patch(split) {
      const wanted = readPairs(place, split);
      const pairs = pairsOf(place, await kubectl.get(routeKind, object, routeShape));
      const patch = pairs.flatMap(({ rule, at, weights: present }, i) => {
        const weights = wanted[i] ?? wanted[0] ?? present;
        return (Object.keys(backends) as Slot[]).flatMap((slot): readonly Operation[] => {
          const path = `/spec/rules/${rule}/backendRefs/${at[slot]}`;
          return [
            { op: "test", path: `${path}/name`, value: backends[slot] },
            { op: "add", path: `${path}/weight`, value: weights[slot] },
          ];
        });
      });
      return { kind: routeKind, object, patch };
    },
  });
}
