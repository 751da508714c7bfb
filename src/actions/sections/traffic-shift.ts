import { metrics } from "../../adapters/metrics/index.ts";
import { routers } from "../../adapters/routers/index.ts";
import { choice, duration, integer, percent, percents } from "../../kit/fields.ts";
import type { ShiftStep } from "../../stages/chain.ts";
import { hookInputs } from "../shapes.ts";
import { hooksOf, openPort, type SectionContext } from "./context.ts";

/** What may be asked of `traffic-shift`. */
export const trafficShiftSection = {
  name: "traffic-shift",
  isRepeatable: true,
  adapters: [routers, metrics],
  inputs: {
    steps: percents({
      default: "10, 50, 100",
      description: "Weights of the new release, rising to 100. A first release goes straight to 100.",
    }),
    to: integer({
      min: 1,
      max: 100,
      default: "100",
      description: "Go no further than this weight; `continue` goes on from there.",
    }),
    watch: duration({ default: "60s", description: "How long each weight is watched while the job runs." }),
    soak: duration({
      default: "0s",
      description: "How long each weight has to be in effect before the next one; `continue` goes on afterwards.",
    }),
    "max-error-rate": percent({ default: "1%", description: "Highest share of failed requests that still passes." }),
    "max-latency-p95": duration({ description: "Highest 95th percentile of latency that still passes." }),
    "min-requests": integer({
      min: 1,
      default: "20",
      description: "Fewer requests than this prove nothing: the verdict is inconclusive.",
    }),
    "on-no-data": choice({
      choices: ["hold", "fail", "pass"],
      default: "hold",
      description: "What silence means: keep the weight and wait for a person, put everything back, or go on.",
    }),
    ...hookInputs,
  },
} as const;

/** Opens routers and metric sources of the section. */
export function openShifts(context: SectionContext): readonly ShiftStep[] {
  return context.settings.items(trafficShiftSection).map((item) => {
    const { values } = item;
    return {
      item: item.name,
      router: openPort(routers, item, context),
      metrics: openPort(metrics, item, context).port,
      steps: values.steps,
      to: values.to,
      watch: values.watch,
      soak: values.soak,
      limits: {
        maxErrorRate: values["max-error-rate"],
        maxLatencyP95: values["max-latency-p95"],
        minRequests: values["min-requests"],
        onNoData: values["on-no-data"],
      },
      hooks: hooksOf(values),
    };
  });
}
