import type { Executor } from "../../kit/executor.ts";
import type { DeadManState } from "../../stages/ports/router.ts";
import type { Home } from "./place.ts";
import { readTimer, unset } from "./timer.ts";

/** What the files of a guard say: whose it is, and how it stands; null where nothing is armed and nothing has fired. */
export async function look(
  exec: Executor,
  { folder }: Home,
): Promise<(DeadManState & { readonly token: string }) | null> {
  const read = async (name: string) => (await exec.readFile(`${folder}/${name}`))?.trim() ?? null;
  // In the order in which the guard renames them: what has gone on meanwhile is met later.
  const token = await read("armed");
  const [deadline, firing, fired] = [await read("deadline"), await read("firing"), await read("fired")];
  const seconds = fired ?? firing ?? deadline;
  if (token === null || seconds === null) return null;
  const isFiring = fired !== null || firing !== null;
  return { until: isoOf(Number(seconds)), token, firedAt: isFiring ? isoOf(Number(seconds)) : null };
}

/** Nobody wakes it any more, and nothing of it is left. */
export async function forget(exec: Executor, { folder }: Home): Promise<void> {
  // First of all what it may fire by, whatever becomes of the rest.
  await exec.remove(`${folder}/armed`);
  const timer = readTimer(await exec.readFile(`${folder}/timer`));
  if (timer !== null) await unset(exec, timer);
  await exec.remove(folder);
}

/** ISO 8601 of seconds since 1970. */
export function isoOf(seconds: number): string {
  return Number.isSafeInteger(seconds) ? new Date(seconds * 1000).toISOString() : "an unknown time";
}
