import { ServiceError } from "../../kit/errors.ts";
import type { DeploymentWish } from "../../stages/ports/github.ts";
import type { Client } from "./client.ts";
import { cutLine } from "./cut.ts";
import { createOnce } from "./once.ts";
import { commitId, segment } from "./segments.ts";

/** GitHub's limit for descriptions of deployments and their statuses. */
export const longestDescription = 140;

/** What is made, or a message where GitHub has merged something instead. */
interface Made {
  readonly id?: number;
  readonly message?: string;
}

/** Answers with the deployment's id. */
export async function createDeployment(client: Client, wish: DeploymentWish): Promise<number> {
  return createOnce(client, { create: () => create(client, wish), find: () => find(client, wish) });
}

async function create(client: Client, wish: DeploymentWish): Promise<number> {
  const { commit, environment, description, isProduction, payload } = wish;
  const ask = {
    deed: `create a deployment of \`${commit.slice(0, 12)}\` to \`${environment}\``,
    permissions: ["deployments: write"] as const,
    isCreate: true,
  };
  const data: Made = await client.rest<Made>(ask, ({ repos }, here) =>
    repos.createDeployment({
      ...here,
      ref: commitId(commit),
      environment: segment("an environment", environment),
      description: cutLine(description, longestDescription),
      payload: { ...payload },
      production_environment: isProduction,
      auto_merge: false,
      // The run's own check is not green yet, and what has to be is asked by the plan.
      required_contexts: [],
    }),
  );
  if (data.id !== undefined) return data.id;
  throw new ServiceError(`cannot ${ask.deed}: GitHub says \`${client.quote(data.message ?? "nothing")}\``);
}

/** Without a payload nothing tells one deployment of a commit from another. */
async function find(client: Client, { commit, environment, payload }: DeploymentWish): Promise<number | null> {
  if (Object.keys(payload).length === 0) return null;
  const ask = { deed: `look for the deployment to \`${environment}\``, permissions: ["deployments: read"] as const };
  const list = await client.rest(ask, ({ repos }, here) =>
    repos.listDeployments({ ...here, sha: commit, environment, per_page: 100 }),
  );
  return list.find((known) => isSame(known.payload, payload))?.id ?? null;
}

function isSame(known: unknown, payload: Readonly<Record<string, string>>): boolean {
  const held: unknown = typeof known === "string" ? parsed(known) : known;
  if (typeof held !== "object" || held === null) return false;
  return Object.entries(payload).every(([key, value]) => (held as Record<string, unknown>)[key] === value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
