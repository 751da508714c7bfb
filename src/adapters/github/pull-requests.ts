import type { GitHub, PullRequest } from "../../stages/ports/github.ts";
import type { Client } from "./client.ts";
import { type Comment, ours } from "./comments.ts";
import { pullRequestsDocument } from "./documents.ts";
import { commitId } from "./segments.ts";

interface Node {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly merged: boolean;
  readonly mergedAt: string | null;
  readonly baseRefName: string;
  readonly author: { readonly login: string } | null;
  readonly mergeCommit: { readonly oid: string } | null;
  readonly comments: { readonly nodes: readonly Comment[] };
}

interface Answer {
  readonly repository: Readonly<
    Record<string, { readonly associatedPullRequests?: { readonly nodes: readonly Node[] } | null } | null>
  >;
}

/** Commits that one call asks about. */
const atOnce = 50;

export function pullRequestsOf(client: Client): Pick<GitHub, "pullRequestsOf"> {
  return {
    async pullRequestsOf(commits, marker) {
      const wanted = [...new Set(commits.map(commitId))];
      const found = new Map<number, PullRequest>();
      for (let from = 0; from < wanted.length; from += atOnce) {
        for (const node of await read(client, wanted.slice(from, from + atOnce))) {
          // One that is merged elsewhere only, or not yet, has not brought the commit here.
          if (node.merged) found.set(node.number, pullRequest(node, marker));
        }
      }
      return [...found.values()].sort((a, b) => Date.parse(b.mergedAt ?? "") - Date.parse(a.mergedAt ?? ""));
    },
  };
}

async function read(client: Client, commits: readonly string[]): Promise<readonly Node[]> {
  const [owner, name] = client.repository.split("/");
  const ask = {
    deed: `find the pull requests of ${commits.length} commits`,
    permissions: ["pull-requests: read", "contents: read"] as const,
  };
  const ids = Object.fromEntries(commits.map((commit, i) => [`c${i}`, commit]));
  const variables = { owner, name, ...ids };
  const { repository } = await client.graphql<Answer>(ask, pullRequestsDocument(commits.length), variables);
  return Object.values(repository).flatMap((commit) => commit?.associatedPullRequests?.nodes ?? []);
}

function pullRequest(node: Node, marker: string): PullRequest {
  const comment = ours(node.comments.nodes, marker);
  return {
    id: node.id,
    number: node.number,
    title: node.title,
    author: node.author?.login ?? "ghost",
    url: node.url,
    mergedAt: node.mergedAt,
    mergeCommit: node.mergeCommit?.oid ?? null,
    baseBranch: node.baseRefName,
    comment: comment === null ? null : { id: comment.id, url: comment.url, body: comment.body },
  };
}
