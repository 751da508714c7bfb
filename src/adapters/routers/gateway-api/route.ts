import * as z from "zod/mini";
import type { Slot } from "../../../core/slots.ts";
import type { Effects } from "../../../kit/effects.ts";
import { ServiceError } from "../../../kit/errors.ts";
import { ConflictError } from "../../kubernetes/failures.ts";
import type { Kubectl, Operation } from "../../kubernetes/kubectl.ts";
import { becomes } from "../../kubernetes/waiting.ts";
import { insisting, written } from "../../kubernetes/writing.ts";
import type { Splitting } from "../splitting/splitting.ts";
import { acceptance, refShape, statusShape } from "./acceptance.ts";
import { type Pair, pairsOf, pairsText, readPairs, refuseOneSided, rulesShape, shareOf } from "./weights.ts";

/** One HTTPRoute that splits between two Services. */
export interface Place {
  readonly kubectl: Kubectl;
  readonly effects: Effects;
  readonly name: string;
  readonly backends: Readonly<Record<Slot, string>>;
  /** Milliseconds. */
  readonly within: number;
}

/** What is read of a route; `generation` counts the changes of its `spec` and no others. */
export const routeShape = z.object({
  metadata: z.object({ uid: z.string(), generation: z.number(), namespace: z.string() }),
  spec: z.object({ parentRefs: z.optional(z.array(refShape)), rules: rulesShape }),
  status: z.optional(statusShape),
});
export type Route = z.infer<typeof routeShape>;

export const routeKind = "httproutes.gateway.networking.k8s.io";

/** The weights of the route as a place that knows every percentage. */
export function routePlace(place: Place): Splitting {
  const look = async () => {
    const route = await place.kubectl.get(routeKind, place.name, routeShape);
    return { route, found: pairsOf(place, route) };
  };
  let last: Awaited<ReturnType<typeof look>> | null = null;
  const load = async () => {
    last = await look();
    // Not where weights are put back: what can still be saved is, and then this is told.
    refuseOneSided(place, last.route);
    const { found } = last;
    return { green: shareOf(place, found), raw: pairsText(found) };
  };
  const write = async (pairs: readonly Pair[], seen: Awaited<ReturnType<typeof look>>) => {
    const operations = changing(place, seen, pairs);
    const isDone = async () => pairsText((await look()).found) === pairsText(pairs);
    await written(() => place.kubectl.patch(routeKind, place.name, operations), isDone);
  };
  return {
    granularity: "any",
    load,
    async store(green, { raw }) {
      const seen = last ?? (await look());
      if (pairsText(seen.found) !== raw) throw edited(place);
      const weights = { blue: 100 - green, green };
      await write(
        seen.found.map((pair) => ({ ...pair, weights })),
        seen,
      );
    },
    async put(raw) {
      const wanted = readPairs(place, raw);
      await insisting(async () => {
        const seen = await look();
        const pairs = seen.found.map((pair, i) => ({ ...pair, weights: wanted[i] ?? wanted[0] ?? pair.weights }));
        if (pairsText(pairs) !== raw) throw reshaped(place);
        await write(pairs, seen);
      });
    },
    async effect() {
      let told: Awaited<ReturnType<Splitting["effect"]>> = "not-yet";
      await becomes(place.effects, place.within, async () => {
        told = acceptance((await look()).route);
        return told !== "not-yet";
      });
      return told;
    },
    inFlight: async () => null,
  };
}

/** All or nothing, and only while the route is what was seen: a controller's status changes nothing about that. */
function changing({ backends }: Place, { route }: { readonly route: Route }, pairs: readonly Pair[]) {
  const { uid, generation } = route.metadata;
  const tests: readonly Operation[] = [
    { op: "test", path: "/metadata/uid", value: uid },
    { op: "test", path: "/metadata/generation", value: generation },
  ];
  const changes = pairs.flatMap(({ rule, at, weights }) =>
    (Object.keys(backends) as Slot[]).map((slot): Operation => {
      return { op: "add", path: `/spec/rules/${rule}/backendRefs/${at[slot]}/weight`, value: weights[slot] };
    }),
  );
  return [...tests, ...changes];
}

function edited({ name }: Place): ConflictError {
  return new ConflictError(`somebody else has changed the HTTPRoute \`${name}\` since it was read`, {
    hint: "Find out who, then run this again: it reads the split anew.",
  });
}

function reshaped({ name }: Place): ServiceError {
  return new ServiceError(`the HTTPRoute \`${name}\` has other rules now than when its split was read`, {
    hint: "Set the weights by hand: what they were is in the log and in the journal.",
  });
}
