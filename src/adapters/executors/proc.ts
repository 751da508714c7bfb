import { readFileSync } from "node:fs";
import type { ProcessRef } from "../../kit/executor.ts";

/** What the kernel says about a process id right now. */
export interface ProcessFacts {
  readonly ref: ProcessRef;
  /** The process group that it belongs to. */
  readonly group: number;
  /** It has ended and nobody has asked for its exit code yet. */
  readonly isZombie: boolean;
}

/** Reads `/proc/<pid>/stat`; null when there is no such process. Synchronous, so that a child that has just been started cannot be reaped in between. */
export function readProcess(pid: number): ProcessFacts | null {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  try {
    return parseStat(pid, readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return null;
  }
}

/** Takes the line of `/proc/<pid>/stat` apart; the program's name in it may hold spaces and parentheses. */
export function parseStat(pid: number, line: string): ProcessFacts | null {
  const fields = line
    .slice(line.lastIndexOf(")") + 1)
    .trim()
    .split(/\s+/);
  const [state, , group] = fields;
  const startedAt = fields[19];
  if (state === undefined || group === undefined || startedAt === undefined || !/^\d+$/.test(startedAt)) return null;
  return { ref: { pid, startedAt }, group: Number(group), isZombie: "ZXx".includes(state) };
}

/** The facts of exactly this process, or null when the id is free or belongs to another one by now. */
export function sameProcess(process: ProcessRef): ProcessFacts | null {
  const facts = readProcess(process.pid);
  return facts?.ref.startedAt === process.startedAt ? facts : null;
}

/** The reference of a process that runs, or null. */
export function findAlive(pid: number): ProcessRef | null {
  const facts = readProcess(pid);
  return facts === null || facts.isZombie ? null : facts.ref;
}
