import { backupSecrets } from "./backup-section.ts";
import { type Proposed, type RepositoryFacts, runnerLabel, tagPattern, yamlWord } from "./facts.ts";

export type Level = "read" | "write";

/** What the jobs of each reusable workflow ask for: GitHub starts none of them where the caller grants less. */
export const neededPermissions = {
  deploy: {
    contents: "write",
    actions: "read",
    checks: "read",
    deployments: "write",
    "id-token": "write",
    "pull-requests": "write",
    statuses: "read",
  },
  rollback: { contents: "write", actions: "read", deployments: "write", "id-token": "write", "pull-requests": "write" },
  watch: {
    contents: "write",
    actions: "read",
    deployments: "write",
    "id-token": "write",
    issues: "write",
    "pull-requests": "write",
  },
  backup: { contents: "write", "id-token": "write" },
  promote: {
    contents: "write",
    actions: "read",
    checks: "read",
    deployments: "write",
    "id-token": "write",
    "pull-requests": "write",
    statuses: "read",
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Level>>>>;

export type Reusable = keyof typeof neededPermissions;

/** The workflows that call the suite: to release, to put back, and to keep an eye on what is left. */
export function proposeCallers(facts: RepositoryFacts): readonly Proposed[] {
  return [
    { path: ".github/workflows/release.yml", text: release(facts) },
    { path: ".github/workflows/rollback.yml", text: rollback(facts) },
    { path: ".github/workflows/watch.yml", text: watch(facts) },
  ];
}

function release(facts: RepositoryFacts): string {
  return lines([
    "name: release",
    `on: { push: { tags: [${JSON.stringify(tagPattern(facts.tags))}] } }`,
    ...job(facts, "deploy", "deploy"),
  ]);
}

function rollback(facts: RepositoryFacts): string {
  return lines([
    "name: rollback",
    "on:",
    "  workflow_dispatch:",
    "    inputs:",
    "      reason: { type: string, required: true, description: Why; for the journal and the pull requests. }",
    "      database: { type: choice, options: [auto, leave], default: auto, description: The schema; `leave` is your word that it may stay. }",
    ...job(facts, "rollback", "rollback"),
    `      reason: \${{ inputs.reason }}`,
    `      database: \${{ inputs.database }}`,
  ]);
}

function watch(facts: RepositoryFacts): string {
  return lines([
    "name: watch",
    'on: { schedule: [{ cron: "*/10 * * * *" }], workflow_run: { workflows: [release], types: [completed] } }',
    ...job(facts, "watch", "watch"),
  ]);
}

function job(facts: RepositoryFacts, name: string, called: Reusable): readonly string[] {
  const secrets = backupSecrets(facts).map((secret) => `      ${secret}: \${{ secrets.${secret} }}`);
  const permissions = Object.entries(neededPermissions[called]).map(([key, level]) => `${key}: ${level}`);
  const [suite = "", version = ""] = facts.suite.split("@");
  return [
    "jobs:",
    `  ${name}:`,
    `    permissions: { ${permissions.join(", ")} }`,
    `    uses: ${suite}/.github/workflows/${called}.yml@${version}`,
    ...(secrets.length === 0 ? [] : ["    secrets:", ...secrets]),
    "    with:",
    `      environment: ${yamlWord(facts.environment)}`,
    `      runs-on: ${yamlWord(runnerLabel(facts))}`,
  ];
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}
