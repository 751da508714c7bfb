import type { Effects } from "../kit/effects.ts";
import type { GitHub } from "../stages/ports/github.ts";
import type { DeployTask } from "./task.ts";

/** Opens GitHub's API for a step: once, at the first call; null where no token was given or the repository is not known. */
export function githubOf({ common, effects }: DeployTask): () => Promise<GitHub | null> {
  let opened: Promise<GitHub | null> | undefined;
  return () => {
    opened ??= open(common["github-token"], effects);
    return opened;
  };
}

/** Whoever asks nothing does not load it. */
async function open(token: string | undefined, effects: Effects): Promise<GitHub | null> {
  const { openGitHub } = await import("../adapters/github/open.ts");
  return openGitHub({ effects, token });
}
