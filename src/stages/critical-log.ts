import type { Effects } from "../kit/effects.ts";
import { type ActionError, CommandError, RefusedError, TimeoutError } from "../kit/errors.ts";
import type { Words } from "../kit/executor.ts";

/** Milliseconds that the user's command may take. */
const patience = 300_000;

/**
 * Asks the user's command for critical log lines since a moment (ISO 8601, `$SINCE` in its environment): any line
 * refuses, and so does a command that fails, because nobody knows then what it would have said.
 */
export async function refuseCriticalLog(effects: Effects, words: Words, since: string): Promise<void> {
  effects.log.info(`Ask ${words[0]} for critical log lines since ${since}`);
  const lines = (await output(effects, words, since)).split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length === 0) return;
  effects.log.detail(`Critical log lines since ${since}`, lines.join("\n"));
  const count = lines.length === 1 ? "1 critical log line was" : `${lines.length} critical log lines were`;
  const [first = ""] = lines;
  throw new RefusedError(`${count} written since ${since}, the first of them: ${first.slice(0, 300)}`, {
    hint: "Look at them; promote a release that writes none.",
  });
}

async function output(effects: Effects, words: Words, since: string): Promise<string> {
  const { folder: cwd, signal } = effects;
  try {
    const { stdout, stderr } = await effects.exec.run(words, { cwd, signal, env: { SINCE: since }, timeout: patience });
    if (stderr !== "") effects.log.detail(`${words[0]} (critical-log)`, stderr);
    return stdout;
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof TimeoutError)) throw error;
    throw inconclusive(error);
  }
}

function inconclusive(error: ActionError): RefusedError {
  return new RefusedError(`whether critical log lines were written is not known: ${error.message}`, {
    cause: error,
    hint: "Repair `promote: critical-log`; it has to end with 0, and to print nothing where nothing was found.",
  });
}
