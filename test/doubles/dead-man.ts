import { RefusedError } from "../../src/kit/errors.ts";
import type { DeadMan, DeadManOrder } from "../../src/stages/ports/router.ts";
import type { RouterPlace } from "./router.ts";

/** A dead man's switch in memory: what it was told, and what a test may do to it. */
export interface MemoryDeadMan extends DeadMan {
  /** `arm`, `renew`, `disarm`, each with the share of the other slot that traffic had then. */
  readonly told: string[];
  /** Throws, or waits, in the place of the target. */
  before: (deed: "arm" | "renew" | "disarm") => void | Promise<void>;
  /** The deadline passes: the split that was armed is put back. */
  fire(): void;
}

/** Stands beside the router of the same place. */
export function memoryDeadMan(place: RouterPlace, now: () => number): MemoryDeadMan {
  let armed: { split: string; until: string; firedAt: string | null } | null = null;
  const note = async (deed: "arm" | "renew" | "disarm") => {
    await deadMan.before(deed);
    deadMan.told.push(`${deed} at ${JSON.parse(place.text).weight}`);
  };
  const untilOf = ({ within }: DeadManOrder) => new Date(now() + within).toISOString();
  const deadMan: MemoryDeadMan = {
    ways: ["process"],
    told: [],
    before: () => undefined,
    fire() {
      if (armed === null) throw new Error("nothing is armed");
      place.text = armed.split;
      armed = { ...armed, firedAt: new Date(now()).toISOString() };
    },
    async arm(split, order) {
      await note("arm");
      armed = { split, until: untilOf(order), firedAt: null };
      return { until: armed.until };
    },
    async renew(order) {
      await note("renew");
      if (armed === null) return null;
      if (armed.firedAt !== null) throw new RefusedError("it has fired");
      armed = { ...armed, until: untilOf(order) };
      return { until: armed.until };
    },
    async disarm() {
      await note("disarm");
      armed = null;
    },
    state: async () => armed && { until: armed.until, firedAt: armed.firedAt },
  };
  return deadMan;
}
