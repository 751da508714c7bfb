import type { EntryBody, JournalState } from "../../src/core/journal.ts";
import type { Child, Fact } from "./children.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Company } from "./company.ts";
import { describeEnding, type Run } from "./deployment.ts";
import { commandLine, type Stage } from "./stage.ts";

/** Prints one line of progress. */
export type Say = (who: string, text: string) => void;

/** The deploying side, as a person at a terminal has it. */
export interface Deployer {
  /** Runs one command of the command line to its end, telling what it does. `onFact` may kill it. */
  run(words: readonly string[], onFact?: (fact: Fact, self: Child) => void): Promise<Run>;
  /** What the journal holds now. */
  readJournal(): Promise<Chronicle>;
}

const longest = 120_000;
const graceForPuttingBack = 10_000;

/** The shipped command line as a child process, one for each command. */
export function deployerOf(stage: Stage, company: Company, say: Say): Deployer {
  const start = (words: readonly string[], onFact?: (fact: Fact) => void) =>
    company.start({
      name: `deploy-actions ${words[0]}`,
      args: [commandLine, ...words, "--progress", "json"],
      folder: stage.repository,
      environment: stage.environment,
      ...(onFact === undefined ? {} : { onFact }),
    });
  const ask = async (...words: string[]): Promise<Fact> => {
    const child = start(words);
    const [outcome, ending] = await Promise.all([child.next("outcome"), child.ended]);
    if (ending.code === 0) return outcome;
    throw new Error(`\`deploy-actions ${words.join(" ")}\`: ${describeEnding(ending)}. ${child.complaint()}`);
  };
  return {
    async run(words, onFact) {
      const started = performance.now();
      const child = start(words, (fact) => {
        tell(fact, say);
        onFact?.(fact, child);
      });
      const late = setTimeout(() => void child.stop(graceForPuttingBack), longest);
      const ending = await child.ended.finally(() => clearTimeout(late));
      for (const line of child.complaint().split("\n").filter(Boolean)) say("deployer", line);
      return { facts: child.facts, ending, took: performance.now() - started };
    },
    async readJournal() {
      const { entries } = await ask("log", "--entries", "500");
      const { state } = await ask("status");
      return {
        entries: JSON.parse(entries as string) as EntryBody[],
        state: JSON.parse(state as string) as JournalState,
      };
    },
  };
}

function tell(fact: Fact, say: Say): void {
  if (fact.event === "log" || fact.event === "text") say("deployer", String(fact.line));
  if (fact.event === "warning") say("deployer", `Warning: ${fact.line}`);
}
