import type { Sample } from "../../src/core/verdict.ts";
import type { MetricSource, SampleQuery } from "../../src/stages/ports/metrics.ts";

/** What the source tells, and what was asked of it. */
export interface MetricsPlace {
  /** The next answer. */
  tell: (query: SampleQuery) => Sample;
  readonly asked: SampleQuery[];
  /** Observations that have begun and not ended. */
  observing: number;
  /** True for a source that makes its own evidence. */
  observes: boolean;
}

/** A source that sees nothing but good requests. */
export function metricsPlace(): MetricsPlace {
  return { tell: (query) => counts(query, 0), asked: [], observing: 0, observes: false };
}

/** A hundred requests of which so many failed. */
export function counts({ from, to }: SampleQuery, errors: number): Sample {
  return { requests: 100, errors, from, to };
}

/** A metric source in memory. */
export function memoryMetrics(place: MetricsPlace): MetricSource {
  const source: MetricSource = {
    async sample(query) {
      place.asked.push(query);
      return place.tell(query);
    },
  };
  if (!place.observes) return source;
  return {
    ...source,
    async observe() {
      place.observing += 1;
      return {
        async [Symbol.asyncDispose]() {
          place.observing -= 1;
        },
      };
    },
  };
}
