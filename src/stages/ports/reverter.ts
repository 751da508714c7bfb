/** One commit that is undone; `parent` is what the branch stood at before it, null for the very first one. */
export interface Undoing {
  readonly commit: string;
  readonly parent: string | null;
  /** Of the commit that undoes it. */
  readonly message: string;
}

export interface RevertWish {
  /** The new branch. */
  readonly branch: string;
  /** The branch that it starts from and is meant for. */
  readonly base: string;
  /** Newest first. */
  readonly undo: readonly Undoing[];
}

export type RevertBranch =
  /** It is there, made now or by an earlier run. */
  | { readonly state: "ready" }
  /** The base does not hold the changes any more. */
  | { readonly state: "undone already" }
  | { readonly state: "not on base"; readonly commit: string }
  /** What came later stands on the same lines. */
  | { readonly state: "conflict"; readonly commit: string };

/** Makes branches that undo commits. The checkout, its hooks and its signatures have no part in it. */
export interface Reverter {
  /** RefusedError where the token may not push, ServiceError where the remote does not answer. */
  pushRevert(wish: RevertWish): Promise<RevertBranch>;
}
