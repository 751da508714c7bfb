import { fill } from "../description/fill.ts";
import {
  type Ask,
  commitAt,
  created,
  invalid,
  notFound,
  type Operations,
  ok,
  page,
  type Reply,
  unprocessable,
} from "../place.ts";
import type { Issue, Pull } from "../state.ts";
import { commentShape, pageOf, pullShape, repositoryUrl, simpleUser } from "./shapes.ts";

/** Pull requests, issues and the comments on both. */
export const pullOperations: Operations = {
  "repos/list-pull-requests-associated-with-commit": (ask) => {
    const sha = commitAt(ask.state, ask.path.commit_sha ?? "");
    if (sha === undefined) return unprocessable(`No commit found for SHA: ${ask.path.commit_sha}`);
    const { items, headers } = page(ask, pullsWith(ask.state.pulls, sha));
    return ok(
      items.map((pull) => pullShape(ask, pull, "pull-request-simple")),
      headers,
    );
  },
  "pulls/get": (ask) => {
    const pull = ask.state.pulls.find(({ number }) => number === Number(ask.path.pull_number));
    return pull === undefined ? notFound() : ok(pullShape(ask, pull, "pull-request"));
  },
  "pulls/list": (ask) => {
    const state = ask.query.get("state") ?? "open";
    const head = ask.query.get("head")?.split(":").at(-1);
    const base = ask.query.get("base");
    const found = ask.state.pulls
      .filter((pull) => state === "all" || pull.state === state)
      .filter((pull) => (head === undefined || pull.head === head) && (base === null || pull.base === base))
      .toSorted((a, b) => b.number - a.number);
    const { items, headers } = page(ask, found);
    return ok(
      items.map((pull) => pullShape(ask, pull, "pull-request-simple")),
      headers,
    );
  },
  "pulls/create": (ask) => createPull(ask),
  "issues/list-comments": (ask) => {
    const number = Number(ask.path.issue_number);
    if (!exists(ask, number)) return notFound();
    const since = ask.query.get("since") ?? "";
    const found = ask.state.comments.filter((one) => one.number === number && one.updatedAt >= since);
    const { items, headers } = page(ask, found);
    return ok(
      items.map((comment) => commentShape(ask, comment)),
      headers,
    );
  },
  "issues/create-comment": (ask) => {
    const number = Number(ask.path.issue_number);
    if (!exists(ask, number)) return notFound();
    const wrong = bodyProblem(ask.body.body);
    if (wrong !== undefined) return wrong;
    return created(commentShape(ask, addComment(ask, number, ask.body.body)));
  },
  "issues/update-comment": (ask) => {
    const comment = ask.state.comments.find(({ id }) => id === Number(ask.path.comment_id));
    if (comment === undefined) return notFound();
    const wrong = bodyProblem(ask.body.body);
    if (wrong !== undefined) return wrong;
    Object.assign(comment, { body: ask.body.body, updatedAt: ask.now() });
    return ok(commentShape(ask, comment));
  },
  "issues/list-for-repo": (ask) => listIssues(ask),
  "issues/create": (ask) => {
    const { title, body = "", labels = [] } = ask.body;
    const wrong = body === "" ? undefined : bodyProblem(body);
    if (wrong !== undefined) return wrong;
    const names = labels.map((label: string | { name: string }) => (typeof label === "string" ? label : label.name));
    const author = ask.caller.login ?? "";
    const issue: Issue = {
      number: nextNumber(ask),
      title,
      body,
      author,
      state: "open",
      labels: names,
      createdAt: ask.now(),
    };
    ask.state.issues.push(issue);
    return created(issueShape(ask, issue));
  },
};

/** Pull requests that brought a commit. */
export function pullsWith(pulls: readonly Pull[], sha: string): readonly Pull[] {
  return pulls.filter((pull) => pull.mergeCommit === sha || pull.headSha === sha || pull.commits.includes(sha));
}

