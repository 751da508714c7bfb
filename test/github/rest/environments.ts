import { fill } from "../description/fill.ts";
import { type Ask, invalid, notFound, type Operations, ok, page, type Reply, unprocessable } from "../place.ts";
import { environmentOf } from "../seed.ts";
import type { Environment, State } from "../state.ts";
import { pageOf, repositoryUrl, simpleUser } from "./shapes.ts";

/** Environments and what protects them. */
export const environmentOperations: Operations = {
  "repos/get-all-environments": (ask) => {
    const { items, headers } = page(ask, ask.state.environments);
    const environments = items.map((one) => environmentShape(ask, one));
    return ok({ total_count: ask.state.environments.length, environments }, headers);
  },
  "repos/get-environment": (ask) => {
    const found = named(ask);
    return found === undefined ? notFound() : ok(environmentShape(ask, found));
  },
  "repos/create-or-update-environment": (ask) => put(ask),
  "repos/list-deployment-branch-policies": (ask) => {
    const found = named(ask);
    if (found === undefined) return notFound();
    const policies = policiesOf(found);
    const { items, headers } = page(ask, policies);
    return ok({ total_count: policies.length, branch_policies: items.map(policyShape) }, headers);
  },
  "repos/create-deployment-branch-policy": (ask) => {
    const found = named(ask);
    if (found?.branchPolicy !== "selected") return notFound();
    // GitHub sends the reader to the policy that is there already.
    const policy: Policy = { name: ask.body.name, type: ask.body.type ?? "branch" };
    const list = listOf(found, policy);
    if (list.includes(policy.name)) return { status: 303, headers: { location: repositoryUrl(ask) } };
    list.push(policy.name);
    return ok(policyShape(policy));
  },
  "repos/delete-deployment-branch-policy": (ask) => {
    const found = named(ask);
    if (found === undefined) return notFound();
    const policy = policiesOf(found).find((one) => policyId(one) === Number(ask.path.branch_policy_id));
    if (policy === undefined) return notFound();
    const list = listOf(found, policy);
    list.splice(list.indexOf(policy.name), 1);
    return { status: 204 };
  },
  "repos/get-all-deployment-protection-rules": (ask) => {
    const found = named(ask);
    if (found === undefined) return notFound();
    const rules = Array.from({ length: found.customRules }, (_, index) => customRule(index));
    return ok({ total_count: rules.length, custom_deployment_protection_rules: rules });
  },
};

function customRule(index: number): unknown {
  const app = {
    id: index + 1,
    slug: `gate-${index}`,
    integration_url: `https://api.github.com/apps/gate-${index}`,
    node_id: `A_${index}`,
  };
  return { id: index + 1, node_id: `GR_${index}`, enabled: true, app };
}

/** Private repositories have reviewers and timers with GitHub Enterprise alone; elsewhere they are not there. */
export function hasRules({ repository }: State): boolean {
  return !repository.isPrivate || repository.plan === "enterprise";
}

function named({ state, path }: Ask): Environment | undefined {
  return state.environments.find(({ name }) => name.toLowerCase() === path.environment_name?.toLowerCase());
}

interface Policy {
  readonly name: string;
  readonly type: "branch" | "tag";
}

function policiesOf({ branches, tags }: Environment): readonly Policy[] {
  const of = (type: Policy["type"]) => (name: string) => ({ name, type });
  return [...branches.map(of("branch")), ...tags.map(of("tag"))];
}

function listOf({ branches, tags }: Environment, { type }: Policy): string[] {
  return type === "tag" ? tags : branches;
}

function policyShape(policy: Policy): unknown {
  const id = policyId(policy);
  return { id, node_id: `DBP_${id}`, ...policy };
}

/** Stays the same when another policy goes. */
function policyId({ name, type }: Policy): number {
  const text = type === "tag" ? `tag ${name}` : name;
  return [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7);
}

interface AskedReviewer {
  readonly type: "User" | "Team";
  readonly id: number;
}

