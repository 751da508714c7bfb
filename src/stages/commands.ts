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
    await session.mutate({ doing, deed: "command", item, asked: { words: [...words] } }, async () => {
      const { code, stdout, stderr } = await effects.exec.run(words, { cwd: effects.folder, signal: session.signal });
      if (stdout + stderr !== "") effects.log.detail(words.join(" "), stdout + stderr);
      return { code };
    });
  }
}
