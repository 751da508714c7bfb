import type { Executor, ProcessRef } from "../../../kit/executor.ts";
import type { Place } from "./place.ts";
import type { Run } from "./state.ts";

/** A living process that was started for a slot, with the group it belongs to. */
export interface OwnProcess extends ProcessRef {
  readonly group: number;
}

const pause = 50;

/** Every living process of the run: those that carry its token, and the one whose id was written down. */
export async function ownProcesses({ effects }: Place, run: Run | null): Promise<readonly OwnProcess[]> {
  if (run === null) return [];
  const found = await lookThrough(effects.exec, run);
  if (found.length > 0) return found;
  // A program that is just replacing itself by another one shows no environment for a moment.
  await effects.sleep(pause);
  return lookThrough(effects.exec, run);
}

async function lookThrough(exec: Executor, run: Run): Promise<readonly OwnProcess[]> {
  const carriers = (await exec.list("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(carriers.map((pid) => carrier(exec, pid, run.token)));
  const own = found.filter((process) => process !== null);
  const noted = await notedProcess(exec, run);
  // Programs may overwrite their own environment, so the token alone does not find all of them.
  return noted === null || own.some(({ pid }) => pid === noted.pid) ? own : [...own, noted];
}

/** True while the process whose id was written down still runs; cheap, for asking often. */
export async function isNotedAlive({ effects }: Place, run: Run): Promise<boolean> {
  return (await notedProcess(effects.exec, run)) !== null;
}

/** The kernel's boot id, or null where there is none. */
export async function bootId(exec: Executor): Promise<string | null> {
  return (await exec.readFile("/proc/sys/kernel/random/boot_id"))?.trim() ?? null;
}

/** Those to be asked to end: the leader of each group, so that nobody gets the signal twice. */
export function leaders(own: readonly OwnProcess[]): readonly OwnProcess[] {
  const pids = new Set(own.map(({ pid }) => pid));
  return own.filter(({ pid, group }) => pid === group || !pids.has(group));
}

async function carrier(exec: Executor, pid: number, token: string): Promise<OwnProcess | null> {
  if (!(await carries(exec, pid, token))) return null;
  const own = await describe(exec, pid);
  // Asked again: the id may have passed to another process in between.
  return own !== null && (await carries(exec, pid, token)) ? own : null;
}

async function carries(exec: Executor, pid: number, token: string): Promise<boolean> {
  const environment = await readProc(exec, `/proc/${pid}/environ`);
  return environment?.split("\0").includes(`SLOT_TOKEN=${token}`) ?? false;
}

async function notedProcess(exec: Executor, run: Run): Promise<OwnProcess | null> {
  if (run.process === null || run.boot !== (await bootId(exec)) || !(await exec.isAlive(run.process))) return null;
  return describe(exec, run.process.pid);
}

async function describe(exec: Executor, pid: number): Promise<OwnProcess | null> {
  const ref = await exec.find(pid);
  if (ref === null) return null;
  const stat = await readProc(exec, `/proc/${pid}/stat`);
  const group = Number(stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[2]);
  return Number.isInteger(group) ? { ...ref, group } : null;
}

/** Null for a process that has gone, or that belongs to another user and therefore is none of ours. */
async function readProc(exec: Executor, path: string): Promise<string | null> {
  try {
    return await exec.readFile(path);
  } catch {
    return null;
  }
}
