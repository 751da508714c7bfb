import type { GitHub } from "../stages/ports/github.ts";
import type { DeployTask } from "./task.ts";

/** Opens GitHub's API for a step: once, at the first call; null where no token was given or the repository is not known. */
export function githubOf({ common }: DeployTask): () => Promise<GitHub | null> {
  let opened: Promise<GitHub | null> | undefined;
  const open = async (): Promise<GitHub | null> => {
    if (common["github-token"] === undefined) return null;
    return null;
  };
  return () => {
    opened ??= open();
    return opened;
  };
}
