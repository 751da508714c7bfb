import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { type FakeGitHub, openFakeGitHub } from "../github/fake.ts";
import type { Call } from "../github/server.ts";
import { openRunner, type Runner, type Step } from "./runner.ts";

/** What one run of the workflow has asked of GitHub. */
export interface WholeRun {
  /** Step by step, in the order of the workflow. */
  readonly steps: readonly { readonly name: string; readonly calls: readonly Call[]; readonly ended: Step }[];
  readonly calls: readonly Call[];
}

/** The quickstart, GitHub, and the steps that `deploy.yml` makes of one deployment: each a process of its own. */
export interface Workflow {
  readonly runner: Runner;
  readonly github: FakeGitHub;
  /** Commits a release after another one: the files of `like`, brought by so many pull requests. */
  commit(version: string, release: { readonly after: string; readonly like: string; readonly pulls: number }): void;
  /** Runs every step that the workflow would run; the way back where one has failed. */
  run(version: string): Promise<WholeRun>;
  close(): Promise<void>;
}

const gate = "production-approve";
const token = { "github-token": "a-token-of-the-run" };

/** Founds it in an empty folder, v1 live without a token, with the bundle in `dist` unless another is named. */
export async function openWorkflow(folder: string, dist?: string): Promise<Workflow> {
  const runner = await openRunner(folder, dist);
  const { git, commit: idOf } = runner.world;
  const github = await openFakeGitHub({
    origin: git("rev-parse", "--absolute-git-dir"),
    seed: {
      repository: { full_name: "shop/quickstart" },
      environments: [{ name: gate, reviewers: ["alice"] }, { name: "production" }],
    },
  });
  runner.checkOut("v1");
  succeeded(await runner.step("deploy", { with: { version: "v1" }, env: github.env }));
  let [runs, pulls] = [100, 0];
  return {
    runner,
    github,
    commit(version, { after, like, pulls: wanted }) {
      git("checkout", "--quiet", "--detach", after);
      for (let made = 0; made < Math.max(1, wanted); made++) {
        git("read-tree", "--reset", "-u", like);
        askForReverts(join(folder, "repository/.github/deploy.yml"));
        git(...author, "commit", "--quiet", "--all", "--allow-empty", "--message", `${version}, change ${made + 1}`);
        if (wanted > 0) github.add({ pulls: [{ number: ++pulls, title: "A change", mergeCommit: idOf("HEAD") }] });
      }
      git("tag", version);
      git("update-ref", "refs/heads/main", "HEAD");
      github.add({ checks: [{ sha: idOf(version), name: "test" }] });
    },
    run: (version) => runAll({ runner, github, version, id: ++runs }),
    async close() {
      await runner.close();
      await github[Symbol.asyncDispose]();
    },
  };
}

/** A rollback then has the most to ask of GitHub. */
function askForReverts(path: string): void {
  const file = parse(readFileSync(path, "utf8")) as Record<string, object>;
  writeFileSync(path, stringify({ ...file, rollback: { ...file.rollback, "revert-pull-request": true } }));
}

const author = ["-c", "user.name=alice", "-c", "user.email=alice@example.com"];

interface Begun {
  readonly runner: Runner;
  readonly github: FakeGitHub;
  readonly version: string;
  readonly id: number;
}

async function runAll({ runner, github, version, id }: Begun): Promise<WholeRun> {
  const steps: { name: string; calls: readonly Call[]; ended: Step }[] = [];
  const step = async (job: string, action: string, given: Readonly<Record<string, string>> = {}) => {
    const before = github.calls.length;
    const ended = await runner.step(action, {
      with: { ...token, version, ...given },
      env: { ...github.env, GITHUB_RUN_ID: String(id), GITHUB_JOB: job },
    });
    const name = given.moment === undefined ? action : `${action} ${given.moment}`;
    steps.push({ name, calls: github.calls.slice(before), ended });
    return ended;
  };
  runner.checkOut(version);
  github.add({ runs: [{ id, sha: runner.world.commit(version) }] });
  const { outputs } = succeeded(await step("plan", "plan", { gate }));
  succeeded(await step("announce", "report", { moment: "planned" }));
  github.add({
    jobs: [{ run: id, name: `deploy / gate ${gate}` }],
    reviews: [{ run: id, environments: [gate], state: "approved", user: "alice", comment: "Looks good" }],
  });
  succeeded(await step("started", "report", { moment: "started" }));
  const opening = { gate, "approved-digest": outputs.digest ?? "", "if-configured": "true" };
  for (const action of ["backup", "migrate", "deploy-slot", "smoke-test"])
    succeeded(await step("act", action, opening));
  const shifted = await step("act", "traffic-shift", { to: "100", "if-configured": "true" });
  if (shifted.code === 0) succeeded(await step("finish", "continue", { to: "100" }));
  else await step("act", "rollback", { reason: "the run failed or was cancelled" });
  succeeded(await step("report", "report", { moment: "ended" }));
  return { steps, calls: steps.flatMap(({ calls }) => calls) };
}

function succeeded(step: Step): Step {
  if (step.code !== 0) throw new Error(`a step failed:\n${step.log}`);
  return step;
}

/** How often each operation was asked for, the most frequent first. */
export function tally(calls: readonly Call[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const call of calls) counts.set(nameOf(call), (counts.get(nameOf(call)) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}

const fields =
  /\b(statusCheckRollup|deployments|associatedPullRequests|updateIssueComment|addComment|revertPullRequest|pullRequests|comments|issues)\b/;

/** GraphQL's calls by what they are about. */
function nameOf({ operation, body }: Call): string {
  const [about] = fields.exec(String((body as { readonly query?: unknown } | undefined)?.query)) ?? [];
  return operation === "graphql" ? `graphql ${about}` : operation;
}
