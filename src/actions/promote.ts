import { openGitJournal } from "../adapters/journals/git.ts";
import { code, prose } from "../core/markdown.ts";
import { promotion } from "../core/promotion.ts";
import { readableSpan } from "../core/readable.ts";
import { defineAction } from "../kit/action.ts";
import { ActionError, InputError, RefusedError } from "../kit/errors.ts";
import { refuseCriticalLog } from "../stages/critical-log.ts";
import { type Deployment, openDeployment, sectionsFor } from "./deployment.ts";
import { promoteSection, promoteValues } from "./sections/promote.ts";

/** The action `promote`: says which release has proven itself elsewhere, and changes nothing. */
export const promote = defineAction({
  ...promoteSection,
  summary: "Find the release that has proven itself in another environment, or say why there is none. Changes nothing.",
  outputs: {
    version: "What people call the release that may go on; empty where none may.",
    since: "Since when it is verified good in the other environment, ISO 8601; empty where none may go on.",
  },
  async run(task) {
    const deployment = await openDeployment(task);
    const { environment, release } = deployment;
    const values = promoteValues(sectionsFor(deployment, release.commit));
    const { from, "min-age": minAge, "critical-log": command } = values;
    if (from === environment) {
      throw new InputError([
        { where: "promote: from", what: `is \`${environment}\` itself; name another environment` },
      ]);
    }
    const source = { environment: from, state: await stateOf(deployment, from) };
    const target = { environment, state: (await deployment.journal.head()).state };
    const found = promotion({ from: source, to: target, now: task.effects.now(), minAge });
    try {
      if (found.release === null || found.obstacles.length > 0) throw notPromoted(found.obstacles);
      const { commit, version, at } = found.release;
      if (command !== undefined) await refuseCriticalLog(task.effects, command, at);
      const log = command === undefined ? " No log was looked at: `critical-log` is not configured." : "";
      const told = `${prose(version)} (${code(commit.slice(0, 12))}) is good in ${prose(from)} since ${at}, for at least ${readableSpan(minAge)}.${log}`;
      task.effects.log.info(
        `${version} (${commit.slice(0, 8)}) may go from ${from} to ${environment}: good since ${at}`,
      );
      if (command === undefined) task.effects.log.warn("No log was looked at: `critical-log` is not configured");
      return { outputs: { release: commit, version, since: at }, summary: summaryOf(deployment, told) };
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      const summary = summaryOf(deployment, `Nothing is promoted from ${prose(from)}: ${prose(error.message)}`);
      return { outputs: { release: "", version: "", since: "" }, summary, failure: error };
    }
  },
});

async function stateOf({ task, application }: Deployment, environment: string) {
  const { effects, common } = task;
  const token = common["github-token"];
  const credentials = token === undefined ? {} : { token };
  const place = { effects, store: common.journal, application, environment, ...credentials };
  return (await (await openGitJournal(place)).head()).state;
}

function notPromoted(obstacles: readonly string[]): RefusedError {
  return new RefusedError(`nothing can be promoted:\n${obstacles.map((what) => `- ${what}`).join("\n")}`);
}

function summaryOf({ application, environment }: Deployment, told: string): string {
  return `## Promotion of ${code(application)} to ${code(environment)}\n\n${told}\n`;
}
