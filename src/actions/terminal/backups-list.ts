import { backupSheet } from "../../core/backup-sheet.ts";
import { defineAction } from "../../kit/action.ts";
import { choice } from "../../kit/fields.ts";
import { protectedSets } from "../../stages/prune-backups.ts";
import { storedSets } from "../../stages/stored-set.ts";
import { openDeployment, sectionsFor } from "../deployment.ts";
import { dumpSteps } from "../sections/backup.ts";

const inputs = {
  format: choice({
    choices: ["text", "markdown"],
    default: "text",
    description: "`text` for the terminal, `markdown` for a page of GitHub.",
  }),
};

/** The command `backups list`: what the stores hold, and how far each of it is proven. */
export const backupsList = defineAction({
  name: "backups-list",
  isRepeatable: false,
  adapters: [],
  inputs,
  summary: "List the backups in the stores: when, what, how far proven, how long a restore took.",
  outputs: {},
  async run(task) {
    const deployment = await openDeployment(task);
    const context = sectionsFor(deployment, deployment.release.commit);
    const [item] = context.settings.items(backupsList);
    const sets = await storedSets(dumpSteps(context), deployment, task.effects);
    const { state } = await deployment.journal.head();
    const facts = {
      sets,
      now: task.effects.now(),
      protectedNames: protectedSets(state),
      drills: state.drills ?? [],
    };
    const summary = backupSheet(facts, item?.values.format ?? "text");
    return { outputs: { backups: JSON.stringify(sets) }, summary };
  },
});
