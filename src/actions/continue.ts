import { nextStage } from "../core/chain.ts";
import type { JournalState, OpenRelease } from "../core/journal.ts";
import { runOf } from "../core/lease.ts";
import { defineAction, type Outcome } from "../kit/action.ts";
import { AbortedError, InputError, RefusedError } from "../kit/errors.ts";
import { integer } from "../kit/fields.ts";
import { type Chain, shapeOf } from "../stages/chain.ts";
import { checkGates, refuseUsed } from "../stages/check-gates.ts";
import { rollBack } from "../stages/roll-back.ts";
import { refuseObstacles } from "../stages/survey.ts";
import { withOutputs } from "./begin.ts";
import { carryOn } from "./deploy.ts";
import { type Deployment, openChain, openDeployment, sectionsFor, underLease } from "./deployment.ts";
import { gatesOf, overtaken, writeApprovals } from "./opening.ts";
import { risingTimeObstacles } from "./release-times.ts";
import type { SectionContext } from "./sections/context.ts";
import { openRollback } from "./sections/rollback.ts";

const contract = {
  name: "continue",
  isRepeatable: false,
  adapters: [],
  inputs: {
    to: integer({
      min: 1,
      max: 100,
      description: "Go no further than this weight, whatever `traffic-shift: to` says.",
    }),
  },
} as const;

/** The action `continue`: takes an open release on from where the journal says it is. */
export const continueRelease = defineAction({
  ...contract,
  summary: "Take the open release on from where the journal says it is: the next step, the finish, or the way back.",
  outputs: {
    weight: "Percent of the traffic on the new release.",
    slot: "The slot of the release.",
    "previous-release": "The commit that a rollback returns to; empty before the first good release.",
  },
  async run(task) {
    const deployment = await openDeployment(task);
    const { state } = await deployment.journal.head();
    if (state.open === null) return alreadyLive(deployment, state);
    const { commit, version } = state.open;
    const sections = sectionsFor(deployment, commit);
    const [own] = sections.settings.items(contract);
    const chain = upTo(openChain(sections), own?.values.to);
    return withOutputs({ ...deployment, release: { commit, version } }, async (told) => {
      // A job that says how far means the release of its run; run again, it may find another one that waits at a gate.
      const isStep = own?.values.to !== undefined && runOf(task.effects.run) !== null;
      if (isStep || task.common.gate !== undefined) refuseOther(deployment, { commit, version });
      // The way back waits for nobody's approval.
      const approvals = hasToGo(state.open) ? [] : await checkGates(gatesOf(deployment, sections));
      refuseUsed(approvals, state, state.open);
      await refuseRising({ deployment, sections, chain, open: state.open });
      return underLease(deployment, null, async (context, session) => {
        const { open } = session.state;
        if (open === null || open.id !== state.open?.id) throw overtaken(version);
        if (hasToGo(open)) {
          const result = await rollBack(context, openRollback(sections, session.state));
          throw new AbortedError(result.told);
        }
        const work = { deployment, sections, chain, context, session };
        refuseUsed(approvals, session.state, open);
        await refuseRising({ deployment, sections, chain, open });
        await writeApprovals(work, approvals);
        return carryOn(work, told);
      });
    });
  },
});

/** The step before may have had nothing left to wait for: a release that has all the traffic is finished at once. */
async function alreadyLive(deployment: Deployment, { live, good }: JournalState): Promise<Outcome> {
  const { task, release } = deployment;
  if (live?.commit !== release.commit)
    throw new InputError([{ where: "release", what: "no release is open, so there is nothing to continue" }]);
  task.effects.log.info(`Nothing is left to do: ${live.version} is live and verified good`);
  const previous = good.find(({ commit }) => commit !== live.commit)?.commit ?? "";
  return withOutputs(deployment, async () => ({ weight: "100", slot: live.slot, "previous-release": previous }));
}

function hasToGo(open: OpenRelease | null): boolean {
  return open !== null && (open.failure !== null || open.rollingBack);
}

interface Rising {
  readonly deployment: Deployment;
  readonly sections: SectionContext;
  readonly chain: Chain;
  readonly open: OpenRelease | null;
}

/** What has all the traffic is finished in a freeze as well, and what has failed goes back: neither is safer half-way. */
async function refuseRising({ deployment, sections, chain, open }: Rising): Promise<void> {
  if (open === null || hasToGo(open) || nextStage(open, shapeOf(chain)) === "finish") return;
  // Whoever let it out in spite of a freeze has said so for all of its steps.
  refuseObstacles(await risingTimeObstacles(sections, deployment.task.common["override-freeze"] ?? open.overridden));
}

function upTo(chain: Chain, to: number | undefined): Chain {
  return to === undefined ? chain : { ...chain, shifts: chain.shifts.map((step) => ({ ...step, to })) };
}

/** Whoever has approved has approved the release of this run, not what happens to be open. */
function refuseOther({ release }: Deployment, open: Deployment["release"]): void {
  if (release.commit === open.commit) return;
  throw new RefusedError(
    `not approved: ${open.version} (${open.commit.slice(0, 8)}) is open, and this run's approval is about ${release.version} (${release.commit.slice(0, 8)})`,
    { hint: "Name the open release in `release`, or take it back with `deploy-actions rollback`." },
  );
}
