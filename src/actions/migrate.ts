import { defineAction } from "../kit/action.ts";
import { requireOwnFiles } from "../stages/own-files.ts";
import { runMigrate } from "../stages/pipeline.ts";
import { runStage } from "./begin.ts";
import { mayMigrate } from "./opening.ts";
import { migrateSection } from "./sections/migrate.ts";

/** The action `migrate`. */
export const migrate = defineAction({
  ...migrateSection,
  summary: "Judge the pending migrations, apply them, and believe it only when the history table agrees.",
  outputs: {
    applied: "JSON list of the versions that were applied.",
    pending: "JSON list of the versions that are still pending.",
    verdict:
      "`SAFE`: the previous release works on the new schema. `UNKNOWN`: from 100 % of the traffic on, a rollback needs a person.",
  },
  run: (task) =>
    runStage(task, "migrate", async (work) => {
      const { context, chain, deployment } = work;
      if (chain.migrate !== null)
        await requireOwnFiles(deployment.repository, chain.migrate.migrator.port, deployment.release.commit);
      const { applied, verdict } = await runMigrate(context, mayMigrate(work));
      return { applied: JSON.stringify(applied), pending: "[]", verdict };
    }),
});
