import type { Rule } from "./rules.ts";

/** For what the previous release still uses. */
export const twoReleases =
  "two releases: the first one stops using it, the second one drops it in a migration marked `deploy-actions: phase=contract`";

export function harmless(operation: string, loses: string | null, reason: string) {
  return {
    operation,
    previous: "works",
    down: "lossless",
    loses,
    verdict: "SAFE",
    reason,
    remedy: null,
    resolution: null,
  } as const;
}

export function hopeless(
  operation: string,
  loses: string | null,
  reason: string,
  remedy: string | null,
  previous: Rule["previous"] = "broken",
) {
  const verdict = "UNSAFE";
  return {
    operation,
    previous,
    down: loses === null ? "none" : "loses",
    loses,
    verdict,
    reason,
    remedy,
    resolution: null,
  } as const;
}

export function mendable(
  operation: string,
  reason: string,
  { remedy, loses = null }: { remedy: string; loses?: string | null },
) {
  const verdict = "REVERT-FIRST";
  return { operation, previous: "broken", down: "lossless", loses, verdict, reason, remedy, resolution: null } as const;
}

export function narrowing(operation: string, reason: string, remedy: string) {
  const state = { previous: "conditional", down: "lossless", loses: null, verdict: "PROBE" } as const;
  return { operation, ...state, reason, remedy, resolution: "loosening" } as const;
}

export function probed(
  operation: string,
  previous: Rule["previous"],
  reason: string,
  { remedy, loses = null }: { remedy: string; loses?: string | null },
) {
  return {
    operation,
    previous,
    down: "may-fail",
    loses,
    verdict: "PROBE",
    reason,
    remedy,
    resolution: "probe",
  } as const;
}
