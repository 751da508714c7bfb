import type { OperationId } from "./description/operations.ts";
import { type Caller, notFound, type Permissions, type Reply } from "./place.ts";
import type { State } from "./state.ts";

type Need = readonly [permission: string, level: "read" | "write"];

const reads = (permission: string): Need => [permission, "read"];
const writes = (permission: string): Need => [permission, "write"];

/** What a token has to be allowed for an operation; null where any token will do. */
const needs: Readonly<Record<OperationId, readonly Need[]>> = {
  "repos/get": [reads("metadata")],
  "repos/get-combined-status-for-ref": [reads("statuses")],
  "checks/list-for-ref": [reads("checks")],
  "repos/get-environment": [reads("actions")],
  "repos/get-all-environments": [reads("actions")],
  "repos/create-or-update-environment": [writes("administration")],
  "repos/list-deployment-branch-policies": [reads("actions")],
  "repos/create-deployment-branch-policy": [writes("administration")],
  "repos/delete-deployment-branch-policy": [writes("administration")],
  "repos/get-all-deployment-protection-rules": [reads("actions")],
  "actions/get-workflow-run": [reads("actions")],
  "actions/get-reviews-for-run": [reads("actions")],
  "actions/get-pending-deployments-for-run": [reads("actions")],
  "actions/review-pending-deployments-for-run": [writes("deployments")],
  "actions/list-jobs-for-workflow-run": [reads("actions")],
  "actions/list-jobs-for-workflow-run-attempt": [reads("actions")],
  "repos/list-deployments": [reads("deployments")],
  "repos/get-deployment": [reads("deployments")],
  "repos/create-deployment": [writes("deployments")],
  "repos/list-deployment-statuses": [reads("deployments")],
  "repos/create-deployment-status": [writes("deployments")],
  "repos/list-pull-requests-associated-with-commit": [reads("pull_requests")],
  "pulls/get": [reads("pull_requests")],
  "pulls/list": [reads("pull_requests")],
  "pulls/create": [writes("pull_requests")],
  "issues/list-comments": [reads("issues"), reads("pull_requests")],
  "issues/create-comment": [writes("issues"), writes("pull_requests")],
  "issues/update-comment": [writes("issues"), writes("pull_requests")],
  "issues/list-for-repo": [reads("issues")],
  "issues/create": [writes("issues")],
  "git/get-ref": [reads("contents")],
  "git/create-ref": [writes("contents")],
  "repos/compare-commits-with-basehead": [reads("contents")],
  "repos/get-commit": [reads("contents")],
  "users/get-by-username": [],
  "users/get-authenticated": [],
  "teams/get-by-name": [reads("members")],
  "repos/list-branches": [reads("contents")],
  "repos/get-branch": [reads("contents")],
  "rate-limit/get": [],
  "actions/get-github-actions-default-workflow-permissions-repository": [reads("administration")],
};

/** Whether one of the needed permissions is there; `metadata` is everybody's. */
export function may(permissions: Permissions, needed: readonly Need[]): boolean {
  if (permissions === "all" || needed.length === 0) return true;
  return needed.some(([name, level]) => {
    if (name === "metadata") return true;
    return permissions[name] === "write" || (level === "read" && permissions[name] === "read");
  });
}

/** What public repositories let anybody read. */
const notPublic = new Set(["administration", "members"]);

/** The answer to a caller that may not do it; nothing where it may. */
export function refusal(id: OperationId, caller: Caller, state: State): Reply | undefined {
  const needed = needs[id];
  const isOpen =
    !state.repository.isPrivate && needed.every(([name, level]) => level === "read" && !notPublic.has(name));
  if (caller.login === null) return isOpen && id !== itself ? undefined : strangersAnswer(id, needed);
  // A workflow's token is nobody in particular.
  const isSomebody = id !== itself || !caller.login.endsWith("[bot]");
  return isSomebody && (isOpen || may(caller.permissions, needed)) ? undefined : forbidden(id);
}

const itself = "users/get-authenticated";

/** What is private does not exist for strangers; what is to be written asks who they are. */
function strangersAnswer(id: OperationId, needed: readonly Need[]): Reply {
  if (id !== itself && needed.every(([, level]) => level === "read")) return notFound();
  return { status: 401, body: { message: "Requires authentication", documentation_url: docs, status: "401" } };
}

/** GitHub's answer to a token that lacks a permission; the header names what would have been enough. */
export function forbidden(id: OperationId | "graphql" | "unknown", message = noAccess): Reply {
  const accepted = id in needs ? needs[id as OperationId].map(([name, level]) => `${name}=${level}`).join("; ") : "";
  return {
    status: 403,
    body: { message, documentation_url: docs, status: "403" },
    headers: { "x-accepted-github-permissions": accepted },
  };
}

const noAccess = "Resource not accessible by integration";

const docs = "https://docs.github.com/rest";
