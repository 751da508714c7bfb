import { defineAction } from "../kit/action.ts";
import { InputError } from "../kit/errors.ts";
import { openDeployment, sectionsFor } from "./deployment.ts";
import { notifySection } from "./sections/notify.ts";
import { tellPeople } from "./telling.ts";

/** The action `notify`. */
export const notify = defineAction({
  ...notifySection,
  summary:
    "Tell people what has become of a release: each moment once, and an announcement is taken back by a rollback.",
  outputs: {
    told: "The items that were told, as a JSON list.",
    undelivered: "The items whose message was not delivered, as a JSON list.",
  },
  async run(task) {
    const deployment = await openDeployment(task);
    const sections = sectionsFor(deployment, deployment.release.commit);
    if (!sections.settings.has("notify")) {
      throw new InputError([
        { where: "notify", what: "is not configured; write the section in deploy.yml, or give its inputs in `with:`" },
      ]);
    }
    const [item] = sections.settings.items(notifySection);
    const moment = item?.values.moment ?? null;
    const { notices, lastEntry, failure } = await tellPeople(deployment, sections, moment);
    const named = (...results: readonly string[]) =>
      JSON.stringify(notices.filter(({ result }) => results.includes(result)).map((notice) => notice.item));
    const outputs = {
      release: deployment.release.commit,
      journal: lastEntry,
      told: named("told", "withdrawn"),
      undelivered: named("undelivered"),
    };
    return failure === null ? { outputs } : { outputs, failure };
  },
});
