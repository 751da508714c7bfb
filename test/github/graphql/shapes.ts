import { userOf } from "../place.ts";
import { checkPage, newestChecks, newestStatuses } from "../rest/checks.ts";
import { newestFirst } from "../rest/deployments.ts";
import { pullsWith } from "../rest/pulls.ts";
import { commentPage, pageOf } from "../rest/shapes.ts";
import type { CheckRun, Comment, Commit, CommitStatus, Deployment, DeploymentStatus, Issue, Pull } from "../state.ts";
import { type Args, type Asked, ask, connection, type Source } from "./source.ts";

const types: Readonly<Record<string, string>> = { User: "User", Bot: "Bot", Organization: "Organization" };

/** Who did it; GraphQL shows apps without `[bot]`. */
export function actor(asked: Asked, login: string): Source {
  const user = userOf(asked.state, login);
  const shown = login.replace(/\[bot\]$/, "");
  const url = `${asked.url}/${user.type === "Bot" ? `apps/${shown}` : shown}`;
  return {
    __typename: types[user.type],
    login: shown,
    databaseId: user.id,
    id: `U_${user.id}`,
    url,
    resourcePath: url,
  };
}

export function commentSource(asked: Asked, comment: Comment): Source {
  return {
    __typename: "IssueComment",
    id: `IC_${comment.id}`,
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    body: comment.body,
    url: commentPage(asked, comment),
    author: actor(asked, comment.author),
    viewerDidAuthor: comment.author === asked.caller.login,
    viewerCanUpdate: comment.author === asked.caller.login,
    isMinimized: false,
    createdAt: comment.createdAt,
    updatedAt: comment.updatedAt,
  };
}

export function pullSource(asked: Asked, pull: Pull): Source {
  const { state } = asked;
  return {
    __typename: "PullRequest",
    id: `PR_${pull.number}`,
    databaseId: 1_000_000 + pull.number,
    fullDatabaseId: String(1_000_000 + pull.number),
    number: pull.number,
    title: pull.title,
    body: pull.body,
    author: actor(asked, pull.author),
    viewerDidAuthor: pull.author === asked.caller.login,
    url: `${pageOf(asked)}/pull/${pull.number}`,
    state: pull.mergedAt !== null ? "MERGED" : pull.state.toUpperCase(),
    merged: pull.mergedAt !== null,
    mergedAt: pull.mergedAt,
    createdAt: pull.createdAt,
    closed: pull.state === "closed",
    isDraft: false,
    locked: false,
    mergeCommit: () => (pull.mergeCommit === null ? null : commitSource(asked, pull.mergeCommit)),
    baseRefName: pull.base,
    headRefName: pull.head,
    headRefOid: pull.headSha,
    labels: (args: Args) => connection([], args, () => ({})),
    comments: (args: Args) =>
      connection(
        state.comments.filter(({ number }) => number === pull.number).toSorted(byOrder(args)),
        args,
        (comment) => commentSource(asked, comment),
      ),
    commits: (args: Args) =>
      connection(pull.commits, args, (sha) => ({ id: `PRC_${sha}`, commit: commitSource(asked, sha) })),
    repository: () => ({ id: "R_1", nameWithOwner: state.repository.full_name }),
  };
}

export function issueSource(asked: Asked, issue: Issue): Source {
  const url = `${pageOf(asked)}/issues/${issue.number}`;
  const { number, title, body, createdAt } = issue;
  const facts = { number, title, body, createdAt, url, state: issue.state.toUpperCase() };
  const viewerDidAuthor = issue.author === asked.caller.login;
  return { __typename: "Issue", id: `I_${number}`, ...facts, viewerDidAuthor, author: actor(asked, issue.author) };
}

function byOrder({ orderBy }: Args): (a: Comment, b: Comment) => number {
  const sign = orderBy?.direction === "DESC" ? -1 : 1;
  return (a, b) => sign * (a.updatedAt.localeCompare(b.updatedAt) || a.id - b.id) * (orderBy === undefined ? 0 : 1);
}

/** A commit, also one of which the state knows the sha alone. */
export function commitSource(asked: Asked, sha: string): Source {
  const { state } = asked;
  const commit: Commit | undefined = state.commits[sha];
  const message = commit?.message ?? "";
  return {
    __typename: "Commit",
    id: `C_${sha}`,
    oid: sha,
    abbreviatedOid: sha.slice(0, 7),
    message,
    messageHeadline: message.split("\n")[0],
    url: `${pageOf(asked)}/commit/${sha}`,
    committedDate: commit?.date ?? asked.now(),
    authoredDate: commit?.date ?? asked.now(),
    author: { name: commit?.author ?? "", email: commit?.email ?? "", user: commit && actor(asked, commit.author) },
    associatedPullRequests: (args: Args) => {
      ask.permission(asked, ["pull_requests", "read"]);
      return connection(pullsWith(state.pulls, sha), args, (pull) => pullSource(asked, pull));
    },
    statusCheckRollup: () => rollup(asked, sha),
    parents: (args: Args) => connection(commit?.parents ?? [], args, (parent) => commitSource(asked, parent)),
  };
}

