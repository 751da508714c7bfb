import type { Slot } from "../../../core/slots.ts";
import type { Sample } from "../../../core/verdict.ts";
import type { SampleQuery } from "../../../stages/ports/metrics.ts";
import type { Answer } from "./request.ts";

interface Entry {
  readonly at: number;
  /** Null when the time is not the slot's own doing. */
  readonly milliseconds: number | null;
  readonly answer: Answer;
}

/** What was observed, bounded: the oldest is forgotten first. */
export interface Records {
  begin(at: number): void;
  add(entry: Entry): void;
  sample(query: SampleQuery, slotHeader: string): Sample;
}

/** Keeps the newest `most` answers. */
export function keepRecords(most = 100_000): Records {
  const ring: Entry[] = [];
  let next = 0;
  let since = Number.POSITIVE_INFINITY;
  return {
    begin(at) {
      since = Math.min(since, at);
    },
    add(entry) {
      const forgotten = ring[next];
      if (forgotten !== undefined) since = Math.max(since, forgotten.at + 1);
      ring[next] = entry;
      next = (next + 1) % most;
    },
    sample({ slot, from, to }, slotHeader) {
      const first = Math.max(from.getTime(), since);
      const range = { from: new Date(Math.min(first, to.getTime())), to };
      const seen = ring.filter(({ at }) => at >= first && at < to.getTime());
      if (seen.length === 0) return { none: "broken", why: "no request was sent in this time" };
      const counted = seen.filter(({ answer }) => belongsTo(slot, answer));
      if (counted.length > 0) return { ...countsOf(counted), ...range };
      if (seen.some(({ answer }) => answer.slot !== null)) {
        return { none: "idle", why: `none of ${seen.length} requests reached slot \`${slot}\`` };
      }
      return { none: "broken", why: `none of ${seen.length} answers says in \`${slotHeader}\` which slot it is from` };
    },
  };
}

/** A failure that nobody claims counts against the slot that is being judged: it may well be its own. */
function belongsTo(slot: Slot, answer: Answer): boolean {
  return answer.slot === slot || (answer.slot === null && !answer.isOk);
}

function countsOf(entries: readonly Entry[]) {
  const times = entries.flatMap(({ milliseconds }) => milliseconds ?? []).sort((a, b) => a - b);
  const percentile = (share: number) => times[Math.ceil(times.length * share) - 1] ?? Number.NaN;
  return {
    requests: entries.length,
    errors: entries.filter(({ answer }) => !answer.isOk).length,
    ...(times.length === 0
      ? {}
      : { latencies: { p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99), n: times.length } }),
  };
}
