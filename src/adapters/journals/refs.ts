import type { Git } from "./git-command.ts";

/** Where a journal's ref lives, and how it is moved. */
export interface Refs {
  /** Git on the repository that holds the journal's objects. */
  readonly git: Git;
  /** For the operator; holds no secret. */
  readonly location: string;
  /** The newest place; its objects are in the repository afterwards. */
  latest(): Promise<string | null>;
  peek(): Promise<string | null>;
  /** Moves the ref from `after` to `commit` and proves it; false when somebody else has moved it. */
  swap(commit: string, after: string | null): Promise<boolean>;
  /** Brings the newest entries into the repository, at least that many; answers with the newest place. */
  deepen(count: number): Promise<string | null>;
}
