import { defineAction } from "../kit/action.ts";
import { RefusedError } from "../kit/errors.ts";
import { runShifts } from "../stages/pipeline.ts";
import { runStage } from "./begin.ts";
import { trafficShiftSection } from "./sections/traffic-shift.ts";

/** The action `traffic-shift`. */
export const trafficShift = defineAction({
  ...trafficShiftSection,
  summary: "Move traffic to the new release step by step, and all of it back when a step fails.",
  outputs: { weight: "Percent of the traffic on the new release.", verdict: "`pass`, `fail` or `inconclusive`." },
  run: (task) =>
    runStage(task, async ({ context, chain, session }) => {
      const waiting = await runShifts(context, chain);
      if (waiting?.isHeld === true) throw new RefusedError(waiting.why, { hint: holdHint });
      const weight = session.state.open?.shifts.at(-1)?.weight ?? 0;
      return { weight: String(weight), verdict: "pass" };
    }),
});

/** What a person can do about a ramp that is held. */
export const holdHint = "Nothing was put back. Run `continue` once there is evidence, or `rollback`.";