function rollup(asked: Asked, sha: string): Source | null {
  ask.permission(asked, ["checks", "read"], ["statuses", "read"]);
  const checks = newestChecks(asked.state.checks.filter((check) => check.sha === sha));
  const statuses = newestStatuses(asked.state, sha);
  if (checks.length + statuses.length === 0) return null;
  const contexts = [
    ...checks.map((check) => checkSource(asked, check)),
    ...statuses.map((status) => statusSource(asked, status)),
  ];
  const states = [...checks.map(stateOfCheck), ...statuses.map(({ state }) => state.toUpperCase())];
  const state = ["FAILURE", "ERROR", "PENDING"].find((one) => states.includes(one)) ?? "SUCCESS";
  return { id: `SCR_${sha}`, state, contexts: (args: Args) => connection(contexts, args, (context) => context) };
}

function stateOfCheck({ status, conclusion }: CheckRun): string {
  if (status !== "completed") return "PENDING";
  return ["success", "neutral", "skipped"].includes(conclusion ?? "") ? "SUCCESS" : "FAILURE";
}

function checkSource(asked: Asked, check: CheckRun): Source {
  const known = asked.state.runs.find(({ id }) => id === check.run);
  const workflow = { id: `W_${known?.path}`, name: known?.name ?? "ci" };
  const run =
    check.run === null
      ? null
      : { id: `WFR_${check.run}`, databaseId: check.run, event: known?.event ?? "push", workflow };
  return {
    __typename: "CheckRun",
    ...{ id: `CR_${check.id}`, databaseId: check.id, name: check.name, status: check.status.toUpperCase() },
    ...{
      conclusion: check.conclusion?.toUpperCase() ?? null,
      startedAt: check.startedAt,
      completedAt: check.completedAt,
    },
    ...{ detailsUrl: checkPage(asked, check), url: checkPage(asked, check), permalink: checkPage(asked, check) },
    isRequired: false,
    checkSuite: {
      id: `CS_${check.run ?? check.id}`,
      app: { id: `A_${check.app}`, slug: check.app, name: check.app },
      workflowRun: run && { ...run, url: `${pageOf(asked)}/actions/runs/${check.run}` },
    },
  };
}

function statusSource(asked: Asked, status: CommitStatus): Source {
  return {
    __typename: "StatusContext",
    ...{ id: `SC_${status.id}`, context: status.context, state: status.state.toUpperCase() },
    ...{ description: status.description, targetUrl: status.url, createdAt: status.createdAt, isRequired: false },
    commit: () => commitSource(asked, status.sha),
  };
}

/** Deployments of some environments in the order that was asked for: GitHub's own is oldest first. */
export function deploymentList({ state }: Asked, { environments, orderBy }: Args): readonly Deployment[] {
  const found = state.deployments.filter(
    (one) => environments === undefined || environments === null || environments.includes(one.environment),
  );
  const sorted = found.toSorted(newestFirst);
  return orderBy?.direction === "DESC" ? sorted : sorted.reverse();
}

export function deploymentSource(asked: Asked, one: Deployment): Source {
  const statuses = one.statuses.toReversed();
  const payload = typeof one.payload === "string" ? one.payload : JSON.stringify(one.payload);
  return {
    __typename: "Deployment",
    ...{ id: `DE_${one.id}`, databaseId: one.id, commitOid: one.sha, task: one.task, environment: one.environment },
    ...{ originalEnvironment: one.environment, latestEnvironment: one.environment, description: one.description },
    ...{ payload, createdAt: one.createdAt, updatedAt: one.statuses.at(-1)?.createdAt ?? one.createdAt },
    state: deploymentState(one),
    creator: actor(asked, one.creator),
    commit: () => commitSource(asked, one.sha),
    ref: () => (asked.state.refs[`refs/heads/${one.ref}`] ? { id: `REF_${one.ref}`, name: one.ref } : null),
    latestStatus: () => (statuses[0] === undefined ? null : deploymentStatusSource(asked, statuses[0])),
    statuses: (args: Args) => connection(statuses, args, (status) => deploymentStatusSource(asked, status)),
  };
}

/** GitHub's own word: a success is ACTIVE, and one without any status PENDING. */
function deploymentState({ statuses }: Deployment): string {
  const newest = statuses.at(-1)?.state ?? "pending";
  return newest === "success" ? "ACTIVE" : newest.toUpperCase();
}

function deploymentStatusSource(asked: Asked, status: DeploymentStatus): Source {
  const link = (text: string) => (text === "" ? null : text);
  return {
    ...{ id: `DES_${status.id}`, state: status.state.toUpperCase(), description: status.description },
    ...{ logUrl: link(status.logUrl), environmentUrl: link(status.environmentUrl) },
    ...{ createdAt: status.createdAt, updatedAt: status.createdAt, creator: actor(asked, status.creator) },
  };
}
