import { basename } from "node:path";
import { databases } from "../../adapters/databases/index.ts";
import { openGitHub } from "../../adapters/github/open.ts";
import { hosts } from "../../adapters/hosts/index.ts";
import { metrics } from "../../adapters/metrics/index.ts";
import { migrators } from "../../adapters/migrators/index.ts";
import { openWorkTree } from "../../adapters/repositories/work-tree.ts";
import { routers } from "../../adapters/routers/index.ts";
import { stores } from "../../adapters/stores/index.ts";
import { type Finding, unseen } from "../../core/preflight/finding.ts";
import { applicationName, type RepositoryFacts, tagPattern } from "../../core/setup/facts.ts";
import { placeholderSuite } from "../../core/setup/handwork.ts";
import { describeSetUp } from "../../core/setup/told.ts";
import { defineAction } from "../../kit/action.ts";
import { InputError, RefusedError } from "../../kit/errors.ts";
import { duration, flag, list, text, type Values } from "../../kit/fields.ts";
import { lookAtRepository, placeFiles, proposeFiles } from "../../stages/set-up.ts";
import { setUpEnvironments } from "../../stages/set-up-environments.ts";
import type { DeployTask } from "../task.ts";

const inputs = {
  suite: text({
    default: placeholderSuite,
    description: "What the workflows call: the repository of deploy-actions and its version.",
  }),
  "runs-on": text({ description: "Label of the runner. Without it, the application's name and `-server`." }),
  "dry-run": flag({ default: "false", description: "Print what would be written; write and create nothing." }),
  force: flag({
    default: "false",
    description: "Replace files that say something else, where a commit has what they say now.",
  }),
  reviewers: list({
    description:
      "Who may approve (`alice, org/team`, at most six): creates the environments on GitHub. Needs a token that may administer the repository, best in GITHUB_TOKEN.",
  }),
  "wait-timer": duration({ default: "0s", description: "How long the gate waits besides (whole minutes)." }),
  "prevent-self-review": flag({ default: "false", description: "Whoever starts the run may not approve it." }),
};

/** The command `init`: looks at the repository, writes the files that are missing, and creates the environments if asked. */
export const init = defineAction({
  name: "init",
  isRepeatable: false,
  adapters: [],
  inputs,
  summary: "Look at this repository, write deploy.yml and the workflows, and say what is left to do by hand.",
  outputs: { written: "The files that were written, as a JSON list." },
  async run(task: DeployTask) {
    const { common, effects } = task;
    const values = task.configure("").items(init)[0]?.values as Values<typeof inputs>;
    if (common.environment.includes("/")) throw wrong("environment", "must not hold a slash here");
    if (!/^[\w.-]+\/deploy-actions@[\w.-]+$/.test(values.suite)) {
      throw wrong("suite", `must look like \`${placeholderSuite}\`, not \`${values.suite}\``);
    }
    const tree = await openWorkTree(effects);
    const facts = await lookAtRepository(tree, {
      application: common.application === undefined ? undefined : applicationName(common.application),
      environment: common.environment,
      adapters: adapterNames(),
      suite: values.suite,
      runsOn: values["runs-on"] ?? null,
      folderName: basename(effects.folder),
    });
    const options = { force: values.force, dryRun: values["dry-run"], log: effects.log };
    const files = await placeFiles(tree, proposeFiles(facts), options);
    const environments = await environmentsFor(task, values, facts);
    const written = files.filter(({ outcome }) => outcome === "written" || outcome === "replaced");
    const outputs = { written: JSON.stringify(written.map(({ path }) => path)) };
    const summary = describeSetUp({ facts, files, environments });
    const bad = environments.filter(({ judgement }) => judgement === "refused");
    if (bad.length === 0) return { outputs, summary };
    const reasons = bad.map(({ what, found }) => `${what}: ${found}`).join("; ");
    return { outputs, summary, failure: new RefusedError(reasons, hintOf(bad)) };
  },
});

async function environmentsFor(
  { common, effects }: DeployTask,
  values: Values<typeof inputs>,
  facts: RepositoryFacts,
): Promise<readonly Finding[]> {
  const reviewers = values.reviewers ?? [];
  const token = common["github-token"] ?? effects.env("GITHUB_TOKEN");
  if (reviewers.length === 0) {
    return token === undefined
      ? []
      : [unseen("environments", "not looked at: `--reviewers` names nobody for the gate")];
  }
  const github = await openGitHub({ effects, token });
  if (github === null) {
    const lack = token === undefined ? "a token: set GITHUB_TOKEN" : "a repository of GitHub as `origin`";
    throw wrong("reviewers", `creating the environments needs ${lack}`);
  }
  return setUpEnvironments({
    github,
    asked: {
      environment: common.environment,
      reviewers,
      waitTimer: values["wait-timer"],
      preventSelfReview: values["prevent-self-review"],
      defaultBranch: await github.defaultBranch(),
      tags: tagPattern(facts.tags),
    },
    dryRun: values["dry-run"],
    log: effects.log,
  });
}

function adapterNames(): ReadonlySet<string> {
  const registries = [databases, stores, migrators, hosts, routers, metrics];
  return new Set(registries.flatMap(({ adapters }) => adapters.map(({ name }) => name)));
}

function hintOf(bad: readonly Finding[]): { readonly hint?: string } {
  const remedies = [...new Set(bad.flatMap(({ remedy }) => remedy ?? []))];
  return remedies.length === 0 ? {} : { hint: `What to do: ${remedies.join("; ")}.` };
}

function wrong(where: string, what: string): InputError {
  return new InputError([{ where, what }]);
}
