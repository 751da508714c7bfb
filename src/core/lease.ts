import type { JournalState, Lease, Writer } from "./journal.ts";

/** Whether the process that holds a lease still runs: `unknown` where that cannot be seen from here. */
export type Liveness = "alive" | "ended" | "unknown";

export type LeaseDecision =
  | { readonly take: true; readonly from: Writer | null }
  | { readonly take: false; readonly holder: Lease };

/**
 * Whether the lease may be taken now. `silentFor` is how long the holder's epoch and nonce were seen unchanged,
 * in milliseconds of the observer's own monotonic clock: clocks of two machines are never compared.
 */
export function decideLease(state: JournalState, liveness: Liveness, silentFor: number): LeaseDecision {
  const { lease } = state;
  if (lease === null) return { take: true, from: null };
  if (liveness === "ended" || silentFor >= lease.length) return { take: true, from: lease.holder };
  return { take: false, holder: lease };
}

/** `alice (4711 on build-1) since 2026-11-20T12:00:00Z`: who holds a lease, for a message. */
export function describeHolder(lease: Lease): string {
  const { holder } = lease;
  const where = holder.url ?? `process ${holder.pid} on ${holder.host.split("/")[0]}`;
  return `${holder.actor} (${where}), since ${lease.since}`;
}
