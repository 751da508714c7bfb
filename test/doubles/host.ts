import type { Slot } from "../../src/core/slots.ts";
import type { Host, ReleaseName, SlotState } from "../../src/stages/ports/host.ts";

/** What several hosts of one test run, and what a test may do to it. */
export interface HostPlace {
  readonly slots: Record<Slot, SlotState>;
  /** What was done, in order: `prepare green v2`. */
  readonly deeds: string[];
  /** Versions that never become ready. */
  readonly unwell: Set<string>;
  /** Throws or waits in the middle of a deed. */
  during: (deed: string) => void | Promise<void>;
}

/** Two empty slots. */
export function hostPlace(): HostPlace {
  const slots: HostPlace["slots"] = { blue: { status: "empty" }, green: { status: "empty" } };
  return { slots, deeds: [], unwell: new Set(), during: () => undefined };
}

/** The state of a slot with a release in it. */
export function slotWith(
  slot: Slot,
  { commit, version }: ReleaseName,
  status: "ready" | "stopped" = "ready",
): SlotState {
  return { status, commit, version, url: urlOf(slot), since: null };
}

/** A host in memory. */
export function memoryHost(place: HostPlace): Host {
  const act = async (deed: string): Promise<void> => {
    place.deeds.push(deed);
    await place.during(deed);
  };
  const set = (slot: Slot, release: ReleaseName, status: "starting" | "ready" | "stopped"): void => {
    place.slots[slot] = { status, commit: release.commit, version: release.version, url: urlOf(slot), since: null };
  };
  return {
    slots: async () => structuredClone(place.slots),
    async prepare(slot, release) {
      await act(`prepare ${slot} ${release.version}`);
      set(slot, release, "stopped");
    },
    async start(slot, release) {
      await act(`start ${slot} ${release.version}`);
      set(slot, release, "starting");
    },
    async ready(slot, release, _within, signal) {
      await place.during(`ready ${slot} ${release.version}`);
      signal?.throwIfAborted();
      if (place.unwell.has(release.version)) {
        return { ready: false, why: "its process has ended", lastLines: "no such table: tickets" };
      }
      set(slot, release, "ready");
      return { ready: true, took: 12 };
    },
    async stop(slot) {
      const state = place.slots[slot];
      await act(`stop ${slot}`);
      if (state.status !== "empty") place.slots[slot] = { ...state, status: "stopped" };
    },
    url: urlOf,
    folder: () => null,
  };
}

function urlOf(slot: Slot): string {
  return `http://${slot}.test`;
}
