import { resolve } from "node:path";
import { openGitHub } from "../../adapters/github/open.ts";
import { openWorkTree } from "../../adapters/repositories/work-tree.ts";
import { type Finding, met, refused, unseen } from "../../core/preflight/finding.ts";
import type { NamesBySection } from "../../core/setup/judge-callers.ts";
import { gatesOf, judgeSections, judgeTags } from "../../core/setup/judge-environment.ts";
import { findingLine } from "../../core/setup/told.ts";
import { defineAction } from "../../kit/action.ts";
import { InputError, RefusedError } from "../../kit/errors.ts";
import type { BackUpStep } from "../../stages/backup-step.ts";
import type { Chain } from "../../stages/chain.ts";
import { type Callers, lookAtCallers, namesIn } from "../../stages/look-at-callers.ts";
import { lookAtGates } from "../../stages/look-at-gates.ts";
import { isFailure, orFinding } from "../../stages/or-finding.ts";
import { openChain, openDeployment, sectionsFor } from "../deployment.ts";
import { planValues, timeFindings } from "../release-times.ts";
import type { DeployTask } from "../task.ts";

const noCallers: Callers = { calls: [], uses: [], findings: [] };

/** The command `check`: reads configuration and workflows, and asks everything that they name whether it is there. */
export const check = defineAction({
  name: "check",
  isRepeatable: false,
  adapters: [],
  inputs: {},
  summary:
    "Check the configuration, the workflows, the environments on GitHub, and whether everything they name is there. Changes nothing.",
  outputs: {},
  async run(task: DeployTask) {
    const { common, effects } = task;
    const path = common.config ?? ".github/deploy.yml";
    const text = await effects.exec.readFile(resolve(effects.folder, path));
    const names = text === null ? {} : namesIn(text, common.environment);
    const callers = await callersOf(task, names);
    const parts = text === null ? { findings: [], problem: null } : await askParts(task);
    const findings = [
      ...(text === null ? absent(path, callers) : []),
      ...parts.findings,
      ...(text === null ? [] : judgeSections(callers.calls, common.environment, names)),
      ...callers.findings,
      ...(await askGitHub(task, callers)),
    ];
    const summary = findings.map(findingLine).join("\n");
    if (parts.problem !== null) return { outputs: {}, summary, failure: parts.problem };
    const bad = findings.filter(({ judgement }) => judgement === "refused");
    if (bad.length === 0) return { outputs: {}, summary };
    const failure = new RefusedError(`${bad.length} of ${findings.length} parts are not as they have to be`);
    return { outputs: {}, summary, failure };
  },
});

/** Single actions do without the file, as long as their steps say everything. */
function absent(path: string, { uses, calls }: Callers): readonly Finding[] {
  if (uses.length > 0 && calls.length === 0)
    return [unseen("configuration", `there is no \`${path}\`: the steps have to say everything`)];
  return [refused("configuration", `there is no \`${path}\``, "run `deploy-actions init`, which writes one")];
}

async function callersOf({ effects }: DeployTask, names: NamesBySection): Promise<Callers> {
  try {
    const tree = await openWorkTree(effects);
    return await lookAtCallers(tree, names);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const why = error.problems.map(({ what }) => what).join("; ");
    return { ...noCallers, findings: [unseen("workflows", `not looked at: ${why}`)] };
  }
}

async function askParts(
  task: DeployTask,
): Promise<{ readonly findings: readonly Finding[]; readonly problem: InputError | null }> {
  try {
    const deployment = await openDeployment(task);
    const sections = sectionsFor(deployment, deployment.release.commit);
    const chain = openChain(sections);
    const { journal } = deployment;
    const head = await ask("journal", async () => `${journal.location}: ${(await journal.head()).at ?? "empty"}`);
    return { findings: [head, ...(await timeFindings(sections)), ...(await askChain(chain))], problem: null };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const isNew = task.common.release === undefined && error.problems.some(({ where }) => where === "release");
    const remedy = isNew
      ? "make the first commit, or fetch it"
      : (error.hint ?? `correct it in \`${task.common.config ?? "deploy.yml"}\``);
    return { findings: error.problems.map(({ where, what }) => refused(where, what, remedy)), problem: error };
  }
}

async function askGitHub(task: DeployTask, { calls, uses }: Callers): Promise<readonly Finding[]> {
  const { common, effects } = task;
  if (calls.length === 0 && uses.length === 0) return [];
  const { environment } = common;
  const github = await openGitHub({ effects, token: common["github-token"] ?? effects.env("GITHUB_TOKEN") });
  const gates = gatesOf(calls, environment);
  const { findings } = await lookAtGates({ asked: askedOf(task), gates, environment, github });
  const told = findings.map((one) => (one.judgement === "warned" ? { ...one, remedy: toEnvironments } : one));
  if (github === null)
    return [...told, unseen("GitHub", "not asked: set GITHUB_TOKEN, in a clone whose `origin` is on GitHub")];
  const rules = await orFinding("tags", () => github.environment(environment));
  return isFailure(rules) ? told : [...told, ...judgeTags(calls, environment, rules?.branchPolicy ?? null)];
}

const toEnvironments = "Settings, Environments; `deploy-actions init --reviewers` creates what is missing";

/** What deploy.yml says of reviewers; a section that cannot be read is told of by the others. */
function askedOf(task: DeployTask): { readonly "gate-reviewers": "required" | "not-enforced" } {
  try {
    return planValues({ ...task, settings: task.configure(""), application: "", environment: task.common.environment });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { "gate-reviewers": "required" };
  }
}

async function askBackup(step: BackUpStep): Promise<readonly Finding[]> {
  const { item, database } = step;
  const identity = await ask(`database ${item}`, async () => Object.values(await database.port.identity()).join(" "));
  if (step.method !== "dump") return [identity];
  const { port } = step.store;
  const store = await ask(`store ${item}`, async () => `${port.location}: ${(await port.list()).length} backups`);
  const codec = await orFinding(`backup ${item}`, async () => void (await step.openCodec()));
  return [identity, store, ...(isFailure(codec) ? [codec.failure] : [])];
}

async function askChain({ backups, migrate, slot, shifts }: Chain): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const step of backups) findings.push(...(await askBackup(step)));
  if (migrate !== null) {
    const question = async () => {
      const { applied, pending } = await migrate.migrator.port.state();
      return `${applied.length} applied, ${pending.length} pending`;
    };
    findings.push(await ask("migrations", question));
  }
  if (slot !== null) {
    const question = async () => {
      const slots = Object.entries(await slot.host.port.slots());
      return slots.map(([name, { status }]) => `${name} ${status}`).join(", ");
    };
    findings.push(await ask("slots", question));
  }
  for (const { item, router } of shifts) {
    const question = async () => {
      const { active, weight } = await router.port.read();
      return `${active} is active, ${weight} % go to the other slot`;
    };
    findings.push(await ask(`router ${item}`, question));
  }
  return findings;
}

async function ask(what: string, question: () => Promise<string>): Promise<Finding> {
  const answer = await orFinding(what, question);
  return isFailure(answer) ? answer.failure : met(what, answer);
}
