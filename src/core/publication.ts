import type { EntryBody, JournalState } from "./journal.ts";

/** What people and GitHub were told of the newest release. */
export interface Publication {
  readonly commit: string;
  /** The GitHub Deployment. */
  readonly deployment: number | null;
  /** Pull request to the id of our comment on it; at most 50. */
  readonly comments: Readonly<Record<string, string>>;
  /** Messages that were delivered, at most 50; `ref` is the channel's own id, where it has one. */
  readonly told: readonly { readonly moment: string; readonly item: string; readonly ref: string | null }[];
  /** The pull request that reverts it. */
  readonly revert: number | null;
}

/** Something that a person or a later run has to do by a date. */
export interface FollowUp {
  readonly id: string;
  readonly what: string;
  /** ISO 8601. */
  readonly due: string;
  /** The issue that was opened for it. */
  readonly issue: number | null;
}

const most = 50;

/** The state after an entry that only tells somebody something: no lease is needed for it, and none is renewed by it. */
export function publicise(state: JournalState, entry: EntryBody): JournalState {
  if (entry.deed === "follow-up") return { ...state, followUps: followUps(state.followUps, entry) };
  if (entry.release === null || isLate(state, entry.release.commit)) return state;
  const known = publicationOf(state.publication, entry.release.commit);
  const publication = entry.deed === "notify" ? notified(known, entry) : published(known, entry);
  return { ...state, publication };
}

/** What is told of a release that is over, or beside one that is open, takes nothing from the one that everybody looks at. */
function isLate({ publication, open, good, bad }: JournalState, commit: string): boolean {
  if (publication === null || publication.commit === commit) return false;
  return open !== null || [...good, ...bad].some((release) => release.commit === commit);
}

/** A release that is opened gets a Deployment and messages of its own; comments on its pull requests are edited further. */
export function withPublicationOf(state: JournalState, commit: string): JournalState {
  const { comments, told } = publicationOf(state.publication, commit);
  const planned = told.filter(({ moment }) => moment === "planned");
  return { ...state, publication: { commit, deployment: null, comments, told: planned, revert: null } };
}

function publicationOf(known: Publication | null, commit: string): Publication {
  if (known?.commit === commit) return known;
  return { commit, deployment: null, comments: {}, told: [], revert: null };
}

function published(known: Publication, { after }: EntryBody): Publication {
  const { deployment, comments, revert } = (after ?? {}) as Partial<
    Pick<Publication, "deployment" | "comments" | "revert">
  >;
  const all = Object.entries({ ...known.comments, ...comments }).slice(-most);
  return {
    ...known,
    deployment: deployment ?? known.deployment,
    comments: Object.fromEntries(all),
    revert: revert ?? known.revert,
  };
}

/** Only what was delivered counts as told. */
function notified(known: Publication, { phase, item, after }: EntryBody): Publication {
  if (phase !== "done") return known;
  const { moment, ref = null } = after as { moment: string; ref?: string | null };
  const others = known.told.filter((told) => told.item !== item || told.moment !== moment);
  return { ...known, told: [...others, { moment, item: item ?? "", ref }].slice(-most) };
}

/** A `note` announces it, a `done` names the issue that was opened for it, a `failed` gives it up. */
function followUps(known: readonly FollowUp[], { phase, id, of, after }: EntryBody): readonly FollowUp[] {
  if (phase === "failed") return known.filter((each) => each.id !== of);
  if (phase === "done") {
    const { issue } = after as { issue: number };
    return known.map((each) => (each.id === of ? { ...each, issue } : each));
  }
  const { what, due } = after as { what: string; due: string };
  return [...known, { id, what, due, issue: null }].slice(-most);
}
