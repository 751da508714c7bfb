import { InputError } from "../../kit/errors.ts";
import type { EnvironmentRules, GitHub } from "../../stages/ports/github.ts";
import type { Client } from "./client.ts";
import { putEnvironment } from "./put-environment.ts";
import { segment } from "./segments.ts";

interface Reviewer {
  readonly reviewer?: { readonly login?: string; readonly slug?: string };
}

interface Rule {
  readonly type: string;
  readonly wait_timer?: number;
  readonly prevent_self_review?: boolean;
  readonly reviewers?: readonly Reviewer[];
}

interface Environment {
  readonly name: string;
  readonly protection_rules?: readonly Rule[];
  readonly deployment_branch_policy?: { readonly protected_branches: boolean } | null;
  /** Answered, but missing in the published description. */
  readonly can_admins_bypass?: boolean;
}

export function environmentsOf(client: Client): Pick<GitHub, "environment" | "putEnvironment" | "defaultBranch"> {
  const read = (name: string) => readEnvironment(client, name);
  return {
    async environment(name) {
      try {
        return await read(name);
      } catch (error) {
        if (error instanceof InputError && error.cause !== undefined) return null;
        throw error;
      }
    },
    async putEnvironment(wish) {
      await putEnvironment(client, wish);
      return read(wish.name);
    },
    async defaultBranch() {
      const ask = { deed: "read the default branch", permissions: ["contents: read"] as const };
      const data = await client.rest(ask, ({ repos }, here) => repos.get({ ...here }));
      return data.default_branch;
    },
  };
}

async function readEnvironment(client: Client, name: string): Promise<EnvironmentRules> {
  const ask = {
    deed: `read the environment \`${name}\``,
    named: `environment \`${name}\``,
    permissions: ["actions: read"] as const,
  };
  const environment_name = segment("an environment", name);
  const found: Environment = await client.rest(ask, ({ repos }, here) =>
    repos.getEnvironment({ ...here, environment_name }),
  );
  return rules(found, await customRules(client, environment_name), client.owner);
}

/** Servers that do not know such rules have none. */
async function customRules(client: Client, environment_name: string): Promise<number> {
  const ask = { deed: `read the rules of \`${environment_name}\``, permissions: ["actions: read"] as const };
  try {
    const answer = await client.rest(ask, ({ repos }, here) =>
      repos.getAllDeploymentProtectionRules({ ...here, environment_name }),
    );
    return answer.total_count ?? 0;
  } catch (error) {
    if (error instanceof InputError) return 0;
    throw error;
  }
}

function rules(found: Environment, customRules: number, owner: string): EnvironmentRules {
  const list = found.protection_rules ?? [];
  const review = list.find(({ type }) => type === "required_reviewers");
  const minutes = list.find(({ type }) => type === "wait_timer")?.wait_timer ?? 0;
  const policy = found.deployment_branch_policy ?? null;
  return {
    name: found.name,
    reviewers: (review?.reviewers ?? []).flatMap(({ reviewer }) => reviewer?.login ?? team(owner, reviewer?.slug)),
    preventsSelfReview: review?.prevent_self_review ?? false,
    waitTimer: minutes * 60_000,
    branchPolicy: policy === null ? null : policy.protected_branches ? "protected" : "selected",
    // Whoever does not say so lets them: that is what GitHub begins with.
    adminsBypass: found.can_admins_bypass ?? true,
    customRules,
  };
}

function team(owner: string, slug: string | undefined): readonly string[] {
  return slug === undefined ? [] : [`${owner}/${slug}`];
}
