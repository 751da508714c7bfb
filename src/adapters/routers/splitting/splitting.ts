import { other, type Slot, shareOf } from "../../../core/slots.ts";
import { InputError, RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { Router, Split } from "../../../stages/ports/router.ts";

/** A place that splits the traffic, as it was found. */
export interface Loaded {
  /** Whole percent of the traffic that goes to green; the rest goes to blue. */
  readonly green: number;
  /** The part of the place that makes the split, in its own words and nothing that changes by itself: equal text is an equal split. */
  readonly raw: string;
}

/** What a place that splits traffic has to be able to do; `splittingRouter` makes a router of it. */
export interface Splitting {
  readonly granularity: Router["granularity"];
  readonly follows?: Router["follows"];
  readonly cohorts?: Router["cohorts"];
  /** Throws a ServiceError where there is no split that we know. */
  load(): Promise<Loaded>;
  /** Writes the split over `present`; where the place can be asked to, only while it still is `present`, else a RefusedError. */
  store(green: number, present: Loaded): Promise<void>;
  /** Puts back what `load` has once read, whatever is there now; a ServiceError where the text is no split. */
  put(raw: string): Promise<void>;
  /** Whether the traffic follows what was read back. */
  effect(loaded: Loaded): Promise<"in-effect" | "not-yet" | "unknown">;
  /** Requests that slot `slot` is still answering, or null. */
  inFlight(slot: Slot): Promise<number | null>;
}

/** A router that keeps the port's contract, for a place that has no order of its own between the slots. */
export function splittingRouter(place: Splitting): Router {
  let seen: string | null = null;
  const load = async (): Promise<Loaded> => {
    const present = await place.load();
    if (seen !== null && seen !== present.raw) throw edited();
    return present;
  };
  return {
    granularity: place.granularity,
    ...(place.follows === undefined ? {} : { follows: place.follows }),
    ...(place.cohorts === undefined ? {} : { cohorts: place.cohorts }),
    async read() {
      const loaded = await place.load();
      seen = loaded.raw;
      return splitOf(loaded);
    },
    async setWeight(to, weight) {
      checkWeight(weight, place.granularity);
      const green = to === "green" ? weight : 100 - weight;
      const present = await load();
      if (present.green === green) return;
      await place.store(green, present);
      const after = await place.load();
      if (after.green !== green) throw notKept(to, weight, after);
      seen = after.raw;
    },
    async verify(to, weight) {
      const loaded = await place.load();
      return shareOf(splitOf(loaded), to) === weight ? place.effect(loaded) : "not-yet";
    },
    async promote(to) {
      const share = shareOf(splitOf(await load()), to);
      if (share === 100) return;
      throw new RefusedError(`slot \`${to}\` gets ${share} % of the traffic and cannot be promoted`, {
        hint: `Give slot \`${to}\` all the traffic first.`,
      });
    },
    inFlight: place.inFlight,
    async restore(raw) {
      await place.put(raw);
      const after = await place.load();
      if (after.raw !== raw) throw new ServiceError("the split was put back, but it reads differently now");
      seen = raw;
    },
  };
}

/** Throws an InputError for what is no weight of this router. */
export function checkWeight(weight: number, granularity: Router["granularity"]): void {
  const isWeight = Number.isInteger(weight) && weight >= 0 && weight <= 100;
  if (!isWeight) throw new InputError(`a weight is a whole percentage from 0 to 100, not \`${weight}\``);
  if (granularity === "any" || weight % 100 === 0) return;
  throw new InputError(`this router knows only 0 and 100, not \`${weight}\``);
}

function splitOf({ green, raw }: Loaded): Split {
  return green > 50 ? { active: "green", weight: 100 - green, raw } : { active: "blue", weight: green, raw };
}

function edited(): RefusedError {
  return new RefusedError("somebody else has changed the split since it was read", {
    hint: "Find out who, then run this again: it reads the split anew.",
  });
}

function notKept(to: Slot, weight: number, { green }: Loaded): ServiceError {
  const share = to === "green" ? green : 100 - green;
  return new ServiceError(
    `the split was written, but slot ${to} gets ${share} % and not ${weight} % (slot ${other(to)} the rest)`,
    { hint: "Does something else write it, or is the write held back for an approval?" },
  );
}
