import type { GoodRelease, JournalState } from "./journal.ts";
import { readableSpan } from "./readable.ts";

/** Whether a commit has proven itself in another environment; `why` is written for whoever is refused. */
export type Proof =
  | {
      readonly isProven: true;
      readonly release: GoodRelease;
      /** Milliseconds that it has been live and good there. */
      readonly age: number;
      /** False where a later release has taken its place since. */
      readonly isLive: boolean;
    }
  | { readonly isProven: false; readonly why: string };

/** What has to be shown: the commit, how long it has to have been good (milliseconds), and the present moment. */
export interface ProofAsked {
  readonly commit: string;
  readonly now: number;
  readonly minAge: number;
}

/**
 * Judges by the other environment's journal: the commit was verified good there, was not marked bad since, and was live
 * that long before anything newer took its place. A commit that left the last 20 good ones is not known any more.
 */
export function provenIn(state: JournalState, { commit, now, minAge }: ProofAsked): Proof {
  const no = (why: string): Proof => ({ isProven: false, why });
  const short = commit.slice(0, 8);
  const place = state.good.findIndex((release) => release.commit === commit);
  const release = state.good[place];
  const bad = state.bad.find((known) => known.commit === commit);
  const since = Date.parse(release?.at ?? "");
  if (bad !== undefined && !(Date.parse(bad.at) < since)) {
    return no(`${short} was marked bad there at ${bad.at}: ${bad.reason}`);
  }
  if (release === undefined) return no(stillOpen(state, commit) ?? `${short} was never verified good there`);
  const isLive = state.live?.commit === commit;
  const newer = state.good[place - 1];
  const until = isLive || newer === undefined ? now : Date.parse(newer.at);
  const age = Math.max(0, until - since);
  if (age >= minAge) return { isProven: true, release, age, isLive };
  const asked = `${readableSpan(minAge)} are asked`;
  if (isLive) {
    const from = new Date(since + minAge).toISOString();
    return no(`${short} is good there since ${release.at}, for ${readableSpan(age)}; ${asked}: wait until ${from}`);
  }
  return no(`${short} was live there for ${readableSpan(age)} only, then ${newer?.version} took its place; ${asked}`);
}

function stillOpen({ open }: JournalState, commit: string): string | null {
  if (open?.commit !== commit) return null;
  return `${commit.slice(0, 8)} is open there since ${open.openedAt} and not verified good yet`;
}
