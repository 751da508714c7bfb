import type { GitHub, Link } from "../../stages/ports/github.ts";
import type { Client } from "./client.ts";
import { ours } from "./comments.ts";
import { cutBody, cutLine } from "./cut.ts";
import { openIssuesDocument } from "./documents.ts";
import { createOnce } from "./once.ts";
import { longestTitle } from "./proposals.ts";

type Wish = Parameters<GitHub["openIssue"]>[0];

interface Page {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly (Link & { readonly body: string; readonly viewerDidAuthor: boolean })[];
}

interface Answer {
  readonly repository: { readonly issues: Page };
}

/** A thousand open issues; ours is hardly older than all of them. */
const mostPages = 10;

export function issuesOf(client: Client): Pick<GitHub, "openIssue"> {
  return {
    async openIssue(wish) {
      const find = () => findIssue(client, wish.marker);
      return (await find()) ?? createOnce(client, { create: () => create(client, wish), find });
    },
  };
}

async function create(client: Client, { marker, title, body, labels }: Wish): Promise<Link> {
  const ask = { deed: "open an issue", permissions: ["issues: write"] as const, isCreate: true };
  const made = await client.rest(ask, ({ issues }, here) =>
    issues.create({
      ...here,
      title: cutLine(title, longestTitle),
      // At the head, where it is never cut off.
      body: cutBody(body.startsWith(marker) ? body : `${marker}\n${body}`),
      labels: [...labels],
    }),
  );
  return { number: made.number, url: made.html_url };
}

async function findIssue(client: Client, marker: string): Promise<Link | null> {
  const [owner, name] = client.repository.split("/");
  const ask = { deed: "read the open issues", permissions: ["issues: read"] as const };
  let after: string | null = null;
  for (let page = 0; page < mostPages; page++) {
    const answer: Answer = await client.graphql(ask, openIssuesDocument, { owner, name, after });
    const { nodes, pageInfo } = answer.repository.issues;
    const found = ours(nodes, marker);
    if (found !== null) return { number: found.number, url: found.url };
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  return null;
}
