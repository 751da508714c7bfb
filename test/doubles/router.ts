import { other, type Slot } from "../../src/core/slots.ts";
import { InputError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import type { Router } from "../../src/stages/ports/router.ts";

interface Rule {
  readonly first: Slot;
  readonly weight: number;
}

/** What several routers of one test split, and what a test may do to it. */
export interface RouterPlace {
  /** The rule as text; a test may write it as somebody else would. */
  text: string;
  /** What has reached the router, in order: the shares that were set, and the slots that were promoted. */
  readonly writes: (number | Slot)[];
  /** Throws, or waits, in the place of the real router; asked before every write. */
  beforeWrite: (weight: number) => void | Promise<void>;
  /** Throws or waits once the write has happened. */
  afterWrite: (weight: number) => void | Promise<void>;
  /** False: writes are accepted and nothing comes of them. */
  isObedient: boolean;
  /** What `verify` says of a split that can be read back. */
  effect: "in-effect" | "not-yet" | "unknown";
  inFlight: number | null;
  /** Groups that are on the new release. */
  cohorts: readonly string[];
}

/** All traffic on one slot. */
export function routerPlace(active: Slot = "blue"): RouterPlace {
  return {
    text: ruleText({ first: active, weight: 0 }),
    writes: [],
    beforeWrite: () => undefined,
    afterWrite: () => undefined,
    isObedient: true,
    effect: "in-effect",
    inFlight: 0,
    cohorts: [],
  };
}

/** The text of a rule: the slot that stands first, and the share of the other one. */
export function ruleText({ first, weight }: Rule): string {
  return JSON.stringify({ first, weight });
}

/** A router in memory that keeps the port's contract. */
export function memoryRouter(place: RouterPlace, granularity: Router["granularity"] = "any"): Router {
  let seen: string | null = null;
  const change = async (what: number | Slot, next: (rule: Rule) => Rule): Promise<void> => {
    const weight = typeof what === "number" ? what : 100;
    await place.beforeWrite(weight);
    place.writes.push(what);
    const present = read(place.text);
    if (seen !== null && seen !== place.text) throw new RefusedError("somebody else has edited the rule");
    const text = ruleText(next(present));
    if (place.isObedient) place.text = text;
    seen = place.text;
    await place.afterWrite(weight);
  };
  return {
    granularity,
    async read() {
      const { first, weight } = read(place.text);
      seen = place.text;
      return weight > 50
        ? { active: other(first), weight: 100 - weight, raw: place.text }
        : { active: first, weight, raw: place.text };
    },
    async setWeight(to, weight) {
      checkWeight(weight, granularity);
      if (shareIn(read(place.text), to) === weight && (seen === null || seen === place.text)) return;
      await change(weight, ({ first }) => ({ first, weight: to === first ? 100 - weight : weight }));
    },
    async verify(to, weight) {
      const rule = read(place.text);
      return shareIn(rule, to) === weight ? place.effect : "not-yet";
    },
    async promote(to) {
      await change(to, (rule) => {
        if (shareIn(rule, to) !== 100) throw new RefusedError(`slot ${to} has not all the traffic`);
        return { first: to, weight: 0 };
      });
    },
    async inFlight() {
      return place.inFlight;
    },
    async restore(raw) {
      read(raw);
      place.text = raw;
      seen = raw;
    },
  };
}

/** The share of a slot as the rule's text says it. */
export function shareAt(place: RouterPlace, slot: Slot): number {
  return shareIn(read(place.text), slot);
}

function shareIn({ first, weight }: Rule, slot: Slot): number {
  return slot === first ? 100 - weight : weight;
}

function read(text: string): Rule {
  try {
    const rule = JSON.parse(text) as Rule;
    if (rule.first === "blue" || rule.first === "green") return rule;
  } catch {
    // Told below.
  }
  throw new ServiceError("the rule cannot be read");
}

function checkWeight(weight: number, granularity: Router["granularity"]): void {
  const isWeight = Number.isInteger(weight) && weight >= 0 && weight <= 100;
  if (isWeight && (granularity === "any" || weight % 100 === 0)) return;
  throw new InputError(`the router cannot send ${weight} %`);
}

/** A feature flag in memory, with groups: green is on. */
export function memoryFlag(place: RouterPlace): Router {
  return {
    ...memoryRouter(place),
    follows: "release",
    cohorts: {
      read: async () => place.cohorts,
      async write(_, names) {
        const strange = names.find((name) => !["internal", "beta"].includes(name));
        if (strange !== undefined) throw new InputError(`the flag knows no group \`${strange}\``);
        place.cohorts = names;
      },
    },
  };
}
