import { fill } from "../description/fill.ts";
import { writeRef } from "../origin.ts";
import {
  type Ask,
  commitAt,
  created,
  invalid,
  notFound,
  type Operations,
  ok,
  page,
  unprocessable,
  userOf,
} from "../place.ts";
import type { State } from "../state.ts";
import { commitShape, pageOf, repositoryUrl, simpleUser } from "./shapes.ts";

/** The repository, its branches, refs and commits. */
export const repositoryOperations: Operations = {
  "repos/get": (ask) => ok(fill("full-repository", repositoryFacts(ask))),
  "repos/list-branches": (ask) => {
    const { items, headers } = page(ask, Object.entries(branchesOf(ask.state)));
    return ok(
      items.map(([name, sha]) => fill("short-branch", branchFacts(ask, name, { sha, url: commitUrl(ask, sha) }))),
      headers,
    );
  },
  "repos/get-branch": (ask) => {
    const { branch = "" } = ask.path;
    const sha = branchesOf(ask.state)[branch];
    if (sha === undefined) return { status: 404, body: { message: "Branch not found", status: "404" } };
    return ok(fill("branch-with-protection", branchFacts(ask, branch, commitShape(ask, knownCommit(ask.state, sha)))));
  },
  "repos/get-commit": (ask) => {
    const sha = commitAt(ask.state, ask.path.ref ?? "");
    if (sha === undefined) return unprocessable(`No commit found for SHA: ${ask.path.ref}`);
    return ok(commitShape(ask, knownCommit(ask.state, sha)));
  },
  "repos/compare-commits-with-basehead": (ask) => comparison(ask),
  "git/get-ref": (ask) => {
    const ref = `refs/${ask.path.ref}`;
    const sha = ask.state.refs[ref];
    return sha === undefined ? notFound() : ok(refShape(ask, ref, sha));
  },
  "git/create-ref": (ask) => {
    const { ref, sha } = ask.body;
    if (!/^refs\/.+\/.+|^refs\/(heads|tags)\/.+/.test(ref)) return unprocessable("Reference name is not valid");
    if (ask.state.refs[ref] !== undefined) return unprocessable("Reference already exists");
    if (ask.state.commits[sha] === undefined) return unprocessable("Object does not exist");
    if (ask.origin !== null) writeRef(ask.origin, ref, sha);
    ask.state.refs[ref] = sha;
    return created(refShape(ask, ref, sha));
  },
  "users/get-by-username": (ask) => {
    const user = ask.state.users.find(({ login }) => login.toLowerCase() === ask.path.username?.toLowerCase());
    return user === undefined ? notFound() : ok(personShape(ask, user.login));
  },
  "users/get-authenticated": (ask) => ok(personShape(ask, ask.caller.login ?? "")),
  "teams/get-by-name": (ask) => {
    const slug = `${ask.path.org}/${ask.path.team_slug}`;
    const team = ask.state.teams.find((one) => one.slug === slug);
    if (team === undefined) return notFound();
    const [, name = ""] = slug.split("/");
    return ok(fill("team-full", { id: team.id, slug: name, name, members_count: team.members.length }));
  },
  "rate-limit/get": () => {
    const rate = { limit: 5000, remaining: 4999, reset: Math.ceil(Date.now() / 1000) + 3600, used: 1 };
    return ok(fill("rate-limit-overview", { resources: { core: rate, search: rate, graphql: rate }, rate }));
  },
  "actions/get-github-actions-default-workflow-permissions-repository": ({ state }) =>
    ok({
      default_workflow_permissions: state.repository.workflowPermissions,
      can_approve_pull_request_reviews: state.repository.mayActionsOpenPulls,
    }),
};

function repositoryFacts(ask: Ask): Readonly<Record<string, unknown>> {
  const { repository } = ask.state;
  const [owner = "", name] = repository.full_name.split("/");
  return {
    id: 1,
    node_id: "R_1",
    name,
    full_name: repository.full_name,
    owner: simpleUser(ask, owner),
    private: repository.isPrivate,
    visibility: repository.isPrivate ? "private" : "public",
    default_branch: repository.defaultBranch,
    url: repositoryUrl(ask),
    html_url: pageOf(ask),
    organization: userOf(ask.state, owner).type === "Organization" ? simpleUser(ask, owner) : undefined,
  };
}

function personShape(ask: Ask, login: string): unknown {
  const user = userOf(ask.state, login);
  return fill("public-user", { login: user.login, id: user.id, type: user.type, node_id: `U_${user.id}` });
}

function branchesOf(state: State): Record<string, string> {
  const heads = Object.entries(state.refs).filter(([ref]) => ref.startsWith("refs/heads/"));
  return Object.fromEntries(heads.map(([ref, sha]) => [ref.replace("refs/heads/", ""), sha]));
}

function branchFacts(ask: Ask, name: string, commit: unknown): Readonly<Record<string, unknown>> {
  return { name, commit, protected: ask.state.protectedBranches.includes(name) };
}

const commitUrl = (ask: Ask, sha: string): string => `${repositoryUrl(ask)}/commits/${sha}`;

function refShape(ask: Ask, ref: string, sha: string): unknown {
  const url = `${repositoryUrl(ask)}/git/${ref}`;
  return fill("git-ref", {
    ref,
    node_id: `REF_${ref}`,
    url,
    object: { type: "commit", sha, url: commitUrl(ask, sha) },
  });
}

/** A commit of which the state knows no more than that a branch stands at it. */
function knownCommit(state: State, sha: string): State["commits"][string] {
  return (
    state.commits[sha] ?? { sha, parents: [], message: "", author: "alice", email: "", date: "2026-11-20T12:00:00Z" }
  );
}

/** A commit and all that it descends from. */
export function ancestors(state: State, sha: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [sha];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(state.commits[next]?.parents ?? []));
  }
  return seen;
}

function comparison(ask: Ask): ReturnType<NonNullable<Operations["repos/get"]>> {
  const { state, path } = ask;
  const [base, head] = (path.basehead ?? "").split("...").map((ref) => commitAt(state, ref));
  if (base === undefined || head === undefined) return notFound();
  const before = ancestors(state, base);
  const after = ancestors(state, head);
  const common = [...after].find((sha) => before.has(sha));
  if (common === undefined) return invalid("Comparison", "basehead", "No common ancestor");
  const ahead = [...after].filter((sha) => !before.has(sha)).reverse();
  const behind = [...before].filter((sha) => !after.has(sha));
  const status =
    ahead.length > 0 ? (behind.length > 0 ? "diverged" : "ahead") : behind.length > 0 ? "behind" : "identical";
  const { items, headers } = page({ ...ask, query: withSize(ask.query, 250) }, ahead);
  const facts = {
    url: `${repositoryUrl(ask)}/compare/${path.basehead}`,
    html_url: `${pageOf(ask)}/compare/${path.basehead}`,
    base_commit: commitShape(ask, knownCommit(state, base)),
    merge_base_commit: commitShape(ask, knownCommit(state, common)),
    ...{ status, ahead_by: ahead.length, behind_by: behind.length, total_commits: ahead.length },
    commits: items.map((sha) => commitShape(ask, knownCommit(state, sha))),
  };
  return ok(fill("commit-comparison", facts), headers);
}

function withSize(query: URLSearchParams, size: number): URLSearchParams {
  const sized = new URLSearchParams(query);
  if (!sized.has("per_page")) sized.set("per_page", String(size));
  return sized;
}
