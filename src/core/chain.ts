import type { OpenRelease } from "./journal.ts";

/** The stages of a release, in their order. */
export const stageNames = ["backup", "migrate", "deploy-slot", "smoke-test", "traffic-shift", "finish"] as const;
export type StageName = (typeof stageNames)[number];

/** Which sections are configured: what is not configured is not part of the chain. */
export interface ChainShape {
  readonly backups: readonly string[];
  readonly migrates: boolean;
  readonly deploys: boolean;
  readonly checks: boolean;
  readonly shifts: readonly string[];
}

/** The stage that an open release has reached: the first one that is not done. */
export function nextStage(release: OpenRelease, shape: ChainShape): StageName {
  // Once this release has begun to migrate, a backup would be of something that is half new.
  const hasBegun = release.migration !== null && release.isMigrationInherited !== true;
  if (shape.backups.some((item) => !release.backups.includes(item)) && !hasBegun) return "backup";
  if (shape.migrates && release.migration?.applied !== true) return "migrate";
  if (shape.deploys && !release.started) return "deploy-slot";
  if (shape.checks && !release.checked.idle && release.shifts.length === 0) return "smoke-test";
  const arrived = (item: string) => release.shifts.some((s) => s.item === item && s.promoted);
  if (shape.shifts.some((item) => !arrived(item))) return "traffic-shift";
  return "finish";
}
