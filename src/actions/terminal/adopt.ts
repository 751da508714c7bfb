import { defineAction } from "../../kit/action.ts";
import { proveLive, recordLive } from "../../stages/adopt.ts";
import { withOutputs } from "../begin.ts";
import { openChain, openDeployment, sectionsFor, underLease } from "../deployment.ts";

/** The command `adopt`: what is live already becomes what a rollback returns to. */
export const adopt = defineAction({
  name: "adopt",
  isRepeatable: false,
  adapters: [],
  inputs: {},
  summary:
    "Prove what is live, and record it as verified good: for the first use, and after a deployment past the journal.",
  outputs: { slot: "The slot that has the traffic." },
  async run(task) {
    const deployment = await openDeployment(task);
    const chain = openChain(sectionsFor(deployment, deployment.release.commit));
    return withOutputs(deployment, async (told) => {
      const { state } = await deployment.journal.head();
      const candidate = { ...deployment.release, allowsBadCommit: deployment.task.common["allow-bad-commit"] };
      await proveLive(task.effects, chain, state, candidate);
      return underLease(deployment, null, async (context, session) => {
        // Whoever had the lease before may have deployed: what is recorded is what is live now.
        const adopted = await proveLive(task.effects, chain, session.state, candidate);
        await recordLive(context, adopted);
        for (const line of adopted.proof) task.effects.log.info(`  ${line}`);
        told.journal = session.lastEntry;
        return { slot: adopted.slot };
      });
    });
  },
});
