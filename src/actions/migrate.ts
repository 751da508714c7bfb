import type { ReleaseJudgement } from "../core/judgement/finding.ts";
import { judgementLines } from "../core/plan/migration-sheet.ts";
import { defineAction, type Outcome } from "../kit/action.ts";
import { lookAtMigrations, type MigrationPlan } from "../stages/look-at-migrations.ts";
import { requireOwnFiles } from "../stages/own-files.ts";
import { runMigrate } from "../stages/pipeline.ts";
import { runStage, withOutputs } from "./begin.ts";
import { type Deployment, openChain, openDeployment, sectionsFor } from "./deployment.ts";
import { mayMigrate } from "./opening.ts";
import { isProposed } from "./proposal/event.ts";
import { judgeProposal } from "./proposal/judged.ts";
import { sarifOfCheckout, toolVersionOf, writeSarif } from "./sarif-file.ts";
import { migrateSection } from "./sections/migrate.ts";
import type { DeployTask } from "./task.ts";

/** The action `migrate`. */
export const migrate = defineAction({
  ...migrateSection,
  summary: "Judge the pending migrations, apply them, and believe it only when history table and schema agree.",
  outputs: {
    applied: "JSON list of the versions that were applied.",
    pending: "JSON list of the versions that are still pending: contract migrations that wait, or all of a `dry-run`.",
    verdict:
      "`SAFE`: code alone goes back. `PROBE`: what was written since decides. `REVERT-FIRST`: down, then code. `UNKNOWN`, `UNSAFE`: a person decides.",
    plan: "The judgement as JSON: each migration with its findings, its locks and its way back.",
    sarif: "With `dry-run`: path of the judgement as SARIF 2.1.0, for github/codeql-action/upload-sarif.",
  },
  async run(task) {
    if (isProposed(task.effects)) return judgeFiles(task);
    return isDry(task) ? look(task) : apply(task);
  },
});

function isDry(task: DeployTask): boolean {
  const settings = task.configure("");
  return settings.has("migrate") && settings.items(migrateSection)[0]?.values["dry-run"] === true;
}

async function apply(task: DeployTask): Promise<Outcome> {
  const lines: string[] = [];
  const outcome = await runStage(task, "migrate", async (work) => {
    const { context, chain, deployment } = work;
    if (chain.migrate === null) return {};
    await requireOwnFiles(deployment.repository, chain.migrate.migrator.port, deployment.release.commit);
    const told = { plan: "" };
    const looked = (seen: MigrationPlan) => {
      lines.push(...judgementLines(judgementOf(seen)));
      told.plan = JSON.stringify(judgementOf(seen));
    };
    const { applied, pending, verdict } = await runMigrate(context, mayMigrate(work, looked));
    return { ...told, applied: JSON.stringify(applied), pending: JSON.stringify(pending), verdict };
  });
  return lines.length === 0 ? outcome : { ...outcome, summary: summaryOf(lines) };
}

/** Only looks: at files, history table and journal. */
async function look(task: DeployTask): Promise<Outcome> {
  const deployment = await openDeployment(task);
  const chain = openChain(sectionsFor(deployment, deployment.release.commit));
  const step = chain.migrate;
  if (step === null) throw new Error("a dry run has a section");
  return withOutputs(deployment, async () => {
    const { state } = await deployment.journal.head();
    const plan = await lookAtMigrations(step, { state, release: deployment.release });
    const judgement = judgementOf(plan);
    task.effects.log.info(judgementLines(judgement).join("\n"));
    const versions = plan.now.map(({ version }) => version);
    return {
      applied: "[]",
      pending: JSON.stringify(versions),
      verdict: plan.verdict,
      plan: JSON.stringify(judgement),
      sarif: await writeSarif(task.effects, await sarifOfCheckout(task.effects, judgement, described(deployment))),
    };
  });
}

/** On a pull request: the files alone, as git has them. */
async function judgeFiles(task: DeployTask): Promise<Outcome> {
  const { judgement, markdown, sarif } = await judgeProposal(task, { toolVersion: toolVersionOf(task.effects) });
  const outputs = {
    applied: "[]",
    pending: JSON.stringify(judgement.migrations.map(({ version }) => version)),
    verdict: judgement.verdict,
    plan: JSON.stringify(judgement),
    sarif: await writeSarif(task.effects, sarif),
  };
  return { outputs, summary: markdown };
}

function described({ application, task }: Deployment) {
  return { fallback: task.common.config, category: `deploy-actions/migrations/${application}` };
}

function judgementOf({ now, verdict, previous }: MigrationPlan): ReleaseJudgement {
  return { verdict, previous, migrations: now };
}

function summaryOf(lines: readonly string[]): string {
  return ["## Migrations", "", ...lines, ""].join("\n");
}
