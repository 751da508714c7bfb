import { ServiceError } from "../../src/kit/errors.ts";
import type { MaintenanceStep, MaintenanceWays } from "../../src/stages/maintenance.ts";
import type { Maintenance } from "../../src/stages/ports/maintenance.ts";
import { opened } from "./bench.ts";

/** Maintenance in memory: what every opened port of it shares. */
export interface MaintenancePlace {
  on: boolean;
  /** Every change, in order: `enter 60`, `leave`. */
  readonly writes: string[];
  /** Which change fails. */
  fails: "enter" | "leave" | null;
  /** What `verify` says. */
  effect: Awaited<ReturnType<Maintenance["verify"]>>;
}

export const maintenancePlace = (): MaintenancePlace => ({ on: false, writes: [], fails: null, effect: "in-effect" });

export function memoryMaintenance(place: MaintenancePlace): Maintenance {
  const change = (what: "enter" | "leave", told: string) => {
    if (place.fails === what) throw new ServiceError(`it cannot ${what}`);
    place.writes.push(told);
    place.on = what === "enter";
  };
  return {
    exempt: ["/health"],
    state: async () => ({ on: place.on }),
    enter: async (seconds) => change("enter", `enter ${seconds}`),
    leave: async () => change("leave", "leave"),
    verify: async () => place.effect,
  };
}

/** The section that chooses it. */
export function maintenanceWays(place: MaintenancePlace, parts: Partial<MaintenanceStep> = {}): MaintenanceWays {
  const mode = opened("maintenance", memoryMaintenance(place));
  const step = { mode, during: "unsafe" as const, retryAfter: 60, confirmUrl: null, ...parts };
  return { step, reopen: () => mode };
}