/** Why GitHub does not take a text as a comment's body; nothing where it does. */
export function bodyProblem(body: string): Reply | undefined {
  if (body.trim() === "") return invalid("IssueComment", "body", "body can't be blank");
  if (body.length > 65_536) return invalid("IssueComment", "body", "body is too long (maximum is 65536 characters)");
  return undefined;
}

/** Puts a comment below an issue or a pull request. */
export function addComment(ask: Pick<Ask, "state" | "id" | "now" | "caller">, number: number, body: string) {
  const times = { createdAt: ask.now(), updatedAt: ask.now() };
  const comment = { id: ask.id(), number, body, author: ask.caller.login ?? "", ...times };
  ask.state.comments.push(comment);
  return comment;
}

/** Issues and pull requests count together. */
export function nextNumber({ state }: Pick<Ask, "state">): number {
  return Math.max(0, ...state.pulls.map(({ number }) => number), ...state.issues.map(({ number }) => number)) + 1;
}

function exists({ state }: Ask, number: number): boolean {
  return state.pulls.some((pull) => pull.number === number) || state.issues.some((issue) => issue.number === number);
}

function createPull(ask: Ask): Reply {
  const { state, body, caller } = ask;
  const [owner, name = owner] = body.head.includes(":") ? body.head.split(":") : [undefined, body.head];
  const head = owner === undefined ? body.head : name;
  const headSha = state.refs[`refs/heads/${head}`];
  const baseSha = state.refs[`refs/heads/${body.base}`];
  const repository = state.repository;
  if (caller.login === "github-actions[bot]" && !repository.mayActionsOpenPulls)
    return {
      status: 403,
      body: { message: notAllowed, documentation_url: "https://docs.github.com/rest", status: "403" },
    };
  if (headSha === undefined) return invalid("PullRequest", "head", "head is invalid");
  if (baseSha === undefined) return invalid("PullRequest", "base", "base is invalid");
  if (headSha === baseSha) return unprocessableCreate(`No commits between ${body.base} and ${head}`);
  if (state.pulls.some((pull) => pull.state === "open" && pull.head === head && pull.base === body.base))
    return unprocessableCreate(`A pull request already exists for ${repository.full_name.split("/")[0]}:${head}.`);
  const pull: Pull = {
    ...{ number: nextNumber(ask), title: body.title, body: body.body ?? "", author: caller.login ?? "", state: "open" },
    ...{ head, base: body.base, headSha, mergeCommit: null, mergedAt: null, createdAt: ask.now(), commits: [] },
    hasRevertConflict: false,
  };
  state.pulls.push(pull);
  return created(pullShape(ask, pull, "pull-request"));
}

/** What a workflow's token hears where the repository's setting is off. */
export const notAllowed = "GitHub Actions is not permitted to create or approve pull requests.";

const unprocessableCreate = (message: string): Reply =>
  unprocessable("Validation Failed", [{ resource: "PullRequest", code: "custom", message }]);

function listIssues(ask: Ask): Reply {
  const state = ask.query.get("state") ?? "open";
  const labels = ask.query.get("labels")?.split(",") ?? [];
  const creator = ask.query.get("creator");
  const found = ask.state.issues
    .filter((issue) => state === "all" || issue.state === state)
    .filter((issue) => labels.every((label) => issue.labels.includes(label)))
    .filter((issue) => creator === null || issue.author === creator)
    .toSorted((a, b) => b.number - a.number);
  const { items, headers } = page(ask, found);
  return ok(
    items.map((issue) => issueShape(ask, issue)),
    headers,
  );
}

function issueShape(ask: Ask, issue: Issue): unknown {
  return fill("issue", {
    ...{ id: 2_000_000 + issue.number, node_id: `I_${issue.number}`, number: issue.number, title: issue.title },
    ...{ body: issue.body, state: issue.state, user: simpleUser(ask, issue.author), comments: 0 },
    labels: issue.labels.map((name, id) => ({ id, name })),
    url: `${repositoryUrl(ask)}/issues/${issue.number}`,
    html_url: `${pageOf(ask)}/issues/${issue.number}`,
    ...{ created_at: issue.createdAt, updated_at: issue.createdAt, author_association: "MEMBER" },
  });
}
