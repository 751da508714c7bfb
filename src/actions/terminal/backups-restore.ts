import { defineAction, type Outcome } from "../../kit/action.ts";
import { InputError } from "../../kit/errors.ts";
import { choice, text } from "../../kit/fields.ts";
import { restoreBackup } from "../../stages/restore-backup.ts";
import { chooseSet, itemsOf, newestOfEach, storedSets } from "../../stages/stored-set.ts";
import { openDeployment, sectionsFor, underLease } from "../deployment.ts";
import { dumpSteps } from "../sections/backup.ts";
import { decoderOf } from "../sections/drill.ts";

const inputs = {
  backup: text({ required: true, description: "The backup set: its name, or `newest` for the newest verified one." }),
  item: text({ description: "Which item of the set; may be left out where it holds one alone." }),
  confirm: text({
    description:
      "The exact name of the database (or the path of the file or folder) that is replaced, as `check` shows it.",
  }),
  "present-state": choice({
    choices: ["keep", "abandon"],
    default: "keep",
    description:
      "`keep`: a proven backup of what is there now is made first. `abandon`: none is made, for a database that is past saving.",
  }),
  reason: text({ default: "asked for by a person", description: "Why, for the journal." }),
};

/** The command `backups restore`: puts a backup in the place of what production holds now. */
export const backupsRestore = defineAction({
  name: "backups-restore",
  isRepeatable: false,
  adapters: [],
  inputs,
  summary:
    "Restore a backup in the place of the database: asks for its exact name, and backs up the present state first.",
  outputs: {},
  async run(task): Promise<Outcome> {
    const deployment = await openDeployment(task);
    const context = sectionsFor(deployment, deployment.release.commit);
    const [asked] = context.settings.items(backupsRestore);
    if (asked === undefined) throw new Error("backups restore is always one item");
    const { backup, item, confirm, reason, "present-state": presentState } = asked.values;
    const steps = dumpSteps(context);
    const sets = await storedSets(steps, deployment, task.effects);
    const [newest] = backup === "newest" && item !== undefined ? newestOfEach(sets, [item]) : [];
    const set = newest?.set ?? chooseSet(sets, backup);
    const [stored, ...more] = itemsOf(set, steps, item);
    if (stored === undefined || more.length > 0) {
      const items = set.parts.map((part) => `\`${part.item}\``).join(", ");
      throw new InputError([{ where: "item", what: `is required: \`${set.name}\` holds ${items}` }]);
    }
    const { commit } = deployment.release;
    const openDecoder = await decoderOf(context);
    return underLease(deployment, null, async (plain, session) => {
      const { open } = session.state;
      const options = { stored, openDecoder, confirm, presentState, reason };
      const { kept, took, before } = await restoreBackup({ ...plain, commit: open?.commit ?? commit }, options);
      const places = [kept, before === null ? null : `the backup ${before.name}`].filter((place) => place !== null);
      const was = places.length === 0 ? "gone" : `in ${places.join(", and in ")}`;
      const summary = `${set.name} was restored in ${took} ms. What was there before is ${was}.`;
      return { outputs: { journal: session.lastEntry, backup: before?.name ?? "" }, summary };
    });
  },
});
