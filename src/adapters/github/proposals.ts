import { ServiceError } from "../../kit/errors.ts";
import type { GitHub, Link } from "../../stages/ports/github.ts";
import type { Client } from "./client.ts";
import { cutBody, cutLine } from "./cut.ts";
import { openPullRequestsDocument, revertDocument } from "./documents.ts";
import { type Ask, isRequestFailure } from "./errors.ts";
import { createOnce } from "./once.ts";

type RevertWish = Parameters<GitHub["revertPullRequest"]>[0];
type OpenWish = Parameters<GitHub["openPullRequest"]>[0];

interface Reverted {
  readonly revertPullRequest: { readonly revertPullRequest: Link | null } | null;
}

interface Open {
  readonly repository: {
    readonly pullRequests: {
      readonly nodes: readonly (Link & {
        readonly title: string;
        readonly body: string;
        readonly viewerDidAuthor: boolean;
      })[];
    };
  };
}

const permissions = ["contents: write", "pull-requests: write"] as const;

/** GitHub's limit for titles. */
export const longestTitle = 256;

export function proposalsOf(client: Client): Pick<GitHub, "revertPullRequest" | "openPullRequest"> {
  return {
    async revertPullRequest(wish) {
      const whole = { id: wish.id, title: cutLine(wish.title, longestTitle), body: cutBody(wish.body) };
      return createOnce(client, { create: () => revert(client, whole), find: () => findByText(client, whole) });
    },
    async openPullRequest(wish) {
      const whole = { ...wish, title: cutLine(wish.title, longestTitle), body: cutBody(wish.body) };
      const find = () => findByHead(client, whole);
      return (await find()) ?? createOnce(client, { create: () => open(client, whole), find });
    },
  };
}

async function revert(client: Client, { id, title, body }: RevertWish): Promise<Link> {
  const ask: Ask = {
    deed: "open a pull request that reverts another",
    named: "such pull request",
    permissions,
    isCreate: true,
  };
  const input = { pullRequestId: id, title, body };
  const answer = await client.graphql<Reverted>(ask, revertDocument, { input });
  const link = answer.revertPullRequest?.revertPullRequest ?? null;
  if (link !== null) return { number: link.number, url: link.url };
  throw new ServiceError(`cannot ${ask.deed}: GitHub's answer holds nothing`);
}

async function findByText(client: Client, { title, body }: RevertWish): Promise<Link | null> {
  const [owner, name] = client.repository.split("/");
  const ask = { deed: "look for the pull request that reverts", permissions: ["pull-requests: read"] as const };
  const { repository } = await client.graphql<Open>(ask, openPullRequestsDocument, { owner, name });
  const bare = (text: string) => text.replaceAll("\r\n", "\n").trim();
  const found = repository.pullRequests.nodes.find(
    (known) => known.viewerDidAuthor && bare(known.title) === bare(title) && bare(known.body) === bare(body),
  );
  return found === undefined ? null : { number: found.number, url: found.url };
}

async function open(client: Client, { head, base, title, body }: OpenWish): Promise<Link> {
  const ask: Ask = {
    deed: `open a pull request of \`${head}\``,
    named: `branch \`${head}\``,
    permissions,
    isCreate: true,
  };
  try {
    const made = await client.rest(ask, ({ pulls }, here) => pulls.create({ ...here, head, base, title, body }));
    return { number: made.number, url: made.html_url };
  } catch (error) {
    // Somebody was faster.
    const isConflict = error instanceof Error && isRequestFailure(error.cause) && error.cause.status === 422;
    const found = isConflict ? await findByHead(client, { head, base }) : null;
    if (found !== null) return found;
    throw error;
  }
}

async function findByHead(client: Client, { head, base }: Pick<OpenWish, "head" | "base">): Promise<Link | null> {
  const ask = { deed: `look for a pull request of \`${head}\``, permissions: ["pull-requests: read"] as const };
  const from = head.includes(":") ? head : `${client.owner}:${head}`;
  const [found] = await client.rest(ask, ({ pulls }, here) => pulls.list({ ...here, state: "open", head: from, base }));
  return found === undefined ? null : { number: found.number, url: found.html_url };
}
