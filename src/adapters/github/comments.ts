import { ServiceError } from "../../kit/errors.ts";
import type { CommentResult, GitHub } from "../../stages/ports/github.ts";
import type { Client } from "./client.ts";
import { commentsDocument } from "./documents.ts";
import { writeAll } from "./write-comments.ts";

export interface Comment {
  readonly id: string;
  readonly url: string;
  readonly body: string;
  readonly viewerDidAuthor: boolean;
}

interface Page {
  readonly pageInfo: { readonly hasPreviousPage: boolean; readonly startCursor: string | null };
  readonly nodes: readonly Comment[];
}

interface Answer {
  readonly repository: { readonly pullRequest: { readonly id: string; readonly comments: Page } | null };
}

/** A thousand comments; ours is hardly older than all of them. */
const mostPages = 10;

/** The newest that the token's owner wrote with this in it: anybody can write a marker into a comment of their own. */
export function ours<T extends Pick<Comment, "body" | "viewerDidAuthor">>(
  comments: readonly T[],
  marker: string,
): T | null {
  return comments.findLast(({ body, viewerDidAuthor }) => viewerDidAuthor && body.includes(marker)) ?? null;
}

export function commentsOf(client: Client): Pick<GitHub, "writeComments" | "commentOn"> {
  return {
    writeComments: (comments) => writeAll(client, comments),
    async commentOn(number, marker, body) {
      const { id, comment } = await findComment(client, number, marker);
      const marked = body.includes(marker) ? body : `${marker}\n${body}`;
      const [result] = await writeAll(client, [{ pullRequest: { id, number }, comment, body: marked }]);
      return result as CommentResult;
    },
  };
}

async function findComment(client: Client, number: number, marker: string) {
  const [owner, name] = client.repository.split("/");
  const ask = {
    deed: `read the comments on pull request #${number}`,
    named: `pull request #${number}`,
    permissions: ["pull-requests: read"] as const,
  };
  let before: string | null = null;
  for (let page = 1; ; page++) {
    const answer: Answer = await client.graphql(ask, commentsDocument, { owner, name, number, before });
    const { pullRequest } = answer.repository;
    if (pullRequest === null) throw new ServiceError(`cannot ${ask.deed}: GitHub's answer holds nothing`);
    const { nodes, pageInfo } = pullRequest.comments;
    const comment = ours(nodes, marker)?.id ?? null;
    if (comment !== null || !pageInfo.hasPreviousPage || page === mostPages) return { id: pullRequest.id, comment };
    before = pageInfo.startCursor;
  }
}
