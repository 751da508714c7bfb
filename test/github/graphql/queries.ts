import { commitAt } from "../place.ts";
import { pageOf } from "../rest/shapes.ts";
import {
  actor,
  commentSource,
  commitSource,
  deploymentList,
  deploymentSource,
  issueSource,
  pullSource,
} from "./shapes.ts";
import { type Args, type Asked, ask, connection, type Source } from "./source.ts";

/** The fields of `Query`. */
export function queries(asked: Asked): Source {
  return {
    repository: ({ owner, name }: Args) => {
      if (`${owner}/${name}`.toLowerCase() !== asked.state.repository.full_name.toLowerCase())
        throw ask.error("NOT_FOUND", `Could not resolve to a Repository with the name '${owner}/${name}'.`);
      if (asked.state.repository.isPrivate) ask.permission(asked, ["contents", "read"], ["metadata", "read"]);
      return repository(asked);
    },
    viewer: { ...actor(asked, asked.caller.login ?? ""), login: asked.caller.login },
    node: ({ id }: Args) => node(asked, id),
    nodes: ({ ids }: Args) => ids.map((id: string) => node(asked, id)),
    rateLimit: { limit: 5000, cost: 1, remaining: 4999, used: 1, nodeCount: 0, resetAt: asked.now() },
  };
}

function repository(asked: Asked): Source {
  const { state } = asked;
  const [owner = "", name] = state.repository.full_name.split("/");
  const refs = Object.entries(state.refs);
  const ref = (full: string) =>
    state.refs[full] === undefined
      ? null
      : {
          ...{ id: `REF_${full}`, name: full.split("/").slice(2).join("/"), prefix: "refs/heads/" },
          target: () => commitSource(asked, state.refs[full] ?? ""),
        };
  return {
    ...{ id: "R_1", databaseId: 1, name, nameWithOwner: state.repository.full_name, url: pageOf(asked) },
    ...{ isPrivate: state.repository.isPrivate, owner: actor(asked, owner), isArchived: false },
    defaultBranchRef: () => ref(`refs/heads/${state.repository.defaultBranch}`),
    ref: ({ qualifiedName }: Args) =>
      ref(
        [qualifiedName, `refs/heads/${qualifiedName}`, `refs/tags/${qualifiedName}`].find((one) => state.refs[one]) ??
          "",
      ),
    refs: (args: Args) =>
      connection(
        refs.filter(([full]) => full.startsWith(args.refPrefix)),
        args,
        ([full]) => ref(full) ?? {},
      ),
    object: ({ oid, expression }: Args) => {
      ask.permission(asked, ["contents", "read"]);
      const sha = commitAt(state, oid ?? expression ?? "");
      return sha === undefined ? null : commitSource(asked, sha);
    },
    deployments: (args: Args) => {
      ask.permission(asked, ["deployments", "read"]);
      return connection(deploymentList(asked, args), args, (one) => deploymentSource(asked, one));
    },
    environment: (args: Args) => environment(asked, args.name),
    pullRequest: ({ number }: Args) => {
      ask.permission(asked, ["pull_requests", "read"]);
      const pull = state.pulls.find((one) => one.number === number);
      if (pull === undefined)
        throw ask.error("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${number}.`);
      return pullSource(asked, pull);
    },
    pullRequests: (args: Args) => {
      ask.permission(asked, ["pull_requests", "read"]);
      const found = state.pulls.filter(
        (pull) =>
          (args.headRefName === undefined || pull.head === args.headRefName) &&
          (args.baseRefName === undefined || pull.base === args.baseRefName) &&
          (args.states === undefined || args.states.includes(pullSource(asked, pull).state)),
      );
      return connection(inOrder(found, args), args, (pull) => pullSource(asked, pull));
    },
    issues: (args: Args) => {
      ask.permission(asked, ["issues", "read"]);
      const { states: only, labels } = args;
      const found = state.issues.filter(
        (issue) =>
          (only === undefined || only.includes(issue.state.toUpperCase())) &&
          (labels === undefined || labels.some((label: string) => issue.labels.includes(label))),
      );
      return connection(inOrder(found, args), args, (issue) => issueSource(asked, issue));
    },
  };
}

/** By number, which is the order of creation; newest last unless the query says otherwise. */
function inOrder<T extends { readonly number: number }>(items: readonly T[], { orderBy }: Args): readonly T[] {
  const sign = orderBy?.direction === "DESC" ? -1 : 1;
  return items.toSorted((a, b) => sign * (a.number - b.number));
}

function environment(asked: Asked, name: string): Source | null {
  const found = asked.state.environments.find((one) => one.name === name);
  if (found === undefined) return null;
  const ended = deploymentList(asked, { environments: [name], orderBy: { direction: "DESC" } }).find((one) =>
    ["success", "failure", "error"].includes(one.statuses.at(-1)?.state ?? ""),
  );
  const latestCompletedDeployment = () => (ended === undefined ? null : deploymentSource(asked, ended));
  return { id: `EN_${found.id}`, databaseId: found.id, name, latestCompletedDeployment };
}

/** Whatever has a global id. */
export function node(asked: Asked, id: string): Source | null {
  const { state } = asked;
  const number = Number(id.split("_")[1]);
  const pull = id.startsWith("PR_") ? state.pulls.find((one) => one.number === number) : undefined;
  const comment = id.startsWith("IC_") ? state.comments.find((one) => one.id === number) : undefined;
  const issue = id.startsWith("I_") ? state.issues.find((one) => one.number === number) : undefined;
  const deployment = id.startsWith("DE_") ? state.deployments.find((one) => one.id === number) : undefined;
  if (pull !== undefined) return pullSource(asked, pull);
  if (comment !== undefined) return commentSource(asked, comment);
  if (issue !== undefined) return issueSource(asked, issue);
  if (deployment !== undefined) return deploymentSource(asked, deployment);
  throw ask.error("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'.`);
}
