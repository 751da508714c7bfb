import { fill } from "../description/fill.ts";
import { type Ask, created, invalid, notFound, type Operations, ok, page, type Reply } from "../place.ts";
import type { Issue, Pull } from "../state.ts";
import { nextNumber } from "./pulls.ts";
import { commentShape, pageOf, repositoryUrl, simpleUser } from "./shapes.ts";

/** Issues, and the comments on them and on pull requests. */
export const issueOperations: Operations = {
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

function exists({ state }: Ask, number: number): boolean {
  return state.pulls.some((pull) => pull.number === number) || state.issues.some((issue) => issue.number === number);
}

function listIssues(ask: Ask): Reply {
  const state = ask.query.get("state") ?? "open";
  const labels = ask.query.get("labels")?.split(",") ?? [];
  const creator = ask.query.get("creator");
  // To GitHub every pull request is an issue as well, and is listed with them.
  const found = [...ask.state.issues, ...ask.state.pulls.map(asIssue)]
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

function asIssue({ number, title, body, author, state, createdAt }: Pull): Issue {
  return { number, title, body, author, state, createdAt, labels: [] };
}

function issueShape(ask: Ask, issue: Issue): unknown {
  const isPull = ask.state.pulls.some(({ number }) => number === issue.number);
  const address = `${pageOf(ask)}/${isPull ? "pull" : "issues"}/${issue.number}`;
  const url = `${repositoryUrl(ask)}/pulls/${issue.number}`;
  return fill("issue", {
    ...{ id: 2_000_000 + issue.number, node_id: `I_${issue.number}`, number: issue.number, title: issue.title },
    ...{ body: issue.body, state: issue.state, user: simpleUser(ask, issue.author), comments: 0 },
    labels: issue.labels.map((name, id) => ({ id, name })),
    url: `${repositoryUrl(ask)}/issues/${issue.number}`,
    html_url: address,
    ...(isPull ? { pull_request: { url, html_url: address, diff_url: address, patch_url: address } } : {}),
    ...{ created_at: issue.createdAt, updated_at: issue.createdAt, author_association: "MEMBER" },
  });
}
