import type { JournalState, Lease, OpenRelease, Writer } from "./journal.ts";

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

/** The workflow run of a `run/attempt/job`; null for a process at a terminal. */
export function runOf({ id }: Pick<Writer, "id">): string | null {
  return /^(\d+)\/\d+\/./.exec(id)?.[1] ?? null;
}

/** Whether this process may take the release back as its own: of the same run, or at a terminal of the same commit. */
export function isOwnRelease(open: OpenRelease, writer: Pick<Writer, "id">, commit: string): boolean {
  const [opener, own] = [runOf(open.openedBy), runOf(writer)];
  return opener === null || own === null ? open.commit === commit : opener === own;
}

/** A job as GitHub tells of it. */
export interface HolderJob {
  readonly name: string;
  readonly attempt: number;
  readonly status: string;
}

/**
 * Whether the job that holds the lease has ended, as GitHub tells of the newest attempts. GitHub says the name that is
 * shown and the journal the one in the workflow; where they do not tell which job it is, nothing is known.
 */
export function livenessOfJob({ id }: Pick<Writer, "id">, jobs: readonly HolderJob[]): Liveness {
  const [, attempt, key] = /^\d+\/(\d+)\/(.+)$/.exec(id) ?? [];
  const found = jobs.filter(({ name }) => name === key || name.endsWith(` / ${key}`));
  const [job] = found;
  if (job === undefined || found.length > 1) return "unknown";
  return job.attempt > Number(attempt) || job.status === "completed" ? "ended" : "alive";
}
