/** The checkout that releases come from; only read. */
export interface Repository {
  /** The full commit id of a branch, tag or commit; throws an InputError when there is none. */
  resolve(revision: string): Promise<string>;
  holds(commit: string): Promise<boolean>;
  isShallow(): Promise<boolean>;
  /** Paths with uncommitted changes. */
  changes(): Promise<readonly string[]>;
}
