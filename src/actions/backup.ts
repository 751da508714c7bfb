import { defineAction } from "../kit/action.ts";
import { runBackups } from "../stages/pipeline.ts";
import { runStage, type StandsAlone, type Work } from "./begin.ts";
import { backupSection } from "./sections/backup.ts";

const standsAlone: StandsAlone = ({ settings }, { live }, commit) => {
  return live?.commit === commit || settings.items(backupSection).some(({ values }) => values.standalone);
};

async function backUpAll({ context, chain }: Work) {
  const results = await runBackups(context, chain);
  const one = (values: readonly string[]) => (values.length === 1 ? (values[0] ?? "") : JSON.stringify(values));
  return {
    backup: one(results.map(({ name }) => name)),
    location: one(results.map(({ location }) => location)),
    verified: String(results.every(({ verified }) => verified)),
  };
}

/** The action `backup`. */
export const backup = defineAction({
  ...backupSection,
  summary: "Back up the database and prove the backup by restoring it and comparing every count.",
  outputs: {
    backup: "Name of the backup, or a JSON list of names where there are several.",
    location: "Where it was published, or a JSON list.",
    verified: "`true` once it was restored and found equal.",
  },
  run: (task) => runStage(task, "backup", backUpAll, standsAlone),
});
