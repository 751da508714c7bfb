import type { GoodRelease, JournalState, ReleaseRecord } from "./journal.ts";

/** A commit as the checkout tells it. */
export interface BroughtCommit {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly subject: string;
}

/** The good release before this one: what its commits are counted from. */
export function previousGood(
  { good, open }: JournalState,
  commit: string,
  story: { readonly id: string; readonly openedAt: string } | undefined,
): GoodRelease | null {
  if (open !== null && open.id === story?.id) return open.previous;
  const own = good.findIndex((release) => release.commit === commit);
  if (own >= 0) return good[own + 1] ?? null;
  const opened = story === undefined ? Number.POSITIVE_INFINITY : Date.parse(story.openedAt);
  // Releases that became good after this one was opened were not there when it began.
  return good.find(({ at }) => Date.parse(at) <= opened) ?? null;
}

/** What the branch itself went through to get to `to`, newest first: each merge is one step. */
export function firstParents<C extends BroughtCommit>(commits: readonly C[], to: string): readonly C[] {
  const known = new Map(commits.map((commit) => [commit.commit, commit]));
  const line: C[] = [];
  for (let next = known.get(to); next !== undefined; next = known.get(next.parents[0] ?? "")) line.push(next);
  return line;
}

/** The commits to ask GitHub about: the branch's own steps first, then what names a pull request, then the others. */
export function worthAsking(commits: readonly BroughtCommit[], to: string, most: number): readonly string[] {
  const steps = firstParents(commits, to).map(({ commit }) => commit);
  const naming = commits.filter(({ subject }) => numberIn(subject) !== null).map(({ commit }) => commit);
  return [...new Set([...steps, ...naming, ...commits.map(({ commit }) => commit)])].slice(0, most);
}

/** The pull requests that the subjects of merges and squashes name, newest first, each once. */
export function namedPullRequests(commits: readonly BroughtCommit[]): readonly number[] {
  return [...new Set(commits.map(({ subject }) => numberIn(subject)).filter((number) => number !== null))];
}

/** GitHub's own subjects: `Merge pull request #7 from ...`, `A title (#7)`. */
function numberIn(subject: string): number | null {
  const [, merged, squashed] = /^Merge pull request #(\d{1,9})\b|\(#(\d{1,9})\)$/.exec(subject) ?? [];
  const number = merged ?? squashed;
  return number === undefined ? null : Number(number);
}

/** Why a release that was taken back is not reverted; null where it is to be. */
export function whyNoRevert(
  state: JournalState,
  { commit, version }: Pick<ReleaseRecord, "commit" | "version">,
  { isRolledBack, isBehindLive }: { readonly isRolledBack: boolean; readonly isBehindLive: boolean },
): string | null {
  const { live, good, bad, open } = state;
  if (!isRolledBack) return `${version} was not rolled back`;
  if (open !== null) return `${open.version} is being deployed`;
  if (live?.commit === commit || good.some((release) => release.commit === commit))
    return `${version} is verified good`;
  if (isBehindLive) return `${live?.version ?? "what is live"} holds that commit and is verified good`;
  if (!bad.some((known) => known.commit === commit)) return `nothing speaks against the commit of ${version} itself`;
  return null;
}
