import type { ReleaseJudgement } from "../../core/judgement/finding.ts";
import { renderProposedJudgement } from "../../core/plan/proposal-sheet.ts";
import { type SarifOptions, sarifOf } from "../../core/sarif/sarif.ts";
import type { SarifLog } from "../../core/sarif/types.ts";
import { githubOf } from "../github.ts";
import type { DeployTask } from "../task.ts";
import { openProposal } from "./event.ts";
import { comment, describe } from "./static-plan.ts";

export interface JudgedProposal {
  readonly judgement: ReleaseJudgement;
  /** For the job summary; written as a comment on the pull request already, where the token may. */
  readonly markdown: string;
  readonly sarif: SarifLog;
}

/** Judges the migrations of a pull request by git's objects alone: nothing of it is run and no `$NAME` is resolved. */
export async function judgeProposal(
  task: DeployTask,
  options: Pick<SarifOptions, "toolVersion" | "informationUri">,
): Promise<JudgedProposal> {
  const { plan, files } = await describe(task, await openProposal(task.effects));
  const judgement = plan.judgement ?? { verdict: "UNKNOWN", previous: "unknown", migrations: [] };
  const text = renderProposedJudgement(plan);
  const github = await githubOf(task)();
  const told = github === null ? "" : await comment(github, plan, text, "migrations");
  const category = `deploy-actions/migrations/${plan.application}`;
  return {
    judgement,
    markdown: told === "" ? text : `${text}\n${told}\n`,
    sarif: sarifOf(judgement, { ...options, files, fallback: plan.file, category }),
  };
}
