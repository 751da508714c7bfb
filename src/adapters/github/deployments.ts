import type { DeploymentFact, DeploymentState, GitHub } from "../../stages/ports/github.ts";
import type { Client } from "./client.ts";
import { createDeployment, longestDescription } from "./create-deployment.ts";
import { cutLine } from "./cut.ts";
import { deploymentsDocument } from "./documents.ts";

interface Node {
  readonly databaseId: number | null;
  readonly commitOid: string;
  readonly task: string | null;
  readonly createdAt: string;
  readonly state: string | null;
  readonly latestStatus: {
    readonly state: string;
    readonly description: string | null;
    readonly logUrl: string | null;
    readonly environmentUrl: string | null;
  } | null;
  readonly statuses: { readonly nodes: readonly { readonly state: string }[] } | null;
}

interface Answer {
  readonly repository: { readonly deployments: { readonly nodes: readonly Node[] } };
}

export function deploymentsOf(
  client: Client,
): Pick<GitHub, "deployments" | "createDeployment" | "setDeploymentStatus"> {
  const [owner, name] = client.repository.split("/");
  return {
    async deployments(environment) {
      const ask = { deed: `read the deployments of \`${environment}\``, permissions: ["deployments: read"] as const };
      const variables = { owner, name, environment };
      const { repository } = await client.graphql<Answer>(ask, deploymentsDocument, variables);
      return repository.deployments.nodes.flatMap(fact);
    },
    createDeployment: (wish) => createDeployment(client, wish),
    async setDeploymentStatus(deployment, { state, description, logUrl, environmentUrl }) {
      const ask = {
        deed: `set deployment ${deployment} to \`${state}\``,
        named: `deployment ${deployment}`,
        permissions: ["deployments: write"] as const,
      };
      await client.rest(ask, ({ repos }, here) =>
        repos.createDeploymentStatus({
          ...here,
          deployment_id: deployment,
          state,
          description: cutLine(description, longestDescription),
          ...(logUrl === null ? {} : { log_url: logUrl }),
          ...(environmentUrl === null ? {} : { environment_url: environmentUrl }),
          // Left to GitHub it would touch the deployments that jobs make, and none of production.
          auto_inactive: false,
        }),
      );
    },
  };
}

const states: Readonly<Record<string, DeploymentState>> = {
  SUCCESS: "success",
  ACTIVE: "success",
  FAILURE: "failure",
  ERROR: "error",
  IN_PROGRESS: "in_progress",
  QUEUED: "queued",
  INACTIVE: "inactive",
  ABANDONED: "inactive",
  DESTROYED: "inactive",
};

function fact({
  databaseId,
  commitOid,
  task,
  createdAt,
  state,
  latestStatus,
  statuses,
}: Node): readonly DeploymentFact[] {
  if (databaseId === null) return [];
  const newest = states[latestStatus?.state ?? state ?? ""] ?? "pending";
  return [
    {
      id: databaseId,
      commit: commitOid,
      task: task ?? "deploy",
      createdAt,
      state: newest,
      description: latestStatus?.description ?? "",
      wasGood: newest === "success" || (statuses?.nodes ?? []).some((status) => status.state === "SUCCESS"),
      url: latestStatus?.logUrl ?? latestStatus?.environmentUrl ?? null,
    },
  ];
}
