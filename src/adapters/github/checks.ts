import { InputError, ServiceError } from "../../kit/errors.ts";
import type { GitHub } from "../../stages/ports/github.ts";
import { type Check, checkFacts } from "./check-facts.ts";
import type { Client } from "./client.ts";
import { checksDocument } from "./documents.ts";
import { commitId } from "./segments.ts";

interface Page {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly Check[];
}

interface Answer {
  readonly repository: {
    readonly object: {
      readonly __typename: string;
      readonly statusCheckRollup?: { readonly contexts: Page } | null;
    } | null;
  };
}

/** A commit with more checks than this is not read to the end, and not believed either. */
const mostPages = 20;

export function checksOf(client: Client): Pick<GitHub, "checks"> {
  return {
    async checks(commit) {
      const found: Check[] = [];
      let after: string | null = null;
      for (let page = 0; page < mostPages; page++) {
        const { nodes, pageInfo }: Page = await readPage(client, commitId(commit), after);
        found.push(...nodes);
        if (!pageInfo.hasNextPage) return checkFacts(found);
        after = pageInfo.endCursor;
      }
      throw new ServiceError(`commit \`${commit}\` has more than ${mostPages * 100} checks; they were not all read`);
    },
  };
}

async function readPage(client: Client, commit: string, after: string | null): Promise<Page> {
  const [owner, name] = client.repository.split("/");
  const ask = {
    deed: `read the checks of commit \`${commit.slice(0, 12)}\``,
    named: `commit \`${commit}\``,
    permissions: ["checks: read", "statuses: read", "contents: read"] as const,
  };
  const { repository } = await client.graphql<Answer>(ask, checksDocument, { owner, name, commit, after });
  if (repository.object?.__typename !== "Commit") {
    throw new InputError(`GitHub knows no commit \`${commit}\` in \`${client.repository}\``, {
      hint: "Push it first.",
    });
  }
  return (
    repository.object.statusCheckRollup?.contexts ?? { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] }
  );
}
