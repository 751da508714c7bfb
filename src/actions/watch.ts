import type { JournalState } from "../core/journal.ts";
import { defineAction } from "../kit/action.ts";
import { noteFollowUps, openDueIssues } from "../stages/follow-up.ts";
import { type Told, withOutputs } from "./begin.ts";
import { type Deployment, openDeployment, sectionsFor } from "./deployment.ts";
import { type WatchPlan, watchPlan, watchSection } from "./sections/watch.ts";
import { tendLive } from "./watch-live.ts";
import { tendOpen } from "./watch-open.ts";
import { beginLook, type Looked } from "./watched.ts";

/** The action `watch`: one look at an environment by somebody who happens to come by. */
export const watch = defineAction({
  ...watchSection,
  summary:
    "Look at an environment once: finish what a dead job has left, go on with soaking ramps, look at the live release again.",
  outputs: {
    duty: "What was done, separated by commas: `rollback`, `continue`, `held`, `maintenance-off`, `look <age>`, `follow-up <issue>`; empty where there was nothing to do.",
    weight: "Percent of the traffic on the open release; 100 where none is open and one is live.",
    version: "What people call the release that was looked at.",
  },
  async run(task) {
    const opened = await openDeployment(task);
    const { state } = await opened.journal.head();
    const deployment = about(opened, state);
    const plan = watchPlan(sectionsFor(deployment, deployment.release.commit));
    const looked = beginLook(deployment);
    const outcome = await withOutputs(deployment, async (told) => {
      try {
        told.version = state.open?.version ?? state.live?.version ?? "";
        await tend(opened, state, { plan, looked, told });
      } finally {
        told.duty = looked.duties.join(", ");
      }
      return told;
    });
    return { ...outcome, summary: looked.render(deployment.application, deployment.environment) };
  },
});

/** The same for the release that is open, or else live. */
function about(deployment: Deployment, { open, live }: JournalState): Deployment {
  const release = open ?? live;
  return release === null
    ? deployment
    : { ...deployment, release: { commit: release.commit, version: release.version } };
}

interface Look {
  readonly plan: WatchPlan;
  readonly looked: Looked;
  readonly told: Told;
}

async function tend(deployment: Deployment, state: JournalState, { plan, looked, told }: Look): Promise<void> {
  const { journal, task } = deployment;
  if (!(await tendOpen(about(deployment, state), state, looked, told))) return failUndelivered(looked);
  // What was open may be live by now, or gone.
  const now = looked.hasDone ? (await journal.head()).state : state;
  const { live } = now;
  if (live === null) return looked.see("no release is live");
  told.weight = "100";
  const own = about(deployment, { ...now, open: null });
  const wrong = await tendLive(own, now, plan, looked, told);
  await followUp(own, now, plan, looked);
  await looked.tell(own, sectionsFor(own, live.commit), "stable");
  looked.see(
    `${live.version} is live since ${live.at}; last restore drill: ${now.lastDrill === null ? "none yet" : JSON.stringify(now.lastDrill)}`,
  );
  if (wrong !== null && plan.failsStep) throw wrong;
  if (wrong !== null) task.effects.log.warn(wrong.message);
  failUndelivered(looked);
}

function failUndelivered({ undelivered }: Looked): void {
  if (undelivered !== null) throw undelivered;
}

async function followUp(
  deployment: Deployment,
  state: JournalState,
  { followUps }: WatchPlan,
  looked: Looked,
): Promise<void> {
  const { journal, task } = deployment;
  const noted = await noteFollowUps(task.effects, deployment, state, followUps);
  const known = noted === 0 ? state : (await journal.head()).state;
  const { issues, problem } = await openDueIssues(task.effects, deployment, known);
  for (const issue of issues) looked.did(`follow-up ${issue}`);
  if (problem !== null) looked.see(problem);
}
