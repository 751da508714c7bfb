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
import type { Pull } from "../state.ts";
import { pullShape } from "./shapes.ts";

/** Pull requests. */
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
    // Without its owner GitHub leaves `head` out of account, and answers with all of them.
    const head = /^[^:]+:(.+)$/.exec(ask.query.get("head") ?? "")?.[1];
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
};

/** Pull requests that brought a commit. */
export function pullsWith(pulls: readonly Pull[], sha: string): readonly Pull[] {
  return pulls.filter((pull) => pull.mergeCommit === sha || pull.headSha === sha || pull.commits.includes(sha));
}

/** Issues and pull requests count together. */
export function nextNumber({ state }: Pick<Ask, "state">): number {
  return Math.max(0, ...state.pulls.map(({ number }) => number), ...state.issues.map(({ number }) => number)) + 1;
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
