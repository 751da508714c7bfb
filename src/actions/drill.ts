import type { Level } from "../core/backup.ts";
import { judgeAge } from "../core/drill.ts";
import { defineAction, type Outcome } from "../kit/action.ts";
import { AbortedError, InputError } from "../kit/errors.ts";
import { unknownName } from "../kit/nearest.ts";
import { drill } from "../stages/drill.ts";
import type { Manifest } from "../stages/ports/store.ts";
import { chooseSet, holdsProof, newestOfEach, storedSets } from "../stages/stored-set.ts";
import type { Verified } from "../stages/verify-stored.ts";
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
  const sets = await storedSets(steps, deployment, effects);
  const known = steps.map((step) => step.item);
  if (item !== undefined && !known.includes(item)) {
    throw new InputError([{ where: "item", what: unknownName("item of backup", item, known) }]);
  }
  const wanted = item === undefined ? known : [item];
  const problem = tellAges(deployment, sets, { wanted, maxAge: maxAge ?? null, told });
  const chosen = backup === "newest" ? newestOfEach(sets, wanted) : named(chooseSet(sets, backup), item);
  told.backup = chosen.map(({ set }) => set.name).join(", ");
  told.verified = "false";
  const level: Level = levels[verify];
  const verified: Verified[] = [];
  for (const { set, items } of chosen) {
    verified.push(...(await drill({ effects, journal: deployment.journal, set, steps, items, level, openDecoder })));
  }
  told.verified = "true";
  const took = verified.reduce((sum, { restoreTook, censusTook }) => sum + restoreTook + censusTook, 0);
  told["restore-time"] = verify === "restore" || verify === "rows" ? String(Math.ceil(took / 1000)) : "";
  if (problem !== null)
    throw new AbortedError(problem, { hint: "Find out why the newer ones have failed; run `backup` now." });
  return {};
}

/** A whole set, or one item of it. */
function named(set: Manifest, item: string | undefined) {
  return [{ set, items: item === undefined ? set.parts.map((part) => part.item) : [item] }];
}

interface Asked {
  readonly wanted: readonly string[];
  readonly maxAge: number | null;
  readonly told: Told;
}

/** Tells how old the newest verified backup of each item is; the oldest of them counts. Answers with what speaks against it. */
function tellAges({ task }: Deployment, sets: readonly Manifest[], { wanted, maxAge, told }: Asked): string | null {
  const { effects } = task;
  const ages = wanted.map((item) => {
    const own = sets.filter((set) => holdsProof(set, item)).map((set) => ({ ...set, level: "restored" as const }));
    return { item, ...judgeAge(own, { now: effects.now(), maxAge }) };
  });
  for (const { item, told: line } of ages) effects.log.info(`${item}: ${line}`);
  const seconds = ages.map((age) => age.seconds);
  told.age = seconds.includes(null) ? "" : String(Math.max(...seconds.map(Number)));
  const problems = ages.flatMap(({ item, problem }) => (problem === null ? [] : [`${item}: ${problem}`]));
  return problems.length === 0 ? null : problems.join("; ");
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
    backup: "Name of the backup set that was looked at; several where the newest of each item are not in one.",
    verified: "`true` once everything that was asked for was found equal.",
    "restore-time": "Seconds that the restore and the counting took.",
    age: "Seconds since the newest verified backup was made, of the item whose is the oldest; empty where one has none.",
  },
  run,
});
