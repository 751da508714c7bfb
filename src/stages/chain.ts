import type { BackfillItem } from "../core/backfill.ts";
import type { ChainShape } from "../core/chain.ts";
import type { PostCondition } from "../core/post-conditions.ts";
import type { BackUpStep } from "./backup-step.ts";
import type { Hooks, Opened } from "./context.ts";
import type { DeploySlotOptions } from "./deploy-slot.ts";
import type { MigrationPlan } from "./look-at-migrations.ts";
import type { MaintenanceWays } from "./maintenance.ts";
import type { Limits } from "./ports/migration-target.ts";
import type { Migrator } from "./ports/migrator.ts";
import type { SqlReader } from "./ports/sql-reader.ts";
import type { ShiftOptions } from "./shift-traffic.ts";
import type { SmokeTestOptions } from "./smoke-test.ts";

/** How migrations are run. */
export interface MigrationRules {
  /** What they are rehearsed on before anybody approves. */
  readonly rehearse: "restored-backup" | "present-copy" | "off";
  readonly limits: Limits;
  /** Milliseconds to wait for another run that migrates the same database. */
  readonly lockWait: number;
  /** How often one that gave up waiting for a lock is tried again. */
  readonly retries: number;
  /** What becomes of a release whose migrations break the one that is live. */
  readonly breaking: "refuse" | "accept";
  /** What is filled beside the migrations: contracts on the same tables wait for it. */
  readonly backfills: readonly BackfillItem[];
}

export type MigrateStep = {
  readonly migrator: Opened<Migrator>;
  readonly reader: SqlReader;
  readonly rules: MigrationRules;
  /** What has to hold once everything is applied. */
  readonly expect: readonly PostCondition[];
  readonly hooks: Hooks;
  /** Throws where something speaks against migrating just now; asked when everything else is done. */
  readonly mayBegin?: () => Promise<void>;
  /** Is told what is about to be applied, before anything is changed. */
  readonly looked?: (plan: MigrationPlan) => void;
};
export type DeploySlotStep = DeploySlotOptions & {
  readonly hooks: Hooks;
  /** Milliseconds for requests in flight and for the process to end. */
  readonly drain: number;
  readonly afterPromote: "stop" | "keep";
};
export type SmokeTestStep = Omit<SmokeTestOptions, "target" | "url"> & {
  readonly hooks: Hooks;
  /** The public address; null where only the idle slot is checked. */
  readonly liveUrl: string | null;
};
export type ShiftStep = ShiftOptions & { readonly hooks: Hooks };

/** The configured stages with their ports opened. What is not configured is empty or null. */
export interface Chain {
  readonly backups: readonly BackUpStep[];
  readonly migrate: MigrateStep | null;
  readonly slot: DeploySlotStep | null;
  /** Checks may name the slot they run in. */
  smoke(slot: string): readonly SmokeTestStep[];
  readonly shifts: readonly ShiftStep[];
  /** Turns visitors away for a while; absent where nobody does. */
  readonly maintenance?: MaintenanceWays;
}

/** Which stages a chain has. */
export function shapeOf(chain: Chain): ChainShape {
  return {
    backups: chain.backups.map(({ item }) => item),
    migrates: chain.migrate !== null,
    deploys: chain.slot !== null,
    checks: chain.smoke("idle").length > 0,
    shifts: chain.shifts.map(({ item }) => item),
  };
}
