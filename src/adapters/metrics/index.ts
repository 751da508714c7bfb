import { registry } from "../../kit/registry.ts";
import type { MetricSource } from "../../stages/ports/metrics.ts";
import { probeMetrics } from "./probe.ts";

/** What tells how a release behaves. A new source is one more line here. */
export const metrics = registry<MetricSource>(
  "metrics",
  { description: "What tells how the release behaves.", default: "probe" },
  [probeMetrics],
);
