import type { MigrationVerdict, PreviousRelease } from "../judgement/finding.ts";
import type { TrailStep } from "../take-back/trail.ts";
import type { RoundTrip } from "./rehearsal.ts";

/** What is kept of a rehearsal in the journal, so that the job after the approval need not repeat it. */
export interface Rehearsed {
  readonly commit: string;
  readonly at: string;
  /** Of the production catalogue that was rehearsed for. */
  readonly fingerprint: string;
  readonly versions: readonly string[];
  /** The judgement with what the rehearsal has shown. */
  readonly verdict: MigrationVerdict;
  readonly previous: PreviousRelease;
  readonly steps: readonly TrailStep[];
  /** Milliseconds of all of them together. */
  readonly took: number;
  readonly down: RoundTrip;
}

/** The rehearsal that is about exactly this: the same commit, the same pending migrations, the same schema. */
export function evidenceFor(
  rehearsals: readonly Rehearsed[] | undefined,
  asked: Pick<Rehearsed, "commit" | "fingerprint" | "versions">,
): Rehearsed | null {
  const text = JSON.stringify([asked.commit, asked.fingerprint, asked.versions]);
  return (
    rehearsals?.find((known) => JSON.stringify([known.commit, known.fingerprint, known.versions]) === text) ?? null
  );
}
