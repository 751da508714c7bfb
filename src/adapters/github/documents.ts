/** The newest state of all checks of a commit. */
export const checksDocument = `query ($owner: String!, $name: String!, $commit: GitObjectID!, $after: String) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) {
      __typename
      ... on Commit {
        statusCheckRollup {
          contexts(first: 100, after: $after) {
            pageInfo { hasNextPage endCursor }
            nodes {
              __typename
              ... on CheckRun {
                name status conclusion url startedAt completedAt
                checkSuite { app { slug } workflowRun { databaseId event workflow { name } } }
              }
              ... on StatusContext { context state targetUrl createdAt }
            }
          }
        }
      }
    }
  }
}`;

/** The newest deployments of an environment with what became of them. */
export const deploymentsDocument = `query ($owner: String!, $name: String!, $environment: String!) {
  repository(owner: $owner, name: $name) {
    deployments(environments: [$environment], first: 50, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes {
        databaseId commitOid task createdAt state
        latestStatus { state description logUrl environmentUrl }
        statuses(first: 100) { nodes { state } }
      }
    }
  }
}`;

/** Which pull requests brought the commits `$c0`, `$c1` ..., with what was lately said on them. */
export function pullRequestsDocument(commits: number): string {
  const numbers = [...Array(commits).keys()];
  return `query ($owner: String!, $name: String!${numbers.map((i) => `, $c${i}: GitObjectID!`).join("")}) {
  repository(owner: $owner, name: $name) {
${numbers.map((i) => `    c${i}: object(oid: $c${i}) { ...brought }`).join("\n")}
  }
}
fragment brought on GitObject {
  __typename
  ... on Commit {
    associatedPullRequests(first: 5) {
      nodes {
        id number title url merged mergedAt baseRefName author { login } mergeCommit { oid }
        comments(last: 50) { nodes { id url body viewerDidAuthor } }
      }
    }
  }
}`;
}

/** A page of the comments on one pull request, from the newest backwards. */
export const commentsDocument = `query ($owner: String!, $name: String!, $number: Int!, $before: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      id
      comments(last: 100, before: $before) {
        pageInfo { hasPreviousPage startCursor }
        nodes { id url body viewerDidAuthor }
      }
    }
  }
}`;

/** The last comments on some pull requests. */
export const lastCommentsDocument = `query ($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    ... on PullRequest { id comments(last: 20) { nodes { id url body viewerDidAuthor } } }
  }
}`;

/** Writes the comments `$i0`, `$i1` ...: true stands for one that is edited, false for a new one. */
export function writeCommentsDocument(edits: readonly boolean[]): string {
  const inputs = edits.map((isEdit, i) => `$i${i}: ${isEdit ? "UpdateIssueCommentInput" : "AddCommentInput"}!`);
  const writes = edits.map((isEdit, i) =>
    isEdit
      ? `  c${i}: updateIssueComment(input: $i${i}) { issueComment { id url } }`
      : `  c${i}: addComment(input: $i${i}) { commentEdge { node { id url } } }`,
  );
  return `mutation (${inputs.join(", ")}) {\n${writes.join("\n")}\n}`;
}

/** Makes the pull request that undoes another one. */
export const revertDocument = `mutation ($input: RevertPullRequestInput!) {
  revertPullRequest(input: $input) { revertPullRequest { number url } }
}`;

/** The newest open pull requests. */
export const openPullRequestsDocument = `query ($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: OPEN, first: 20, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { number url title body viewerDidAuthor }
    }
  }
}`;

/** A page of the open issues, newest first. */
export const openIssuesDocument = `query ($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    issues(states: OPEN, first: 100, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor }
      nodes { number url body viewerDidAuthor }
    }
  }
}`;
