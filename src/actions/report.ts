import { renderNothing, renderReport } from "../core/report/summary.ts";
import { tellStories } from "../core/story.ts";
import { defineAction } from "../kit/action.ts";
import { openDeployment } from "./deployment.ts";
import { reportSection } from "./sections/report.ts";

/** How many entries a report looks back over: more than any one release writes in a day. */
const reach = 1000;

/** The action `report`: tells the newest release's story from the journal. */
export const report = defineAction({
  ...reportSection,
  summary: "Tell what happened to the newest release, from the journal, as one Markdown summary.",
  outputs: { "comment-url": "Address of the pull-request comment; empty where none was written." },
  async run(task) {
    const deployment = await openDeployment(task);
    const [story] = tellStories(await deployment.journal.entries(reach));
    const { application, environment } = deployment;
    const standing = story === undefined || story.outcome === "open" ? "waiting" : story.outcome;
    const summary =
      story === undefined
        ? renderNothing(application, environment)
        : renderReport({
            ...{ application, environment, release: story.release, standing, story },
            ...{ previous: null, links: [], notes: [] },
          });
    return { outputs: { release: story?.release.commit ?? "", "comment-url": "" }, summary };
  },
});
