import { renderPlan } from "../core/plan/sheet.ts";
import { rollbackPlan } from "../core/plan.ts";
import { defineAction } from "../kit/action.ts";
import { RefusedError } from "../kit/errors.ts";
import { keepEvidence } from "../stages/keep-evidence.ts";
import { openChain, openDeployment, sectionsFor, surveyFor } from "./deployment.ts";
import { isProposed } from "./proposal/event.ts";
import { planProposal } from "./proposal/static-plan.ts";
import { planSection } from "./sections/plan.ts";

/** The action `plan`: says what a release would do and what is in the way, and changes nothing. */
export const plan = defineAction({
  ...planSection,
  summary: "Show what a release would do, what is in the way, and how it would be taken back. Changes nothing.",
  outputs: {
    plan: "The plan as JSON.",
    digest:
      "SHA-256 of what the plan is about: commit, migrations, verdict, schema, configuration, rollback target; short digests of the parts follow it.",
    "rollback-plan": "The steps of a rollback as a JSON list.",
    "plan-comment": "On the event of a pull request, the Markdown of its comment; empty otherwise.",
  },
  async run(task) {
    if (isProposed(task.effects)) return planProposal(task);
    const deployment = await openDeployment(task);
    const sections = sectionsFor(deployment, deployment.release.commit);
    const chain = openChain(sections);
    const { state } = await deployment.journal.head();
    const github = await deployment.github();
    const { plan, digest, evidence } = await surveyFor(deployment, sections, chain, state, github);
    if (evidence !== null) await keepEvidence(deployment.journal, task.effects, evidence);
    const outputs = {
      release: deployment.release.commit,
      plan: JSON.stringify(plan),
      digest,
      "rollback-plan": JSON.stringify(rollbackPlan(plan)),
    };
    const summary = renderPlan(plan, digest);
    if (plan.obstacles.length === 0) return { outputs, summary };
    const reasons = plan.obstacles.map(({ where, what }) => `${where}: ${what}`).join("\n- ");
    return { outputs, summary, failure: new RefusedError(`this release would be refused:\n- ${reasons}`) };
  },
});
