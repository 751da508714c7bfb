import type { JournalState, OpenRelease } from "./journal.ts";

/** What putting back will do, decided from the journal alone. */
export type RollbackDecision =
  | { readonly kind: "nothing"; readonly why: string }
  | {
      readonly kind: "put-back";
      readonly release: OpenRelease;
      /** What happens to the database. */
      readonly database: "untouched" | "schema-stays";
      /** True when the commit itself is to blame and must not be deployed again. */
      readonly isBad: boolean;
    }
  /** A person has to decide: why, and what they can choose. */
  | { readonly kind: "hold"; readonly release: OpenRelease; readonly why: string };

/** Decides a rollback. `policy` is the `database` input: `leave` is a person's word that the schema may stay. */
export function decideRollback(state: JournalState, policy: "auto" | "leave"): RollbackDecision {
  const release = state.open;
  if (release === null) {
    const good = state.live === null ? "no release was ever verified good" : `${state.live.version} is live and good`;
    return { kind: "nothing", why: `no release is open and ${good}` };
  }
  const { migration } = release;
  const isBad = release.failure !== null;
  if (migration === null) return { kind: "put-back", release, database: "untouched", isBad };
  const doubt = whyHold(release);
  if (doubt === null || policy === "leave") return { kind: "put-back", release, database: "schema-stays", isBad };
  return { kind: "hold", release, why: doubt };
}

/**
 * Why only a person may send traffic back to the previous release, or null. Below 100 % it has served on the new schema
 * all the while; once it had no traffic, nobody knows.
 */
export function whyHold({ migration, shifts }: OpenRelease): string | null {
  if (migration === null || migration.verdict === "SAFE" || !shifts.some(({ highest }) => highest === 100)) return null;
  return `it is not known whether the previous release works after the migrations ${migration.versions.join(", ")}`;
}
