import { isOwnRelease } from "../core/lease.ts";
import { leftOn } from "../core/maintenance.ts";
import { decideRollback } from "../core/release.ts";
import { defineAction } from "../kit/action.ts";
import { RefusedError } from "../kit/errors.ts";
import { withHooksAround } from "../stages/commands.ts";
import { rollBack } from "../stages/roll-back.ts";
import { withOutputs } from "./begin.ts";
import { openDeployment, sectionsFor, underLease } from "./deployment.ts";
import { openRollback, rollbackSection } from "./sections/rollback.ts";

/** The action `rollback`. */
export const rollback = defineAction({
  ...rollbackSection,
  summary: "Put everything back to the last good release, from the journal; safe to repeat.",
  outputs: {
    "restored-release": "The commit that serves now; empty when there was never a good one.",
    database: "`untouched`, `schema-stays`, `taken-down` or `restored`.",
  },
  async run(task) {
    const deployment = await openDeployment(task);
    const { state } = await deployment.journal.head();
    const sections = sectionsFor(deployment, state.open?.commit ?? deployment.release.commit);
    const [item] = sections.settings.items(rollbackSection);
    const isOther =
      item?.values.which === "own" &&
      state.open !== null &&
      !isOwnRelease(state.open, task.effects.run, deployment.release.commit);
    return withOutputs(deployment, async (told) => {
      const decision = decideRollback(state, { policy: "leave", now: task.effects.now(), fullUntil: null });
      // Where nobody is served, something is left to be put back.
      if ((decision.kind === "nothing" && leftOn(state) === null) || isOther) {
        const why =
          decision.kind === "nothing" ? decision.why : `the open release is ${state.open?.version}, another one`;
        task.effects.log.info(`Nothing to put back: ${why}`);
        return { "restored-release": state.live?.commit ?? "", database: "untouched" };
      }
      return underLease(
        deployment,
        { reason: item?.values.reason ?? "rollback", within: item?.values.within ?? 0 },
        async (context, session) => {
          const { open } = session.state;
          if (open !== null && open.id !== state.open?.id) throw otherRelease(open.version);
          const { hooks, ...options } = openRollback(sections, session.state);
          try {
            const result = await withHooksAround(context, "rollback", hooks, () => rollBack(context, options));
            task.effects.log.info(result.told);
            return { "restored-release": result.restored?.commit ?? "", database: result.database };
          } finally {
            told.journal = session.lastEntry;
          }
        },
      );
    });
  },
});

function otherRelease(version: string): RefusedError {
  return new RefusedError(`the release that was to be taken back is closed, and ${version} is open now`, {
    hint: "Run this again if it is meant for that one.",
  });
}
