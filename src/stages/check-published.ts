import { markedPlace } from "../core/deployment-mark.ts";
import type { JournalState } from "../core/journal.ts";
import type { Effects } from "../kit/effects.ts";
import { ActionError, CancelledError, RefusedError } from "../kit/errors.ts";
import type { DeploymentFact, GitHub } from "./ports/github.ts";
import type { Journal } from "./ports/journal.ts";

export interface PublishedOptions {
  readonly effects: Effects;
  readonly github: GitHub;
  readonly journal: Journal;
  readonly state: JournalState;
  readonly application: string;
  readonly environment: string;
}

/**
 * Holds the journal against what GitHub was told of it: where the newest Deployment names an entry that the journal does
 * not have, somebody has set the journal back. What else GitHub shows is only said. GitHub out of reach speaks against nothing.
 */
export async function checkPublished(options: PublishedOptions): Promise<void> {
  const { effects, github, journal, application, environment } = options;
  const known = await read(options);
  const marked = known.flatMap((deployment) => {
    const place = markedPlace(deployment.description, application);
    return place === null ? [] : [{ deployment, place }];
  });
  const [newest] = marked;
  if (newest !== undefined && !(await journal.contains(newest.place))) throw setBack(options, newest);
  for (const line of drift(options, known)) effects.log.warn(`${line} in ${environment} of ${github.repository}`);
}

async function read({ effects, github, environment }: PublishedOptions): Promise<readonly DeploymentFact[]> {
  try {
    return await github.deployments(environment);
  } catch (error) {
    if (!(error instanceof ActionError) || error instanceof CancelledError) throw error;
    effects.log.warn(`The journal could not be held against GitHub's Deployments: ${error.message}`);
    return [];
  }
}

/** The journal knows everything that our own Deployments knew; one that is not ours may be somebody's hotfix. */
function drift({ state, application }: PublishedOptions, known: readonly DeploymentFact[]): readonly string[] {
  const { live } = state;
  const good = known.find(({ state: now }) => now === "success");
  if (good === undefined || live === null || good.commit === live.commit) return [];
  const shown = `GitHub shows ${good.commit.slice(0, 8)} (Deployment ${good.id}) as live`;
  const isOurs = markedPlace(good.description, application) !== null;
  if (isOurs) return [`${shown}; the journal knows that ${live.version} is, and the next good release puts that right`];
  if (good.createdAt <= live.at) return [];
  return [`${shown}, the journal ${live.version}: somebody else may have deployed`];
}

function setBack(
  { journal, github }: PublishedOptions,
  { deployment, place }: { readonly deployment: DeploymentFact; readonly place: string },
): RefusedError {
  return new RefusedError(
    `the journal was set back: Deployment ${deployment.id} of ${deployment.createdAt} names its entry ${place}, which ${journal.location} does not hold`,
    {
      hint:
        `Find out who has moved the ref, and put it back to ${place} (it is kept in clones and in the repository's activity for a while). ` +
        `If the journal was begun anew on purpose, delete the Deployments of the old one: \`gh api -X DELETE repos/${github.repository}/deployments/${deployment.id}\`.`,
    },
  );
}
