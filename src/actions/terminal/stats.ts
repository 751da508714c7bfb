import { deliveries, doraOf } from "../../core/dora.ts";
import { doraMarkdown, doraText } from "../../core/dora-sheet.ts";
import type { Entry } from "../../core/journal.ts";
import { tellStories } from "../../core/story.ts";
import { defineAction, type Outcome } from "../../kit/action.ts";
import { choice, duration } from "../../kit/fields.ts";
import type { Journal } from "../../stages/ports/journal.ts";
import { openDeployment } from "../deployment.ts";

const inputs = {
  since: duration({ default: "90d", description: "How far to look back: `30d`, `90d`." }),
  format: choice({
    choices: ["text", "markdown"],
    default: "text",
    description: "`text` for the terminal, `markdown` for a page of GitHub.",
  }),
};

/** The command `stats`: the four DORA figures, from the journal and the times of the commits. */
export const stats = defineAction({
  name: "stats",
  isRepeatable: false,
  adapters: [],
  inputs,
  summary: "Show how often, how fast and how safely releases went out, from the journal.",
  outputs: {},
  async run(task): Promise<Outcome> {
    const deployment = await openDeployment(task);
    const [item] = task.configure(deployment.release.commit).items(stats);
    const since = item?.values.since ?? 0;
    const now = task.effects.now();
    const stories = tellStories(await entriesSince(deployment.journal, now - since));
    const facts = await deployment.repository.commitFacts([...new Set(stories.map(({ release }) => release.commit))]);
    const dora = doraOf(deliveries(stories, new Map(facts.map(({ commit, at }) => [commit, at]))), { now, since });
    const render = item?.values.format === "markdown" ? doraMarkdown : doraText;
    return { outputs: { stats: JSON.stringify(dora) }, summary: render(dora, deployment) };
  },
});

/** Reads back until an entry is older than the window, or there are no more. */
async function entriesSince(journal: Journal, from: number): Promise<readonly Entry[]> {
  for (let reach = 2000; ; reach *= 8) {
    const entries = await journal.entries(reach);
    const oldest = entries.at(-1);
    if (entries.length < reach || oldest === undefined || Date.parse(oldest.at) < from) return entries;
  }
}
