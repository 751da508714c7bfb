import { isDeepStrictEqual } from "node:util";
import * as z from "zod/mini";
import { other, type Slot } from "../../../core/slots.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { Place, Route } from "./route.ts";

const backendShape = z.object({
  name: z.string(),
  group: z.optional(z.string()),
  kind: z.optional(z.string()),
  namespace: z.optional(z.string()),
  weight: z._default(z.number(), 1),
});
const some = z._default(z.array(z.unknown()), []);
const ruleShape = z.object({
  matches: z._default(z.array(z.object({ headers: some, queryParams: some })), []),
  backendRefs: z._default(z.array(backendShape), []),
});
export const rulesShape = z._default(z.array(ruleShape), []);

type Weights = Readonly<Record<Slot, number>>;
type Named = Pick<Place, "name" | "backends">;

/** Where a rule splits, and how. */
export interface Pair {
  /** Index of the rule, and of the two backends in it. */
  readonly rule: number;
  readonly at: Weights;
  readonly weights: Weights;
}

/** The rules that name both Services; a ServiceError where there is none, or one that shares with somebody else. */
export function pairsOf(place: Named, route: Route): readonly Pair[] {
  const { backends } = place;
  const pairs = route.spec.rules.flatMap(({ backendRefs }, rule): readonly Pair[] => {
    const { blue: blues, green: greens } = placesIn(place, route, rule);
    const [[blue, ...moreBlue], [green, ...moreGreen]] = [blues, greens];
    if (blue === undefined || green === undefined) return [];
    if (backendRefs.length !== 2 || moreBlue.length + moreGreen.length > 0) {
      throw unknown(place, `shares rule ${rule + 1} between more than the two Services`);
    }
    const weightAt = (index: number) => backendRefs[index]?.weight ?? 1;
    return [{ rule, at: { blue, green }, weights: { blue: weightAt(blue), green: weightAt(green) } }];
  });
  if (pairs.length > 0) return pairs;
  throw unknown(place, `has no rule that names both \`${backends.blue}\` and \`${backends.green}\``);
}

/** A ServiceError where visitors meet one slot whatever the weights are; who asks for a slot by a header or a query parameter may. */
export function refuseOneSided(place: Named, route: Route): void {
  route.spec.rules.forEach(({ matches }, rule) => {
    const found = placesIn(place, route, rule);
    const [named, ...both] = (Object.keys(found) as Slot[]).filter((slot) => found[slot].length > 0);
    const isPreview = matches.length > 0 && matches.every((one) => one.headers.length + one.queryParams.length > 0);
    if (named === undefined || both.length > 0 || isPreview) return;
    const [here, absent] = [place.backends[named], place.backends[other(named)]];
    throw unknown(place, `has \`${here}\` without \`${absent}\` in rule ${rule + 1}, which no weight would move`);
  });
}

/** Where a rule names the Service of each slot. */
function placesIn(
  { backends }: Named,
  { spec, metadata }: Route,
  rule: number,
): Readonly<Record<Slot, readonly number[]>> {
  const of = (slot: Slot) =>
    (spec.rules[rule]?.backendRefs ?? []).flatMap(
      ({ name, group = "", kind = "Service", namespace = metadata.namespace }, index) => {
        const isService = group === "" && kind === "Service" && namespace === metadata.namespace;
        return isService && name === backends[slot] ? [index] : [];
      },
    );
  return { blue: of("blue"), green: of("green") };
}

/** Whole percent that green gets in every rule; a ServiceError where it is no whole percentage, or not the same in all. */
export function shareOf(place: Named, pairs: readonly Pick<Pair, "weights">[]): number {
  const shares = new Set(pairs.map(({ weights: { blue, green } }) => (green * 100) / (blue + green)));
  const [share = Number.NaN, ...others] = shares;
  if (others.length > 0) throw unknown(place, "splits its rules in different ways");
  if (Number.isInteger(share)) return share;
  const told = pairs.map(({ weights }) => `${weights.blue}:${weights.green}`)[0];
  throw unknown(place, `has the weights ${told}, which are no whole percentages`);
}

/** The weights in the order of the rules; once where they are the same in all, so that a rule more or less is no other split. */
export function pairsText(pairs: readonly Pick<Pair, "weights">[]): string {
  const weights = pairs.map(({ weights: { blue, green } }) => ({ blue, green }));
  const isSame = weights.every((one) => isDeepStrictEqual(one, weights[0]));
  return JSON.stringify(isSame ? weights.slice(0, 1) : weights);
}

const count = z.int().check(z.minimum(0), z.maximum(1_000_000));
const textShape = z.array(z.strictObject({ blue: count, green: count })).check(z.minLength(1));

/** The weights of a text that `pairsText` has made; anything else is a ServiceError. */
export function readPairs(place: Named, raw: string): readonly Weights[] {
  const read = textShape.safeParse(parse(raw));
  if (!read.success) throw new ServiceError("that is not the text of weights");
  shareOf(
    place,
    read.data.map((weights) => ({ weights })),
  );
  return read.data;
}

function parse(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}

function unknown({ name, backends: { blue, green } }: Named, what: string): ServiceError {
  return new ServiceError(`the HTTPRoute \`${name}\` ${what}`, {
    hint: `Let its rules have the two backends \`${blue}\` and \`${green}\` alone, with weights that add up to 100, the same in each rule. One of them alone may stand in a rule that matches a header or a query parameter.`,
  });
}
