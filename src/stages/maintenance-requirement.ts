import type { JournalState } from "../core/journal.ts";
import { leftOn } from "../core/maintenance.ts";
import { met, warned } from "../core/preflight/finding.ts";
import type { MaintenanceWays } from "./maintenance.ts";
import type { Requirement } from "./ports/requirement.ts";

/** What a release may have to turn on in the middle of its migrations has to be within reach before it begins. */
export function maintenanceRequirements({ step }: MaintenanceWays, state: JournalState): readonly Requirement[] {
  if (step === null || step.during === "never") return [];
  const { port, record } = step.mode;
  const what = `maintenance ${record.name}`;
  const onBefore =
    leftOn(state) === null ? "by somebody else: it is left as it is" : "since an earlier release: it is turned off";
  return [
    {
      what,
      async look() {
        const { on } = await port.state();
        return [on ? warned(what, `is on already, ${onBefore}`) : met(what, "is off")];
      },
    },
  ];
}