function put(ask: Ask): Reply {
  const { state, path, body } = ask;
  const wish = body ?? {};
  const reviewers: readonly AskedReviewer[] = wish.reviewers ?? [];
  const names = reviewers.map((reviewer) => reviewerName(state, reviewer));
  const policy = wish.deployment_branch_policy ?? null;
  if (state.repository.isPrivate && state.repository.plan === "free") return notFound();
  if (!hasRules(state) && (names.length > 0 || (wish.wait_timer ?? 0) > 0)) return unprocessable(notInPlan);
  if (names.length > 6) return invalid("Environment", "reviewers", "at most 6 reviewers are allowed");
  if (names.includes(undefined)) return invalid("Environment", "reviewers", "Could not resolve a reviewer");
  if ((wish.wait_timer ?? 0) > 43_200) return invalid("Environment", "wait_timer", "must be at most 43200");
  if (policy !== null && policy.protected_branches === policy.custom_branch_policies)
    return invalid("Environment", "deployment_branch_policy", "protected_branches and custom_branch_policies differ");
  const before = named(ask);
  const environment = before ?? environmentOf(path.environment_name ?? "", ask.id());
  if (before === undefined) state.environments.push(environment);
  // What is left out goes back to its default, as GitHub does it.
  environment.reviewers = names.filter((name) => name !== undefined);
  environment.waitTimer = wish.wait_timer ?? 0;
  environment.preventSelfReview = wish.prevent_self_review ?? false;
  environment.branchPolicy = policy === null ? null : policy.protected_branches ? "protected" : "selected";
  if (environment.branchPolicy !== "selected") Object.assign(environment, { branches: [], tags: [] });
  return ok(environmentShape(ask, environment));
}

const notInPlan =
  "Failed to create the environment protection rule. Please ensure the billing plan supports the required reviewers protection rule.";

function reviewerName(state: State, { type, id }: AskedReviewer): string | undefined {
  if (type === "User") return state.users.find((user) => user.id === id)?.login;
  return state.teams.find((team) => team.id === id)?.slug;
}

/** A reviewer as environments and pending deployments show one. */
export function reviewerShape(ask: Ask, name: string): unknown {
  const team = ask.state.teams.find(({ slug }) => slug === name);
  if (team === undefined) return { type: "User", reviewer: simpleUser(ask, name) };
  const [org = "", slug = ""] = team.slug.split("/");
  const pages = { url: `${ask.apiUrl}/orgs/${org}/teams/${slug}`, html_url: `${ask.url}/orgs/${org}/teams/${slug}` };
  return { type: "Team", reviewer: fill("team", { id: team.id, node_id: `T_${team.id}`, slug, name: slug, ...pages }) };
}

function environmentShape(ask: Ask, environment: Environment): unknown {
  const { id, name, branchPolicy } = environment;
  const policy = {
    protected_branches: branchPolicy === "protected",
    custom_branch_policies: branchPolicy === "selected",
  };
  const shape = fill("environment", {
    ...{ id, name, node_id: `EN_${id}` },
    url: `${repositoryUrl(ask)}/environments/${encodeURIComponent(name)}`,
    html_url: `${pageOf(ask)}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
    protection_rules: rulesOf(ask, environment),
    deployment_branch_policy: branchPolicy === null ? null : policy,
  });
  // The description does not name it, and GitHub sends it.
  return { ...(shape as object), can_admins_bypass: environment.adminsBypass };
}

function rulesOf(ask: Ask, environment: Environment): readonly unknown[] {
  const { id, reviewers, waitTimer, customRules, preventSelfReview: prevent_self_review } = environment;
  const rule = (offset: number, type: string, facts: object) => ({
    id: id * 10 + offset,
    node_id: `GA_${id}_${offset}`,
    type,
    ...facts,
  });
  const shown = reviewers.map((name) => reviewerShape(ask, name));
  const paid = hasRules(ask.state)
    ? [
        ...(waitTimer > 0 ? [rule(1, "wait_timer", { wait_timer: waitTimer })] : []),
        ...(reviewers.length > 0 ? [rule(2, "required_reviewers", { prevent_self_review, reviewers: shown })] : []),
        ...Array.from({ length: customRules }, (_, index) => rule(4 + index, "custom", {})),
      ]
    : [];
  return [...paid, ...(environment.branchPolicy === null ? [] : [rule(3, "branch_policy", {})])];
}
