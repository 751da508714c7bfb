import type { Values } from "../kit/fields.ts";
import { choice, duration, flag, list, secret, text } from "../kit/fields.ts";

/** Inputs of every action that deploy.yml may set at its top level. */
export const fileInputs = {
  application: text({
    description:
      "Name of the application: one journal per application and environment. Without it, the repository's name.",
  }),
  journal: choice({
    choices: ["origin", "local"],
    default: "origin",
    description: "Where the journal is kept: on the git remote `origin`, or in this repository alone.",
  }),
  wait: duration({ default: "0s", description: "How long to wait for another run before refusing." }),
};

/** Inputs of every action that only the step itself can set. */
export const stepInputs = {
  config: text({ default: ".github/deploy.yml", description: "The configuration file; may be absent." }),
  environment: text({ default: "production", description: "The environment: chooses the overlay and the journal." }),
  release: text({
    description: "The commit to deploy: id, tag or branch. Without it, the workflow's commit (`HEAD` elsewhere).",
  }),
  version: text({ description: "What people call the release. Without it, the tag, or the short commit id." }),
  only: text({ description: "Work on this item only, where a section is a list." }),
  "env-allow": list({
    description:
      "Environment variables that `$NAME` in the configuration may read on a runner. Not settable in deploy.yml: the file that uses a name cannot be the one that allows it.",
  }),
  "allow-bad-commit": flag({ default: "false", description: "Deploy a commit that was taken back before." }),
  "allow-older": flag({
    default: "false",
    description: "Deploy a commit that is older than what is live: going back is what you want.",
  }),
  gate: list({
    description:
      "Environments whose approval this step needs: each has to have been approved in this very run, not too long ago, and for nothing else.",
  }),
  "approved-digest": text({
    description: "The plan's digest that was approved; a plan that is another one by now is refused.",
  }),
  "if-configured": flag({
    default: "false",
    description: "Leave this stage out, successfully, where neither deploy.yml nor the step configures it.",
  }),
  "override-freeze": text({
    description:
      "Why this release goes out in spite of a freeze or outside its window; goes into the journal with your name.",
  }),
  dotenv: secret({
    description:
      "Variables for `$NAME` as the lines of a .env file, where they cannot be handed over one by one; every value that could be a secret is masked.",
  }),
  "github-token": secret({
    description:
      "Token for the journal on `origin` and for GitHub's API. Without it, the journal uses the credentials of actions/checkout, and nothing is asked of GitHub.",
  }),
  "working-directory": text({ default: ".", description: "The checkout, relative to the workspace." }),
};

/** Inputs of every action. */
export const commonInputs = { ...fileInputs, ...stepInputs };
export type Common = Values<typeof commonInputs>;

/** Outputs of every action. */
export const commonOutputs = {
  outcome: "`success`, `failure`, `refused` or `cancelled`.",
  reason: "Why it did not succeed: one of the codes below; empty on success.",
  release: "The commit that was worked on.",
  journal: "The id of the last journal entry that was written.",
  changed:
    "`true` where this release has changed anything outside the journal that is there when the step ends; empty where that is not known.",
};
