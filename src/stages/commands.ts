import { TimeoutError } from "../kit/errors.ts";
import type { Words } from "../kit/executor.ts";
import type { Context, Hooks } from "./context.ts";
import { withinTime } from "./time-limit.ts";

/** Runs a stage between the user's own commands, all of it within the section's time limit; each command is in the journal. */
export async function withHooks<T>(
  context: Context,
  section: string,
  hooks: Hooks,
  stage: (context: Context) => Promise<T>,
): Promise<T> {
  return withinTime(context, section, hooks.timeLimit, async (limited) => {
    await runCommands(limited, `${section} before`, hooks.before);
    const result = await stage(limited);
    await runCommands(limited, `${section} after`, hooks.after);
    return result;
  });
}

/** As `withHooks`, for what puts things back: it is never stopped, and no command that hangs keeps it from beginning. */
export async function withHooksAround<T>(
  context: Context,
  section: string,
  hooks: Hooks,
  stage: () => Promise<T>,
): Promise<T> {
  const limited = (when: "before" | "after") =>
    withinTime(context, section, hooks.timeLimit, (part) => runCommands(part, `${section} ${when}`, hooks[when]));
  await limited("before").catch((error: unknown) => {
    if (!(error instanceof TimeoutError)) throw error;
    context.effects.log.warn(`${error.message}; the ${section} begins without it`);
  });
  const result = await stage();
  await limited("after");
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
