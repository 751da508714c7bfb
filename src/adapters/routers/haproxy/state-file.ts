import type { Effects } from "../../../kit/effects.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import { replacing } from "./replacing.ts";
import type { Ask } from "./socket.ts";

/** Where a reload of HAProxy finds the weights again. */
export interface StateFile {
  readonly path: string | undefined;
  readonly executor: Executor;
  readonly log: Effects["log"];
}

/** Writes what `load-server-state-from-file` reads. Where it cannot, a split on its way between the slots is a ServiceError. */
export async function keepState(ask: Ask, { path, executor, log }: StateFile, isWhole: boolean): Promise<void> {
  if (path === undefined) return;
  // Servers of all backends: it may be the file that the whole configuration is started from.
  const [states = ""] = await ask(["show servers state"]);
  try {
    await replace(executor, path, `${states}\n`);
  } catch (cause) {
    const what = `the split is in effect, but \`${path}\` cannot be written: a reload of HAProxy would lose it`;
    const error = new ServiceError(`${what} (${(cause as Error).message})`, {
      hint: `Let this user write into the folder of \`${path}\` on ${executor.where}.`,
      cause,
    });
    // Traffic that is put back is back, with or without a file.
    if (!isWhole) throw error;
    log.warn(error.message);
  }
}

async function replace(executor: Executor, path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  await executor.writeFile(beside, text, { mode: 0o600 });
  try {
    for (const words of await replacing(executor, beside, path)) await executor.run(words, { timeout: 10_000 });
  } catch (error) {
    await executor.remove(beside).catch(() => {});
    throw error;
  }
}
