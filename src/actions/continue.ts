import { defineAction } from "../kit/action.ts";
import { AbortedError, InputError, RefusedError } from "../kit/errors.ts";
import { rollBack } from "../stages/roll-back.ts";
import { withOutputs } from "./begin.ts";
import { carryOn } from "./deploy.ts";
import { openChain, openDeployment, sectionsFor, underLease } from "./deployment.ts";
import { openRollback } from "./sections/rollback.ts";

/** The action `continue`: takes an open release on from where the journal says it is. */
export const continueRelease = defineAction({
  name: "continue",
  isRepeatable: false,
  adapters: [],
  inputs: {},
  summary: "Take the open release on from where the journal says it is: the next step, the finish, or the way back.",
  outputs: {
    weight: "Percent of the traffic on the new release.",
    slot: "The slot of the release.",
    "previous-release": "The commit that a rollback returns to; empty before the first good release.",
  },
  async run(task) {
    const deployment = await openDeployment(task);
    const { state } = await deployment.journal.head();
    if (state.open === null)
      throw new InputError([{ where: "release", what: "no release is open, so there is nothing to continue" }]);
    const { commit, version } = state.open;
    const sections = sectionsFor(deployment, commit);
    const chain = openChain(sections);
    return withOutputs({ ...deployment, release: { commit, version } }, (told) =>
      underLease(deployment, null, async (context, session) => {
        const { open } = session.state;
        if (open?.id !== state.open?.id) throw otherRun(version);
        if (open !== null && (open.failure !== null || open.rollingBack)) {
          const options = openRollback(sections, session.state);
          const result = await rollBack(context, options);
          throw new AbortedError(result.told);
        }
        return carryOn({ deployment, sections, chain, context, session }, told);
      }),
    );
  },
});

function otherRun(version: string): RefusedError {
  return new RefusedError(`${version} was finished or taken back by another run in the meantime`, {
    hint: "Look at `deploy-actions status`; nothing was changed by this run.",
  });
}
