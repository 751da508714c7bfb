import { fill } from "../description/fill.ts";
import { type Place, userOf } from "../place.ts";
import type { Comment, Commit, Pull } from "../state.ts";

/** A person as GitHub shows one inside of something else. */
export function simpleUser(place: Place, login: string): unknown {
  const { id, type } = userOf(place.state, login);
  const url = `${place.apiUrl}/users/${encodeURIComponent(login)}`;
  const profile = `${place.url}/${encodeURI(login.replace(/^(.+)\[bot\]$/, "apps/$1"))}`;
  return fill("simple-user", { login, id, type, node_id: `U_${id}`, url, html_url: profile });
}

/** The repository's own part of an API path. */
export const repositoryUrl = ({ apiUrl, state }: Place): string => `${apiUrl}/repos/${state.repository.full_name}`;

/** The repository's page. */
export const pageOf = ({ url, state }: Place): string => `${url}/${state.repository.full_name}`;

export function commitShape(place: Place, { sha, parents, message, author, email, date }: Commit): unknown {
  const url = `${repositoryUrl(place)}/commits/${sha}`;
  const person = { name: author, email, date };
  return fill("commit", {
    sha,
    node_id: `C_${sha}`,
    url,
    html_url: `${pageOf(place)}/commit/${sha}`,
    commit: { message, author: person, committer: person, tree: { sha, url }, url, comment_count: 0 },
    author: simpleUser(place, author),
    committer: simpleUser(place, author),
    parents: parents.map((parent) => ({ sha: parent, url: `${repositoryUrl(place)}/commits/${parent}` })),
  });
}

/** A comment on an issue or a pull request. */
export function commentShape(place: Place, comment: Comment): unknown {
  return fill("issue-comment", {
    id: comment.id,
    node_id: `IC_${comment.id}`,
    url: `${repositoryUrl(place)}/issues/comments/${comment.id}`,
    html_url: commentPage(place, comment),
    issue_url: `${repositoryUrl(place)}/issues/${comment.number}`,
    body: comment.body,
    user: simpleUser(place, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: "MEMBER",
  });
}

export function commentPage(place: Place, { number, id }: Comment): string {
  return `${pageOf(place)}/pull/${number}#issuecomment-${id}`;
}

/** A pull request: `pull-request` for one alone, `pull-request-simple` in lists. */
export function pullShape(place: Place, pull: Pull, name: "pull-request" | "pull-request-simple"): unknown {
  const alone = {
    merged: pull.mergedAt !== null,
    mergeable: pull.state === "open" ? true : null,
    mergeable_state: pull.state === "open" ? "clean" : "unknown",
    comments: place.state.comments.filter(({ number }) => number === pull.number).length,
    commits: Math.max(1, pull.commits.length),
  };
  return fill(name, {
    id: 1_000_000 + pull.number,
    node_id: `PR_${pull.number}`,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    body: pull.body,
    user: simpleUser(place, pull.author),
    url: `${repositoryUrl(place)}/pulls/${pull.number}`,
    html_url: `${pageOf(place)}/pull/${pull.number}`,
    issue_url: `${repositoryUrl(place)}/issues/${pull.number}`,
    head: endShape(place, pull.head, pull.headSha),
    base: endShape(place, pull.base, place.state.refs[`refs/heads/${pull.base}`] ?? "0".repeat(40)),
    merge_commit_sha: pull.mergeCommit,
    merged_at: pull.mergedAt,
    closed_at: pull.state === "closed" ? (pull.mergedAt ?? pull.createdAt) : null,
    created_at: pull.createdAt,
    updated_at: pull.mergedAt ?? pull.createdAt,
    author_association: "MEMBER",
    draft: false,
    ...(name === "pull-request" ? alone : {}),
  });
}

function endShape(place: Place, ref: string, sha: string): unknown {
  const [owner = ""] = place.state.repository.full_name.split("/");
  return { label: `${owner}:${ref}`, ref, sha, user: simpleUser(place, owner) };
}
