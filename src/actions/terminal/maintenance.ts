import { maintenanceTold } from "../../core/maintenance.ts";
import { defineAction, type Outcome } from "../../kit/action.ts";
import { InputError } from "../../kit/errors.ts";
import type { Context } from "../../stages/context.ts";
import {
  enterMaintenance,
  leaveMaintenance,
  type MaintenanceStep,
  type MaintenanceWays,
} from "../../stages/maintenance.ts";
import { withOutputs } from "../begin.ts";
import { openDeployment, sectionsFor, underLease } from "../deployment.ts";
import { openMaintenance } from "../sections/maintenance.ts";
import type { DeployTask } from "../task.ts";

const contract = { isRepeatable: false, adapters: [], inputs: {}, outputs: {} } as const;

/** The command `maintenance on`: visitors are turned away until somebody says `off`. */
export const maintenanceOn = defineAction({
  ...contract,
  name: "maintenance-on",
  summary: "Answer 503 with Retry-After in the place of the application, until `maintenance off`.",
  run: (task) =>
    change(task, async (context, ways) => {
      await enterMaintenance(context, required(ways), true);
      return "Maintenance is on. No release turns it off: `deploy-actions maintenance off` does";
    }),
});

/** The command `maintenance off`: whoever has turned it on, a release that died or a person. */
export const maintenanceOff = defineAction({
  ...contract,
  name: "maintenance-off",
  summary: "Let visitors in again, whoever has turned maintenance on.",
  run: (task) =>
    change(task, async (context, ways) => {
      const known = context.session.state.maintenance ?? null;
      const mode = known === null ? required(ways).mode : ways.reopen(known.adapter);
      if (known === null && !(await mode.port.state()).on) return "Maintenance is off already";
      await leaveMaintenance(context, {
        mode,
        confirmUrl: ways.step?.confirmUrl ?? null,
        why: "asked for by a person",
      });
      return "Maintenance is off";
    }),
});

/** The command `maintenance status`: what the journal says and what is read where it is set. */
export const maintenanceStatus = defineAction({
  ...contract,
  name: "maintenance-status",
  summary: "Show whether visitors are turned away, and since when.",
  async run(task): Promise<Outcome> {
    const deployment = await openDeployment(task);
    const ways = openMaintenance(sectionsFor(deployment, deployment.release.commit));
    const { state } = await deployment.journal.head();
    const known = state.maintenance ?? null;
    const mode = known === null ? ways.step?.mode : ways.reopen(known.adapter);
    const { on } = mode === undefined ? { on: null } : await mode.port.state();
    const seen = on === null ? "no adapter is configured" : on ? "on" : "off";
    const summary = [`journal  ${maintenanceTold(state) ?? "off"}`, `now      ${seen}`].join("\n");
    return { outputs: { release: deployment.release.commit, on: on === null ? "" : String(on) }, summary };
  },
});

async function change(
  task: DeployTask,
  work: (context: Context, ways: MaintenanceWays) => Promise<string>,
): Promise<Outcome> {
  const deployment = await openDeployment(task);
  const ways = openMaintenance(sectionsFor(deployment, deployment.release.commit));
  let summary = "";
  const outcome = await withOutputs(deployment, (told) =>
    underLease(deployment, null, async (context, session) => {
      try {
        summary = await work(context, ways);
        return {};
      } finally {
        told.journal = session.lastEntry;
      }
    }),
  );
  return summary === "" ? outcome : { ...outcome, summary };
}

function required({ step }: MaintenanceWays): MaintenanceStep {
  if (step !== null) return step;
  const what = "is not configured; name one in the section `maintenance` of deploy.yml";
  throw new InputError([{ where: "maintenance: maintenance", what }]);
}
