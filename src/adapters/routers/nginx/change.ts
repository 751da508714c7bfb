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
  await finish(nginx);
}

/** Tests and loads what was written; does nothing where nothing is left to do. */
export async function finish(nginx: Served): Promise<void> {
  const earlier = await nginx.exec.readFile(markOf(nginx));
  if (earlier === null) return;
  const complaint = await complaintOf(nginx).catch((error: unknown) => putBack(nginx, earlier, error));
  if (complaint !== null) {
    await putBack(nginx, earlier, broken(complaint));
  }
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
  if (!isDown(error)) return putBack(nginx, earlier, error);
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

/** Restores the file and throws what happened; where that fails, too, both are told and the earlier text is kept. */
async function putBack(nginx: Served, earlier: string, error: unknown): Promise<never> {
  const { exec, file } = nginx;
  const what = error instanceof Error ? error.message : String(error);
  try {
    if (earlier === "") await exec.remove(file);
    else await exec.writeFile(file, earlier, { mode });
    await exec.remove(markOf(nginx));
  } catch (second) {
    throw new ServiceError(`${what}; \`${file}\` could not be put back: ${(second as Error).message}`, {
      hint: `Nothing was reloaded. The earlier text is in \`${markOf(nginx)}\`: put it into \`${file}\` and remove the former.`,
      cause: error,
    });
  }
  const hint = (error instanceof ActionError ? error.hint : undefined) ?? "Look at nginx and run this again.";
  throw new ServiceError(`${what}; \`${file}\` was put back and nothing was reloaded`, { hint, cause: error });
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
