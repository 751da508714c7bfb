/** The files of the checkout as somebody who sets it up sees them. Paths are relative to the top of the repository. */
export interface WorkTree {
  /** Files that git knows or would take: nothing that is ignored, deleted or inside another repository. */
  files(): Promise<readonly string[]>;
  /** Null where there is no such file. */
  read(path: string): Promise<string | null>;
  /** Makes missing folders. */
  write(path: string, text: string): Promise<void>;
  /** True where the file holds something that no commit has. */
  isDirty(path: string): Promise<boolean>;
  /** The last part of `origin`'s address, without `.git`; null where there is no `origin`. */
  originName(): Promise<string | null>;
  /** What `origin` calls its default branch, else the branch that is checked out; null on a detached head without origin. */
  defaultBranch(): Promise<string | null>;
  tags(): Promise<readonly string[]>;
}
