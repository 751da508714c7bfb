import type { JournalState } from "../core/journal.ts";
import { leftOn } from "../core/maintenance.ts";
import { type Finding, met, refused, warned } from "../core/preflight/finding.ts";
import type { MaintenanceWays } from "./maintenance.ts";
import type { Requirement } from "./ports/requirement.ts";

/**
 * What a release may have to turn on in the middle of its migrations has to be within reach before it begins; and while
 * somebody else turns visitors away, no release can be judged by them.
 */
export function maintenanceRequirements({ step }: MaintenanceWays, state: JournalState): readonly Requirement[] {
  const known = state.maintenance ?? null;
  if (known?.isManual === true) {
    const what = `maintenance ${known.adapter.name}`;
    return [{ what, look: async () => [turnedAway(what, `since ${known.since}`)] }];
  }
  if (step === null || step.during === "never") return [];
  const { port, record } = step.mode;
  const what = `maintenance ${record.name}`;
  return [
    {
      what,
      async look() {
        const { on } = await port.state();
        if (!on) return [met(what, "is off")];
        if (leftOn(state) === null) return [turnedAway(what, "by somebody else")];
        return [warned(what, "is on already, since an earlier release: it is turned off")];
      },
    },
  ];
}

function turnedAway(what: string, since: string): Finding {
  const found = `is on, ${since}: visitors are turned away, and a good release would be taken for a bad one`;
  return refused(what, found, "turn it off with `deploy-actions maintenance off`, then release");
}
