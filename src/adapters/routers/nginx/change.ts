import { basename, dirname, join } from "node:path/posix";
import { ActionError, CommandError, RefusedError, ServiceError } from "../../../kit/errors.ts";
import { broken, complaintOf, isDown, patience, type Served } from "./complaint.ts";

const mode = 0o644;

/** True from before a change of the file until nginx was told of it. */
export async function isUnfinished(nginx: Served): Promise<boolean> {
  return (await nginx.exec.readFile(markOf(nginx))) !== null;
}

/** Writes the file and lets nginx load it. What nginx refuses is taken back, and said in nginx's own words. */
export async function change(nginx: Served, text: string, expected: string | null): Promise<void> {
  const { exec, file } = nginx;
  const earlier = await exec.readFile(file);
  if (expected !== null && earlier !== expected) throw edited(file);
  const isLeft = await isUnfinished(nginx);
  // What an unfinished change has found is what nginx still works by.
  if (!isLeft) await exec.writeFile(markOf(nginx), earlier ?? "", { mode });
  try {
    await exec.writeFile(file, text, { mode });
  } catch (error) {
    if (!isLeft) await exec.remove(markOf(nginx)).catch(() => {});
    throw error;
  }
  await finish(nginx, isLeft);
}

/** Tests and loads what was written; does nothing where nothing is left to do. Whoever has left it may have loaded it. */
export async function finish(nginx: Served, isLeft = true): Promise<void> {
  const earlier = await nginx.exec.readFile(markOf(nginx));
  if (earlier === null) return;
  const complaint = await complaintOf(nginx).catch((error: unknown) => putBack(nginx, earlier, error, isLeft));
  if (complaint !== null) await putBack(nginx, earlier, broken(complaint), isLeft);
  try {
    await nginx.exec.run(nginx.reload, { timeout: patience });
  } catch (error) {
    await notReloaded(nginx, earlier, error);
  }
  await nginx.exec.remove(markOf(nginx));
}

async function notReloaded(nginx: Served, earlier: string, error: unknown): Promise<never> {
  if (!(error instanceof CommandError)) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ServiceError(`\`${nginx.file}\` is written, but whether nginx has loaded it is unknown: ${why}`, {
      hint: "Run this again: it lets nginx load the file once more.",
      cause: error,
    });
  }
  if (!isDown(error)) return putBack(nginx, earlier, error, true);
  // It reads the file when it is started: what was asked for last has to stand there then.
  await nginx.exec.remove(markOf(nginx));
  throw new ServiceError(
    `nginx is not running: ${error.message}; \`${nginx.file}\` is written and counts once it is started`,
    {
      hint: "Start nginx.",
      cause: error,
    },
  );
}

/**
 * Restores the file and throws what happened. Where nginx may have loaded the other text it is told to load this one, and
 * the mark stays until it was. Where that fails, too, both are told and the earlier text is kept.
 */
async function putBack(nginx: Served, earlier: string, error: unknown, mayBeLoaded: boolean): Promise<never> {
  const { exec, file } = nginx;
  const what = error instanceof Error ? error.message : String(error);
  try {
    if (earlier === "") await exec.remove(file);
    else await exec.writeFile(file, earlier, { mode });
    if (!mayBeLoaded) await exec.remove(markOf(nginx));
  } catch (second) {
    throw new ServiceError(`${what}; \`${file}\` could not be put back: ${(second as Error).message}`, {
      hint: `The earlier text is in \`${markOf(nginx)}\`: put it into \`${file}\`, reload nginx, and remove the former.`,
      cause: error,
    });
  }
  const end = mayBeLoaded ? await loadAgain(nginx) : "nothing was reloaded";
  const hint = (error instanceof ActionError ? error.hint : undefined) ?? "Look at nginx and run this again.";
  throw new ServiceError(`${what}; \`${file}\` was put back and ${end}`, { hint, cause: error });
}

/** A reload may have taken effect whatever it ended with. */
async function loadAgain(nginx: Served): Promise<string> {
  try {
    await nginx.exec.run(nginx.reload, { timeout: patience });
    await nginx.exec.remove(markOf(nginx));
    return "loaded again";
  } catch {
    return "could not be loaded again: whether nginx works by it is unknown until a reload ends well";
  }
}

/** Stands beside the file until nginx was told of its change. */
export function markOf({ file }: Served): string {
  return join(dirname(file), `.${basename(file)}.unfinished`);
}

function edited(file: string): RefusedError {
  return new RefusedError(`somebody else has changed \`${file}\` since it was read`, {
    hint: "Find out who, then run this again: it reads the split anew.",
  });
}
