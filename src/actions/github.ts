import { openGitHub } from "../adapters/github/open.ts";
import type { GitHub } from "../stages/ports/github.ts";
import type { DeployTask } from "./task.ts";

/** Opens GitHub's API for a step: once, at the first call; null where no token was given or the repository is not known. */
export function githubOf({ common, effects }: DeployTask): () => Promise<GitHub | null> {
  let opened: Promise<GitHub | null> | undefined;
  return () => {
    opened ??= openGitHub({ effects, token: common["github-token"] });
    return opened;
  };
}
