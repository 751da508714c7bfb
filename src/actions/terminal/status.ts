import { dueLines, emptyEvolution } from "../../core/evolution.ts";
import type { JournalState, OpenRelease } from "../../core/journal.ts";
import { describeHolder } from "../../core/lease.ts";
import { maintenanceTold } from "../../core/maintenance.ts";
import { code } from "../../core/markdown.ts";
import { deadlineTold } from "../../core/take-back/deadline.ts";
import { defineAction } from "../../kit/action.ts";
import { InputError } from "../../kit/errors.ts";
import { type Deployment, openDeployment, sectionsFor } from "../deployment.ts";
import { fullUntilOf } from "../sections/rollback.ts";

/** The command `status`: what is live, what is open, what is due, who works on it. */
export const status = defineAction({
  name: "status",
  isRepeatable: false,
  adapters: [],
  inputs: {},
  summary: "Show what is live, what is open, and who works on it.",
  outputs: {},
  async run(task) {
    const deployment = await openDeployment(task);
    const { journal, application, environment } = deployment;
    const { state } = await journal.head();
    const { open } = state;
    const limit = open === null ? null : fullUntil(deployment, open.commit);
    const deadline = deadlineTold(open?.migration ?? null, limit, task.effects.now());
    const title = `${application} in ${environment} (journal: ${journal.location})`;
    const outputs = { release: state.open?.commit ?? state.live?.commit ?? "", state: JSON.stringify(state) };
    return { outputs, summary: [title, "", ...describeState(state, deadline)].join("\n") };
  },
});

/** Without it where the configuration cannot be read: what is live is shown all the same. */
function fullUntil(deployment: Deployment, commit: string): number | null {
  try {
    return fullUntilOf(sectionsFor(deployment, commit));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return null;
  }
}

function describeState(state: JournalState, deadline: string | null): readonly string[] {
  const { live, open, lease, bad, backups, evolution = emptyEvolution } = state;
  const [backup] = backups;
  const maintenance = maintenanceTold(state);
  return [
    live === null
      ? "live    nothing was ever verified good"
      : `live    ${live.version} ${code(live.commit)} in slot ${live.slot} since ${live.at}`,
    ...(open === null ? ["open    no release"] : describeOpen(open)),
    ...(deadline === null ? [] : [`        ${deadline}`]),
    ...(maintenance === null ? [] : [`maint   ${maintenance}`]),
    `lease   ${lease === null ? "free" : describeHolder(lease)}`,
    `backup  ${backup === undefined ? "none yet" : `${backup.name} (${backup.verified ? "proven" : "not proven"})`}`,
    ...dueLines(evolution).map((line) => `due     ${line}`),
    ...bad
      .slice(0, 3)
      .map(({ version, commit, reason }) => `bad     ${version} ${code(commit.slice(0, 12))}: ${reason}`),
  ];
}

function describeOpen(open: OpenRelease): readonly string[] {
  const shifts = open.shifts.map(({ item, weight }) => `${item} ${weight} %`).join(", ");
  const next =
    open.failure === null
      ? "finish it with `continue` or take it back with `rollback`"
      : `it failed (${open.failure}): take it back with \`rollback\``;
  return [
    `open    ${open.version} ${code(open.commit)} in slot ${open.slot} since ${open.openedAt}`,
    `        traffic: ${shifts === "" ? "none yet" : shifts}`,
    `        ${next}`,
  ];
}
