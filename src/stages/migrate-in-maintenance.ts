import type { MigrationVerdict } from "../core/judgement/finding.ts";
import type { MigrateStep } from "./chain.ts";
import type { Context } from "./context.ts";
import { type MaintenanceStep, type MaintenanceWays, withMaintenance } from "./maintenance.ts";
import { type MigrateResult, migrate } from "./migrate.ts";

/** Migrates, in maintenance as far as the section says; nothing that is pending needs none. */
export function migrateInMaintenance(
  context: Context,
  ways: MaintenanceWays | undefined,
  step: MigrateStep,
): Promise<MigrateResult> {
  const during = ways?.step?.during ?? "never";
  return withMaintenance(context, ways, (begin) => {
    let verdict: MigrationVerdict = "UNKNOWN";
    return migrate(context, {
      ...step,
      looked: (plan) => {
        verdict = plan.verdict;
        step.looked?.(plan);
      },
      // What speaks against migrating now is asked before visitors are turned away.
      mayBegin: async () => {
        await step.mayBegin?.();
        if (needsMaintenance(during, verdict)) await begin();
      },
    });
  });
}

function needsMaintenance(during: MaintenanceStep["during"], verdict: MigrationVerdict): boolean {
  return during === "migrate" || (during === "unsafe" && verdict !== "SAFE");
}
