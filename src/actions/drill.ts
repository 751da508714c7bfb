import type { Level } from "../core/backup.ts";
import { judgeAge } from "../core/drill.ts";
import { defineAction, type Outcome } from "../kit/action.ts";
import { AbortedError, InputError } from "../kit/errors.ts";
import { drill } from "../stages/drill.ts";
import type { Manifest } from "../stages/ports/store.ts";
import { chooseSet, storedSets } from "../stages/stored-set.ts";
import { type Told, withOutputs } from "./begin.ts";
import { type Deployment, openDeployment, sectionsFor } from "./deployment.ts";
import { dumpSteps } from "./sections/backup.ts";
import { decoderOf, drillSection, drillValues } from "./sections/drill.ts";
import type { DeployTask } from "./task.ts";

const levels = { checksum: "checksum", structure: "structure", restore: "restored", rows: "rows" } as const;

async function run(task: DeployTask): Promise<Outcome> {
  const deployment = await openDeployment(task);
  return withOutputs(deployment, (told) => drillStored(deployment, told));
}

async function drillStored(deployment: Deployment, told: Told) {
  const { effects } = deployment.task;
  const context = sectionsFor(deployment, deployment.release.commit);
  const { backup, item, verify, "max-age": maxAge } = drillValues(context);
  const steps = dumpSteps(context);
  if (steps.length === 0) throw pointsAlone();
  const openDecoder = await decoderOf(context);
  const sets = await storedSets(steps, deployment);
  const age = judgeAge(sets, { now: effects.now(), maxAge: maxAge ?? null });
  told.age = age.seconds === null ? "" : String(age.seconds);
  effects.log.info(age.told);
  const set: Manifest = chooseSet(sets, backup);
  told.backup = set.name;
  told.verified = "false";
  const level: Level = levels[verify];
  const verified = await drill({ effects, journal: deployment.journal, set, steps, only: item, level, openDecoder });
  told.verified = "true";
  const took = verified.reduce((sum, { restoreTook, censusTook }) => sum + restoreTook + censusTook, 0);
  told["restore-time"] = verify === "restore" || verify === "rows" ? String(Math.ceil(took / 1000)) : "";
  if (age.problem !== null)
    throw new AbortedError(age.problem, { hint: "Find out why the newer ones have failed; run `backup` now." });
  return {};
}

function pointsAlone(): InputError {
  return new InputError([{ where: "backup", what: "holds recovery points alone, which no store keeps" }], {
    hint: "`backup` itself restores one when the last drill is older than `drill-max-age`. Leave this drill out; where `backup.yml` is called, by `drill: false`.",
  });
}

/** The action `drill`. */
export const drillAction = defineAction({
  ...drillSection,
  summary:
    "Restore a stored backup into a scratch database, compare it, measure it, and fail when backups have grown too old.",
  outputs: {
    backup: "Name of the backup set that was looked at.",
    verified: "`true` once everything that was asked for was found equal.",
    "restore-time": "Seconds that the restore and the counting took.",
    age: "Seconds since the newest verified backup was made; empty where there is none.",
  },
  run,
});
