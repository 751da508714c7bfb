import { defineAction } from "../../kit/action.ts";
import { chooseSet, itemsOf, storedSets } from "../../stages/stored-set.ts";
import { verifyStored } from "../../stages/verify-stored.ts";
import { openDeployment, sectionsFor } from "../deployment.ts";
import { dumpSteps } from "../sections/backup.ts";
import { decoderOf, drillSection } from "../sections/drill.ts";

const { backup, item, verify } = drillSection.inputs;
const levels = { checksum: "checksum", structure: "structure", restore: "restored", rows: "rows" } as const;

/** The command `backups verify`: as `drill`, without a word in the journal. */
export const backupsVerify = defineAction({
  name: "backups-verify",
  isRepeatable: false,
  adapters: [],
  inputs: { backup, item, verify },
  summary: "Look at a stored backup again: read it, decode it, or restore it into a scratch database and compare.",
  outputs: {},
  async run(task) {
    const { effects } = task;
    const deployment = await openDeployment(task);
    const context = sectionsFor(deployment, deployment.release.commit);
    const [given] = context.settings.items(backupsVerify);
    const { backup: name = "newest", item: only, verify: how = "restore" } = given?.values ?? {};
    const steps = dumpSteps(context);
    const set = chooseSet(await storedSets(steps, deployment, effects), name);
    const openDecoder = await decoderOf(context);
    const level = levels[how];
    const lines: string[] = [];
    for (const stored of itemsOf(set, steps, only)) {
      const asked = { effects, signal: effects.signal, openDecoder, level };
      const { level: proven, restoreTook } = await verifyStored(stored, asked);
      lines.push(`${stored.part.item}: ${proven}${restoreTook > 0 ? `, restored in ${restoreTook} ms` : ""}`);
    }
    return { outputs: { backup: set.name }, summary: [set.name, ...lines].join("\n") };
  },
});
