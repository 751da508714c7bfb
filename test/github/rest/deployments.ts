import { fill } from "../description/fill.ts";
import {
  type Ask,
  commitAt,
  created,
  invalid,
  notFound,
  type Operations,
  ok,
  type Place,
  page,
  type Reply,
  unprocessable,
} from "../place.ts";
import { statusOf } from "../seed.ts";
import type { Deployment, DeploymentStatus } from "../state.ts";
import { newestChecks, newestStatuses } from "./checks.ts";
import { ancestors } from "./repository.ts";
import { repositoryUrl, simpleUser } from "./shapes.ts";

/** Deployments and their statuses. */
export const deploymentOperations: Operations = {
  "repos/list-deployments": (ask) => {
    const asked = (["sha", "ref", "task", "environment"] as const).filter((name) => ask.query.get(name) !== null);
    const found = ask.state.deployments.filter((one) => asked.every((name) => one[name] === ask.query.get(name)));
    const { items, headers } = page(ask, found.toSorted(newestFirst));
    return ok(
      items.map((one) => deploymentShape(ask, one)),
      headers,
    );
  },
  "repos/get-deployment": (ask) => {
    const found = deploymentAt(ask);
    return found === undefined ? notFound() : ok(deploymentShape(ask, found));
  },
  "repos/create-deployment": (ask) => create(ask),
  "repos/list-deployment-statuses": (ask) => {
    const found = deploymentAt(ask);
    if (found === undefined) return notFound();
    const { items, headers } = page(ask, found.statuses.toReversed());
    return ok(
      items.map((status) => statusShape(ask, found, status)),
      headers,
    );
  },
  "repos/create-deployment-status": (ask) => createStatus(ask),
};

/** Deployments as GitHub lists them. */
export function newestFirst(a: Deployment, b: Deployment): number {
  return b.createdAt.localeCompare(a.createdAt) || b.id - a.id;
}

function deploymentAt({ state, path }: Ask): Deployment | undefined {
  return state.deployments.find(({ id }) => id === Number(path.deployment_id));
}

function create(ask: Ask): Reply {
  const { state, body } = ask;
  const sha = commitAt(state, body.ref);
  if (sha === undefined) return unprocessable(`No ref found for: ${body.ref}`);
  if ((body.description ?? "").length > 140) return invalid("Deployment", "description", tooLong);
  const main = state.refs[`refs/heads/${state.repository.defaultBranch}`];
  const isBranch = state.refs[`refs/heads/${body.ref}`] !== undefined;
  if ((body.auto_merge ?? true) && isBranch && main !== undefined && !ancestors(state, sha).has(main))
    return {
      status: 202,
      body: { message: `Auto-merged ${state.repository.defaultBranch} into ${body.ref} on deployment.` },
    };
  const missing = unmetContexts(ask, sha);
  if (missing.length > 0) return conflict(body.ref, missing);
  const environment: string = body.environment ?? "production";
  const deployment: Deployment = {
    ...{ id: ask.id(), sha, ref: body.ref, task: body.task ?? "deploy", environment },
    ...{ description: body.description ?? null, payload: body.payload ?? {}, creator: ask.caller.login ?? "" },
    isTransient: body.transient_environment ?? false,
    isProduction: body.production_environment ?? environment === "production",
    ...{ createdAt: ask.now(), statuses: [] },
  };
  state.deployments.push(deployment);
  return created(deploymentShape(ask, deployment));
}

const tooLong = "is too long (maximum is 140 characters)";

function conflict(ref: string, missing: readonly string[]): Reply {
  const errors = missing.map((context) => ({ context, state: "pending", code: "custom" }));
  return { status: 409, body: { message: `Conflict: Commit status checks failed for ${ref}.`, errors } };
}

/** Contexts that keep a deployment from being made; all of the commit's where the request names none. */
function unmetContexts({ state, body }: Ask, sha: string): readonly string[] {
  const checks = newestChecks(state.checks.filter((check) => check.sha === sha));
  const facts = new Map([
    ...newestStatuses(state, sha).map((one) => [one.context, one.state === "success"] as const),
    ...checks.map((one) => [one.name, ["success", "neutral", "skipped"].includes(one.conclusion ?? "")] as const),
  ]);
  const asked: readonly string[] = body.required_contexts ?? [...facts.keys()];
  return asked.filter((context) => facts.get(context) !== true);
}

function createStatus(ask: Ask): Reply {
  const { body } = ask;
  const deployment = deploymentAt(ask);
  if (deployment === undefined) return notFound();
  if ((body.description ?? "").length > 140) return invalid("DeploymentStatus", "description", tooLong);
  for (const field of ["log_url", "target_url", "environment_url"]) {
    if (body[field] && !/^https?:\/\//.test(body[field]))
      return invalid("DeploymentStatus", field, "must use http(s) scheme");
  }
  const status = statusOf(
    {
      ...{ state: body.state, description: body.description ?? "", creator: ask.caller.login ?? "" },
      ...{ logUrl: body.log_url || body.target_url || "", environmentUrl: body.environment_url ?? "" },
    },
    { id: ask.id(), now: ask.now() },
  );
  if (body.environment !== undefined) deployment.environment = body.environment;
  deployment.statuses.push(status);
  if (status.state === "success" && (body.auto_inactive ?? true)) makeOthersInactive(ask, deployment);
  return created(statusShape(ask, deployment, status));
}

/** Earlier deployments of the environment that were a success; production and transient ones stay as they are. */
function makeOthersInactive(ask: Ask, newest: Deployment): void {
  for (const other of ask.state.deployments) {
    if (other.id >= newest.id || other.environment !== newest.environment) continue;
    if (other.isProduction || other.isTransient || other.statuses.at(-1)?.state !== "success") continue;
    other.statuses.push(statusOf({ state: "inactive" }, { id: ask.id(), now: ask.now() }));
  }
}

/** A deployment as REST shows it: without its state. */
export function deploymentShape(place: Place, one: Deployment): unknown {
  const url = `${repositoryUrl(place)}/deployments/${one.id}`;
  return fill("deployment", {
    ...{ id: one.id, node_id: `DE_${one.id}`, sha: one.sha, ref: one.ref, task: one.task, payload: one.payload },
    ...{ environment: one.environment, original_environment: one.environment, description: one.description },
    ...{ creator: simpleUser(place, one.creator), created_at: one.createdAt },
    updated_at: one.statuses.at(-1)?.createdAt ?? one.createdAt,
    ...{ transient_environment: one.isTransient, production_environment: one.isProduction },
    ...{ url, statuses_url: `${url}/statuses`, repository_url: repositoryUrl(place) },
  });
}

function statusShape(place: Place, deployment: Deployment, status: DeploymentStatus): unknown {
  const url = `${repositoryUrl(place)}/deployments/${deployment.id}`;
  const link = (text: string) => (text === "" ? undefined : text);
  const shape = fill("deployment-status", {
    ...{ id: status.id, node_id: `DES_${status.id}`, state: status.state, description: status.description },
    ...{ environment: deployment.environment, creator: simpleUser(place, status.creator) },
    ...{ created_at: status.createdAt, updated_at: status.createdAt, url: `${url}/statuses/${status.id}` },
    ...{ deployment_url: url, repository_url: repositoryUrl(place) },
    ...{ log_url: link(status.logUrl), target_url: link(status.logUrl), environment_url: link(status.environmentUrl) },
  });
  return shape;
}
