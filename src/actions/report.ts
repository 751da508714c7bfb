import { revertBranches } from "../adapters/repositories/revert-branch.ts";
import type { Moment } from "../core/moments.ts";
import { renderNothing, renderReport, type Told } from "../core/report/summary.ts";
import { defineAction, type Outcome } from "../kit/action.ts";
import { ActionError, CancelledError, ServiceError } from "../kit/errors.ts";
import { type Reported, reportRelease } from "../stages/report-release.ts";
import { type Deployment, openDeployment, sectionsFor } from "./deployment.ts";
import type { SectionContext } from "./sections/context.ts";
import { reportSection } from "./sections/report.ts";
import { rollbackSection } from "./sections/rollback.ts";
import { tellPeople } from "./telling.ts";

const nothing: Reported = { told: null, comments: [], revert: null, entry: "" };

/** The action `report`: tells a release's story from the journal, on its pull requests and in the summary. */
export const report = defineAction({
  ...reportSection,
  summary:
    "Tell what happened to a release: on its pull requests, in the job summary, and by the pull request that reverts it.",
  outputs: {
    "comment-url": "Address of the comment on the newest pull request; empty where none was written.",
    comments: "The comments as a JSON list of `number` and `url`.",
    "revert-url": "Address of the pull request that reverts the release; empty where there is none.",
  },
  async run(task) {
    const deployment = await openDeployment(task);
    const sections = sectionsFor(deployment, deployment.release.commit);
    const { application, environment } = deployment;
    try {
      const reported = await tell(deployment, sections);
      const { told } = reported;
      const summary = told === null ? renderNothing(application, environment) : renderReport(told);
      const telling = told === null ? null : await notify(deployment, sections, told);
      const failure = telling?.failure ?? null;
      const outputs = outputsOf({ ...reported, entry: telling?.lastEntry || reported.entry });
      return { outputs, summary, ...(failure === null ? {} : { failure }) };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      // Whatever became of the release, it is not this that decides it.
      task.effects.log.warn(`Nothing is reported: ${error.message}`);
      return { outputs: outputsOf(nothing), summary: `Nothing is reported: the journal could not be read.\n` };
    }
  },
});

async function tell(deployment: Deployment, sections: SectionContext): Promise<Reported> {
  const { task, release } = deployment;
  const [item] = sections.settings.items(reportSection);
  const [rollback] = sections.settings.items(rollbackSection);
  const moment = item?.values.moment ?? null;
  return reportRelease(task.effects, {
    ...deployment,
    reverter: revertBranches(task.effects, task.common["github-token"]),
    asked: moment === null ? null : release,
    moment,
    comments: item?.values.comment ?? true,
    reverts: (rollback?.values["revert-pull-request"] ?? false) && (moment === null || moment === "ended"),
  });
}

function outputsOf({ told, comments, revert, entry }: Reported): Outcome["outputs"] {
  const written = comments.filter(({ url }) => url !== null).map(({ number, url }) => ({ number, url }));
  return {
    release: told?.release.commit ?? "",
    journal: entry,
    "comment-url": written[0]?.url ?? "",
    comments: JSON.stringify(written),
    "revert-url": revert?.url ?? "",
  };
}

/** People are told last: by then the pull requests say what the message leads to. */
async function notify(deployment: Deployment, sections: SectionContext, { release, standing }: Told) {
  const moments: Readonly<Partial<Record<Told["standing"], Moment>>> = {
    planned: "planned",
    running: "started",
    "not begun": "failed",
  };
  try {
    return await tellPeople({ ...deployment, release }, sections, moments[standing] ?? null);
  } catch (error) {
    if (!(error instanceof ActionError) || error instanceof CancelledError) throw error;
    deployment.task.effects.log.warn(`People were not told: ${error.message}`);
    return null;
  }
}
