import type { Entry } from "../../core/journal.ts";
import { defineAction } from "../../kit/action.ts";
import { integer } from "../../kit/fields.ts";
import { openDeployment } from "../deployment.ts";

const inputs = {
  entries: integer({ min: 1, max: 10_000, default: "40", description: "How many entries, the newest ones." }),
};

/** The command `log`: the journal's entries, oldest first. */
export const log = defineAction({
  name: "log",
  isRepeatable: false,
  adapters: [],
  inputs,
  summary: "Print the newest entries of the journal.",
  outputs: {},
  async run(task) {
    const deployment = await openDeployment(task);
    const [item] = task.configure(deployment.release.commit).items(log);
    const entries = await deployment.journal.entries(item?.values.entries ?? 40);
    return { outputs: { entries: JSON.stringify(entries) }, summary: [...entries].reverse().map(describe).join("\n") };
  },
});

function describe({ at, phase, deed, item, release, run, asked, after, reason }: Entry): string {
  const what = item === null ? deed : `${deed} (${item})`;
  const facts = [asked, after].filter((value) => value !== null).map((value) => JSON.stringify(value));
  const told = reason === null ? facts.join(" -> ") : `${facts.join(" -> ")} ${reason}`;
  return `${at}  ${phase.padEnd(7)} ${what.padEnd(22)} ${(release?.version ?? "").padEnd(10)} ${run.actor}  ${told.slice(0, 200)}`;
}
