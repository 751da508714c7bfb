import type { Words } from "../kit/executor.ts";
import type { Context, Hooks } from "./context.ts";

/** Runs a stage between the user's own commands; each one is in the journal. */
export async function withHooks<T>(
  context: Context,
  section: string,
  hooks: Hooks,
  stage: () => Promise<T>,
): Promise<T> {
  await runCommands(context, `${section} before`, hooks.before);
  const result = await stage();
  await runCommands(context, `${section} after`, hooks.after);
  return result;
}

async function runCommands(context: Context, item: string, commands: readonly Words[]): Promise<void> {
  const { effects, session } = context;
  for (const words of commands) {
    const doing = `Run ${words[0]} (${item})`;
    // Arguments may hold what the runner put in the place of a secret, and the journal is read by many.
    const asked = { words: words.length === 1 ? [words[0]] : [words[0], `(${words.length - 1} arguments)`] };
    await session.mutate({ doing, deed: "command", item, asked }, async () => {
      const { code, stdout, stderr } = await effects.exec.run(words, { cwd: effects.folder, signal: session.signal });
      if (stdout + stderr !== "") effects.log.detail(`${words[0]} (${item})`, stdout + stderr);
      return { code };
    });
  }
}
