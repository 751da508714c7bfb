import type { JournalState } from "../core/journal.ts";
import { defineAction } from "../kit/action.ts";
import { RefusedError } from "../kit/errors.ts";
import { runShifts } from "../stages/pipeline.ts";
import { StepFailed } from "../stages/shift-traffic.ts";
import { runStage } from "./begin.ts";
import { trafficShiftSection } from "./sections/traffic-shift.ts";

/** The action `traffic-shift`. */
export const trafficShift = defineAction({
  ...trafficShiftSection,
  summary: "Move traffic to the new release step by step, and all of it back when a step fails.",
  outputs: { weight: "Percent of the traffic on the new release.", verdict: "`pass`, `fail` or `inconclusive`." },
  run: (task) =>
    runStage(task, "traffic-shift", async ({ context, chain, session }, told) => {
      try {
        const waiting = await runShifts(context, chain);
        told.verdict = waiting?.isHeld === true ? "inconclusive" : "pass";
        if (waiting?.isHeld === true) throw new RefusedError(waiting.why, { hint: holdHint });
        return {};
      } catch (error) {
        if (error instanceof StepFailed) told.verdict = "fail";
        throw error;
      } finally {
        told.weight = weightIn(session.state);
      }
    }),
});

/** Percent of the traffic on the open release, as the journal says it. */
export function weightIn({ open }: JournalState): string {
  return String(open?.shifts.findLast(({ kept }) => kept !== true)?.weight ?? 0);
}

/** What a person can do about a ramp that is held. */
export const holdHint = "Nothing was put back. Run `continue` once there is evidence, or `rollback`.";
