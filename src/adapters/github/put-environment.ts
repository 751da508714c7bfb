import { InputError } from "../../kit/errors.ts";
import type { EnvironmentWish } from "../../stages/ports/github.ts";
import type { Client } from "./client.ts";
import { segment } from "./segments.ts";

interface ReviewerId {
  readonly type: "User" | "Team";
  readonly id: number;
}

const mostReviewers = 6;
const longestWait = 30 * 24 * 60;
const permissions = ["administration: write"] as const;

/** Makes the environment be as wished: the branch patterns too, of which none is left that is not wished for. */
export async function putEnvironment(client: Client, wish: EnvironmentWish): Promise<void> {
  const minutes = checkWish(wish);
  const environment_name = segment("an environment", wish.name);
  const reviewers: ReviewerId[] = [];
  for (const name of wish.reviewers) reviewers.push(await identify(client, name));
  const policies = policiesOf(wish);
  const isSelected = policies.length > 0;
  const isOpen = !isSelected && !wish.protectedBranches;
  await client.rest({ deed: `set up the environment \`${wish.name}\``, permissions }, ({ repos }, here) =>
    repos.createOrUpdateEnvironment({
      ...here,
      environment_name,
      wait_timer: minutes,
      prevent_self_review: wish.preventSelfReview,
      reviewers,
      deployment_branch_policy: isOpen ? null : { protected_branches: !isSelected, custom_branch_policies: isSelected },
    }),
  );
  if (isSelected) await putPolicies(client, environment_name, policies);
}

interface Policy {
  readonly name: string;
  readonly type: "branch" | "tag";
}

function policiesOf({ branches, tags = [] }: EnvironmentWish): readonly Policy[] {
  const of = (type: Policy["type"]) => (name: string) => ({ name, type });
  return [...branches.map(of("branch")), ...tags.map(of("tag"))];
}

function checkWish({ name, reviewers, waitTimer }: EnvironmentWish): number {
  const minutes = waitTimer / 60_000;
  const problem = (what: string) => new InputError([{ where: `environment \`${name}\``, what }]);
  if (reviewers.length > mostReviewers)
    throw problem(`has ${reviewers.length} reviewers; GitHub takes ${mostReviewers}`);
  if (Number.isInteger(minutes) && minutes >= 0 && minutes <= longestWait) return minutes;
  throw problem(`waits ${minutes} minutes; GitHub takes whole minutes up to ${longestWait} (30 days)`);
}

/** A login or `org/team`: GitHub wants its number. */
async function identify(client: Client, reviewer: string): Promise<ReviewerId> {
  const [first = "", slug, ...more] = reviewer.replace(/^@/, "").split("/");
  if (more.length > 0) throw new InputError(`\`${reviewer}\` is neither a login nor a team (\`org/team\`)`);
  const ask = { deed: `look up the reviewer \`${reviewer}\``, named: `user or team \`${reviewer}\`` };
  if (slug === undefined) {
    const username = segment("a user", first);
    const user = await client.rest({ ...ask, permissions: [] }, ({ users }, { request }) =>
      users.getByUsername({ username, request }),
    );
    return { type: "User", id: user.id };
  }
  const [org, team_slug] = [segment("an organization", first), segment("a team", slug)];
  const team = await client.rest({ ...ask, permissions: ["members: read"] }, ({ teams }, { request }) =>
    teams.getByName({ org, team_slug, request }),
  );
  return { type: "Team", id: team.id };
}

async function putPolicies(client: Client, environment_name: string, wished: readonly Policy[]): Promise<void> {
  const ask = { deed: `set the branches and tags that may use the environment \`${environment_name}\``, permissions };
  const { branch_policies } = await client.rest(ask, ({ repos }, here) =>
    repos.listDeploymentBranchPolicies({ ...here, environment_name, per_page: 100 }),
  );
  // Servers from before tags had policies do not say what theirs is about.
  const isIn = (list: readonly Partial<Policy>[], { name, type = "branch" }: Partial<Policy>) =>
    list.some((one) => one.name === name && (one.type ?? "branch") === type);
  for (const policy of wished.filter((one) => !isIn(branch_policies, one))) {
    await client.rest(ask, ({ repos }, here) =>
      repos.createDeploymentBranchPolicy({ ...here, environment_name, ...policy }),
    );
  }
  for (const policy of branch_policies) {
    const { id } = policy;
    if (id === undefined || policy.name === undefined || isIn(wished, policy)) continue;
    await client.rest(ask, ({ repos }, here) =>
      repos.deleteDeploymentBranchPolicy({ ...here, environment_name, branch_policy_id: id }),
    );
  }
}
