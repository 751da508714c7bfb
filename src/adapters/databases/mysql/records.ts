import { posix } from "node:path";
import * as z from "zod/mini";
import type { Effects } from "../../../kit/effects.ts";
import { folderPrefix, stopServer, type Throwaway } from "./server.ts";

const shape = z.object({ database: z.string(), process: z.object({ pid: z.number(), startedAt: z.string() }) });

/** Writes down which database the server was started for, so that a later process finds both. */
export async function writeRecord({ folder, process }: Throwaway, database: string, { exec }: Effects): Promise<void> {
  await exec.writeFile(posix.join(folder, "scratch.json"), JSON.stringify({ database, process }), { mode: 0o600 });
}

/** What was written down in that folder; null where it is no folder of ours. */
export async function recordOf(
  folder: string,
  { exec }: Effects,
): Promise<(Throwaway & { readonly database: string }) | null> {
  if (!posix.basename(folder).startsWith(folderPrefix)) return null;
  const text = await exec.readFile(posix.join(folder, "scratch.json"));
  if (text === null) return null;
  try {
    return { folder, ...shape.parse(JSON.parse(text)) };
  } catch {
    return null;
  }
}

/** Removes servers that were left behind by a process that died. */
export async function sweepServers(
  parent: string,
  isLeftover: (database: string) => boolean,
  effects: Effects,
): Promise<void> {
  for (const name of await effects.exec.list(parent)) {
    const record = name.startsWith(folderPrefix) ? await recordOf(posix.join(parent, name), effects) : null;
    if (record !== null && isLeftover(record.database)) await stopServer(record, effects);
  }
}
