import type { GoodRelease, JournalState } from "./journal.ts";
import { isUntouched } from "./preflight.ts";
import { provenIn } from "./proven.ts";

/** What may go on to the next environment, or everything that is in its way. */
export type Promotion =
  | { readonly release: GoodRelease; readonly obstacles: readonly [] }
  | { readonly release: GoodRelease | null; readonly obstacles: readonly string[] };

/** Where a release comes from and where it goes to, by the journals of both. */
export interface PromotionFacts {
  readonly from: { readonly environment: string; readonly state: JournalState };
  readonly to: { readonly environment: string; readonly state: JournalState };
  readonly now: number;
  /** Milliseconds. */
  readonly minAge: number;
}

/** Judges whether what is live in one environment may go to another. */
export function promotion({ from, to, now, minAge }: PromotionFacts): Promotion {
  const { live, open } = from.state;
  if (live === null) return { release: null, obstacles: [`nothing was ever verified good in ${from.environment}`] };
  const obstacles: string[] = [];
  if (open !== null && !isUntouched(open)) {
    obstacles.push(
      `${open.version} is open in ${from.environment} since ${open.openedAt}: wait until it is finished or taken back`,
    );
  }
  const proof = provenIn(from.state, { commit: live.commit, now, minAge });
  if (!proof.isProven) obstacles.push(`in ${from.environment}: ${proof.why}`);
  if (to.state.live?.commit === live.commit) {
    obstacles.push(`${live.version} is live in ${to.environment} already, since ${to.state.live.at}`);
  }
  const bad = to.state.bad.find(({ commit }) => commit === live.commit);
  if (bad !== undefined)
    obstacles.push(`${live.version} was marked bad in ${to.environment} at ${bad.at}: ${bad.reason}`);
  return { release: live, obstacles };
}
