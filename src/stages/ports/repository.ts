export interface CommitFact {
  readonly commit: string;
  /** The first one is what the branch stood at before. */
  readonly parents: readonly string[];
  /** When it was committed, milliseconds since 1970. */
  readonly at: number;
  /** Its first line: text from outside. */
  readonly subject: string;
}

/** The checkout that releases come from; only read. */
export interface Repository {
  /** The full commit id of a branch, tag or commit; throws an InputError when there is none. */
  resolve(revision: string): Promise<string>;
  holds(commit: string): Promise<boolean>;
  isShallow(): Promise<boolean>;
  /** Paths with uncommitted changes. */
  changes(): Promise<readonly string[]>;
  /** Branches that hold the commit: those of `origin`, or the local ones where there is no `origin`. */
  branchesWith(commit: string): Promise<readonly string[]>;
  /** True where `earlier` is behind `later`, or the same; in a shallow checkout `false` may mean that nobody knows. */
  isAncestor(earlier: string, later: string): Promise<boolean>;
  /** Where the two histories part; null where the checkout does not hold that. */
  forkPoint(one: string, other: string): Promise<string | null>;
  /** Paths that differ between two commits, by git's own letters: `A`, `M`, `D`, `T`. Nothing of either is run. */
  changesBetween(from: string, to: string): Promise<readonly { readonly status: string; readonly path: string }[]>;
  /** A file as the commit has it, its path relative to the run's folder; null where the commit has none. */
  fileAt(commit: string, path: string): Promise<string | null>;
  /** What `to` brings beyond `from`, newest first; `to` alone where there is no `from`; null where the checkout does not hold both. */
  commitsBetween(from: string | null, to: string, most: number): Promise<readonly CommitFact[] | null>;
  /** In any order; what the checkout does not hold is left out. */
  commitFacts(commits: readonly string[]): Promise<readonly CommitFact[]>;
}
