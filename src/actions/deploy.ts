import { isUntouched } from "../core/preflight.ts";
import { defineAction } from "../kit/action.ts";
import { RefusedError } from "../kit/errors.ts";
import { requireOwnFiles } from "../stages/own-files.ts";
import { type PipelineResult, runPipeline } from "../stages/pipeline.ts";
import { refuseObstacles } from "../stages/survey.ts";
import { orPutBack, type Told, type Work, withOutputs } from "./begin.ts";
import { openChain, openDeployment, sectionsFor, underLease } from "./deployment.ts";
import { admitOpening, mayMigrate, openRelease } from "./opening.ts";
import { rootInputs } from "./sections/index.ts";
import { holdHint, weightIn } from "./traffic-shift.ts";

/** The root action: the whole chain in one step, and the way back when a check fails. */
export const deploy = defineAction({
  name: "deploy",
  isRepeatable: false,
  adapters: [],
  inputs: rootInputs,
  summary:
    "Ship a release: proven backup, migrations, idle slot, smoke test, watched traffic, and everything back when a check fails.",
  outputs: {
    weight: "Percent of the traffic on the new release.",
    slot: "The slot that the release was put into.",
    "previous-release": "The commit that a rollback returns to; empty before the first good release.",
  },
  async run(task) {
    const deployment = await openDeployment(task);
    const sections = sectionsFor(deployment, deployment.release.commit);
    const chain = openChain(sections);
    const { state } = await deployment.journal.head();
    refuseObstacles(
      state.open?.commit !== deployment.release.commit || isUntouched(state.open)
        ? []
        : [
            {
              kind: "refused",
              where: "release",
              what: `${state.open.version} is open already; \`continue\` it or take it back with \`rollback\``,
            },
          ],
    );
    return withOutputs(deployment, async (told) => {
      const admission = await admitOpening({ deployment, sections, chain, state });
      return underLease(deployment, null, async (context, session) => {
        const work = { deployment, sections, chain, context, session };
        await openRelease(work, admission);
        return carryOn(work, told);
      });
    });
  },
});

/** Takes the open release as far as it goes and tells how far that was. */
export async function carryOn(work: Work, told: Told): Promise<Told> {
  const { open } = work.session.state;
  told.slot = open?.slot ?? "";
  told["previous-release"] = open?.previous?.commit ?? "";
  told.weight = "0";
  const { chain, deployment } = work;
  if (open !== null && chain.migrate !== null && open.migration?.applied !== true)
    await requireOwnFiles(deployment.repository, chain.migrate.migrator.port, open.commit);
  try {
    const guarded = mayMigrate(work);
    const result: PipelineResult = await orPutBack(work, () => runPipeline(work.context, guarded));
    told.weight = String(result.weight);
    if (result.state === "waiting" && result.isHeld) throw new RefusedError(result.why, { hint: holdHint });
    if (result.state === "waiting") work.context.effects.log.info(`The release waits: ${result.why}`);
    return told;
  } catch (error) {
    told.weight = weightIn(work.session.state);
    throw error;
  } finally {
    told.journal = work.session.lastEntry;
  }
}
