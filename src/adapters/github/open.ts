import type { Effects } from "../../kit/effects.ts";
import type { GitHub } from "../../stages/ports/github.ts";
import { apiAddress, checkRepository, findRepository } from "./address.ts";
import { checksOf } from "./checks.ts";
import { openClient } from "./client.ts";
import { commentsOf } from "./comments.ts";
import { deploymentsOf } from "./deployments.ts";
import { environmentsOf } from "./environments.ts";
import { issuesOf } from "./issues.ts";
import { proposalsOf } from "./proposals.ts";
import { pullRequestsOf } from "./pull-requests.ts";
import { runsOf } from "./runs.ts";

export interface GitHubOptions {
  readonly effects: Effects;
  /** Undefined or empty: there is no GitHub to ask. */
  readonly token: string | undefined;
  /** `owner/name`; what the runner says, else the checkout's `origin`, where it is not given. */
  readonly repository?: string;
}

/** GitHub as the suite asks it; null without a token or a repository. Nothing is sent or loaded before the first question. */
export async function openGitHub({ effects, token, repository: given }: GitHubOptions): Promise<GitHub | null> {
  if (token === undefined || token === "") return null;
  effects.mask(token);
  const repository = given === undefined ? await findRepository(effects) : checkRepository(given);
  if (repository === null) return null;
  const client = openClient({ effects, token, address: apiAddress(effects), repository });
  return {
    repository,
    get calls() {
      return client.calls;
    },
    ...checksOf(client),
    ...environmentsOf(client),
    ...runsOf(client),
    ...deploymentsOf(client),
    ...pullRequestsOf(client),
    ...commentsOf(client),
    ...proposalsOf(client),
    ...issuesOf(client),
  };
}
