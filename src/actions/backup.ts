import { defineAction, type Outcome } from "../kit/action.ts";
import type { KeptCopy } from "../stages/back-up.ts";
import { runBackups } from "../stages/run-backups.ts";
import { runStage, type StandsAlone, type Work } from "./begin.ts";
import { removeCopies } from "./kept-copies.ts";
import { backupSection } from "./sections/backup.ts";
import type { DeployTask } from "./task.ts";

const standsAlone: StandsAlone = ({ settings }, { live }, commit) => {
  return live?.commit === commit || settings.items(backupSection).some(({ values }) => values.standalone);
};

async function backUpAll({ context, chain }: Work, copies: KeptCopy[]) {
  const made = await runBackups(context, chain);
  copies.push(...made.copies);
  const { set, points } = made;
  const all = [...(set === null ? [] : [set]), ...points];
  const one = (values: readonly string[]) => (values.length === 1 ? (values[0] ?? "") : JSON.stringify(values));
  return {
    backup: one(all.map(({ name }) => name)),
    location: one([...(set?.locations ?? []), ...points.map(({ location }) => location)]),
    verified: String(all.every(({ verified }) => verified)),
    level: set?.level ?? "",
    "restore-time": set === null || !set.verified ? "" : String(Math.ceil(set.restoreTook / 1000)),
    copies:
      copies.length === 0
        ? ""
        : JSON.stringify(Object.fromEntries(copies.map(({ item, scratch }) => [item, scratch.name]))),
  };
}

async function run(task: DeployTask): Promise<Outcome> {
  const copies: KeptCopy[] = [];
  const outcome = await runStage(task, "backup", (work) => backUpAll(work, copies), standsAlone);
  if (copies.length === 0) return outcome;
  return { ...outcome, state: { copies: JSON.stringify(copies.map(({ item, scratch }) => [item, scratch.name])) } };
}

/** The action `backup`. */
export const backup = defineAction({
  ...backupSection,
  summary: "Back up databases and folders, and prove the backup by restoring it and comparing every count.",
  outputs: {
    backup: "Name of the backup set; a JSON list where there are recovery points as well.",
    location: "Where it was published, or a JSON list.",
    verified: "`true` once all of it was restored and found equal.",
    level: "How far the weakest part was proven: `size`, `checksum`, `structure`, `restored` or `rows`.",
    "restore-time": "Seconds that restoring all of it took here, one after the other.",
    copies: "With `keep-copy`: a JSON map from item to the name of its restored copy.",
  },
  run,
  cleanUp: removeCopies,
});
