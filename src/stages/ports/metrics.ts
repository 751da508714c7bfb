import type { Slot } from "../../core/slots.ts";
import type { Sample } from "../../core/verdict.ts";

export interface SampleQuery {
  readonly slot: Slot;
  readonly commit: string;
  readonly from: Date;
  readonly to: Date;
}

/** Tells how a release behaves, as counts over a time range. */
export interface MetricSource {
  /** Begins to observe where the source has to make its own evidence; disposed when the watch ends. */
  observe?(): Promise<AsyncDisposable>;
  sample(query: SampleQuery): Promise<Sample>;
}
