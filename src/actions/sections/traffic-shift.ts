import { executors } from "../../adapters/executors/index.ts";
import { metrics } from "../../adapters/metrics/index.ts";
import { openSwitchProber } from "../../adapters/metrics/switch-prober.ts";
import { routers } from "../../adapters/routers/index.ts";
import type { Item } from "../../kit/action.ts";
import { InputError, type Problem } from "../../kit/errors.ts";
import { choice, duration, integer, percent, ramp, text } from "../../kit/fields.ts";
import type { ShiftStep } from "../../stages/chain.ts";
import type { DeadManOrder, Router } from "../../stages/ports/router.ts";
import type { SwitchProving } from "../../stages/prove-switch.ts";
import { hookInputs } from "../shapes.ts";
import { hooksOf, openPort, openThere, type SectionContext } from "./context.ts";

/** What may be asked of `traffic-shift`. */
export const trafficShiftSection = {
  name: "traffic-shift",
  isRepeatable: true,
  adapters: [routers, metrics, executors],
  inputs: {
    steps: ramp({
      default: "10, 50, 100",
      description:
        "Weights of the new release, rising to 100; before them names of groups that the router knows (`internal, beta, 25, 100`). A first release goes straight to 100.",
    }),
    start: choice({
      choices: ["as-found", "off"],
      default: "as-found",
      description:
        "`off`: a flag that is on is turned off before the release is started, and a rollback puts it back as it was. `as-found`: a flag that is on for everybody has nothing to raise.",
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
    "dead-man": duration({
      description:
        "A raised weight carries a deadline on the target itself: unless it is renewed within this time, the target puts the traffic back although runner, network and journal may be gone. The job renews it, and so do `continue` and `watch`, which has to come by more often than that. With `soak` at least 30m.",
    }),
    "dead-man-by": choice({
      choices: ["auto", "systemd", "process"],
      default: "auto",
      description:
        "What wakes it on a server: a timer of systemd where that is usable, or a process that waits. Neither survives a restart of the server. In a cluster it is always a Job.",
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
    "switch-url": text({
      description:
        "Address that is asked at a constant rate across every switch, so that lost requests are counted. Without it, the `probe-url`.",
    }),
    "switch-rate": integer({ min: 1, max: 1000, default: "20", description: "Requests per second across a switch." }),
    "max-switch-loss": percent({
      default: "1%",
      description: "Highest share of requests that a switch may lose (no answer, or 502, 503, 504) and still pass.",
    }),
    ...hookInputs,
  },
} as const;

/** Milliseconds after which a request across a switch counts as lost. */
const longestAnswer = 5_000;

/** Who asks across every switch of the item; null where no address is known. */
export function provingOf(
  item: Item<typeof trafficShiftSection.inputs>,
  { effects }: SectionContext,
): SwitchProving | null {
  const { values } = item;
  const url = values["switch-url"] ?? item.chosen(metrics.kind).values["probe-url"];
  if (typeof url !== "string") return null;
  const prober = openSwitchProber(effects, { url, rate: values["switch-rate"], timeout: longestAnswer });
  return { prober, maxLost: values["max-switch-loss"] };
}

type Values = Item<typeof trafficShiftSection.inputs>["values"];

/** What `watch` that comes by every quarter of an hour may miss once. */
const shortestSoaking = 1_800_000;

/** Fewer milliseconds would be over before a slow target has renewed it. */
const shortest = 10_000;

/** The dead man's switch that the item asks for, or null; an InputError where its router knows none, or none like this. */
export function deadManOf(name: string, values: Values, { deadMan }: Router): DeadManOrder | null {
  const [within, by] = [values["dead-man"], values["dead-man-by"]];
  if (within === undefined) return null;
  const where = `traffic-shift (${name}): dead-man`;
  if (deadMan === undefined) {
    const what =
      "this router has none; `link`, `nginx`, `haproxy`, `flagd` (a file), and `kubernetes-service` and `gateway-api` with an image for it do";
    throw new InputError([{ where, what }]);
  }
  const problems: readonly Problem[] = [
    ...(within < shortest ? [{ where, what: "must be at least `10s`" }] : []),
    ...(values.soak > 0 && within < shortestSoaking ? [{ where, what: "must be at least `30m` with `soak`" }] : []),
    ...(by === "auto" || deadMan.ways.includes(by)
      ? []
      : [{ where: `${where}-by`, what: `\`${by}\` is nothing that this router can use; leave it out` }]),
  ];
  if (problems.length > 0) throw new InputError(problems);
  return { within, by };
}

/** Opens routers and metric sources of the section. */
export function openShifts(context: SectionContext): readonly ShiftStep[] {
  return context.settings.items(trafficShiftSection).map((item) => {
    const { values } = item;
    const router = openThere(routers, item, context);
    return {
      item: item.name,
      router,
      deadMan: deadManOf(item.name, values, router.port),
      metrics: openPort(metrics, item, context).port,
      ...values.steps,
      proving: provingOf(item, context),
      isOffFirst: values.start === "off",
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
