import { writeRef, writeRevert } from "../origin.ts";
import { addComment, bodyProblem } from "../rest/issues.ts";
import { nextNumber, notAllowed } from "../rest/pulls.ts";
import type { Pull } from "../state.ts";
import { actor, commentSource, pullSource } from "./shapes.ts";
import { type Args, type Asked, ask, type Source } from "./source.ts";

/** The fields of `Mutation`. */
export function mutations(asked: Asked): Source {
  return {
    addComment: ({ input }: Args) => {
      mayComment(asked);
      const number = numberOf(asked, input.subjectId);
      checkBody(input.body);
      const comment = commentSource(asked, addComment(asked, number, input.body));
      return {
        clientMutationId: input.clientMutationId ?? null,
        commentEdge: { cursor: "0", node: comment },
        subject: () => ({ __typename: "PullRequest", id: input.subjectId }),
      };
    },
    updateIssueComment: ({ input }: Args) => {
      mayComment(asked);
      const comment = asked.state.comments.find(({ id }) => `IC_${id}` === input.id);
      if (comment === undefined) throw notANode(input.id);
      if (comment.author !== asked.caller.login)
        throw ask.error(
          "FORBIDDEN",
          `${actor(asked, asked.caller.login ?? "").login} does not have the correct permissions to execute \`UpdateIssueComment\``,
        );
      checkBody(input.body);
      Object.assign(comment, { body: input.body, updatedAt: asked.now() });
      return { clientMutationId: input.clientMutationId ?? null, issueComment: commentSource(asked, comment) };
    },
    revertPullRequest: ({ input }: Args) => revert(asked, input),
  };
}

const notANode = (id: string): Error =>
  ask.error("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);

function mayComment(asked: Asked): void {
  ask.permission(asked, ["pull_requests", "write"], ["issues", "write"]);
}

function numberOf({ state }: Asked, id: string): number {
  const found =
    state.pulls.find(({ number }) => `PR_${number}` === id) ?? state.issues.find(({ number }) => `I_${number}` === id);
  if (found === undefined) throw notANode(id);
  return found.number;
}

function checkBody(body: string): void {
  if (bodyProblem(body) === undefined) return;
  const long = "Body is too long (maximum is 65536 characters)";
  throw ask.error("UNPROCESSABLE", body.trim() === "" ? "Body cannot be blank" : long);
}

function revert(asked: Asked, input: Args): Source {
  const { state, caller } = asked;
  ask.permission(asked, ["pull_requests", "write"]);
  ask.permission(asked, ["contents", "write"]);
  const pull = state.pulls.find(({ number }) => `PR_${number}` === input.pullRequestId);
  if (pull === undefined) throw notANode(input.pullRequestId);
  if (caller.login === "github-actions[bot]" && !state.repository.mayActionsOpenPulls)
    throw ask.error("FORBIDDEN", notAllowed);
  const head = `revert-${pull.number}-${pull.head}`;
  const base = state.refs[`refs/heads/${pull.base}`];
  if (pull.mergeCommit === null || pull.hasRevertConflict || base === undefined || state.refs[`refs/heads/${head}`])
    throw ask.error("UNPROCESSABLE", "Pull request cannot be reverted automatically.");
  const number = nextNumber(asked);
  const title = input.title ?? `Revert "${pull.title}"`;
  const reverted = { reverted: pull.mergeCommit, parent: base, message: title };
  const madeUp = (0xabc0000 + asked.id()).toString(16).padStart(40, "0");
  const sha = asked.origin === null ? madeUp : writeRevert(asked.origin, reverted);
  if (asked.origin !== null) writeRef(asked.origin, `refs/heads/${head}`, sha);
  const made: Pull = {
    ...{ number, title, body: input.body ?? `Reverts ${state.repository.full_name}#${pull.number}` },
    ...{ author: caller.login ?? "", state: "open", head, base: pull.base, headSha: sha, mergeCommit: null },
    ...{ mergedAt: null, createdAt: asked.now(), commits: [sha], hasRevertConflict: false },
  };
  state.refs[`refs/heads/${head}`] = sha;
  state.commits[sha] = { sha, parents: [base], message: title, author: "alice", email: "", date: asked.now() };
  state.pulls.push(made);
  return {
    clientMutationId: input.clientMutationId ?? null,
    pullRequest: pullSource(asked, pull),
    revertPullRequest: pullSource(asked, made),
  };
}
