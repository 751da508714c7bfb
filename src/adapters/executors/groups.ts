import process from "node:process";
import type { ProcessRef } from "../../kit/executor.ts";
import { sameProcess } from "./proc.ts";

/** Milliseconds between asking a process group to end and ending it. */
export const killGrace = 2_000;

const running = new Set<number>();
process.on("exit", () => {
  // A program of ours must not work on behind the back of a process that is gone.
  for (const group of running) signalGroup(group, "SIGKILL");
});

/** Remembers a process group: it is killed when this process exits before `forget` is called. */
export function remember(group: number): { forget(): void } {
  running.add(group);
  return { forget: () => void running.delete(group) };
}

/** Signals every process of the group; false when there is none. */
export function signalGroup(group: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(-group, name);
    return true;
  } catch {
    return false;
  }
}

/** Signals the group that a process leads (or the process alone when it leads none); false when it no longer runs. */
export function signalProcess(ref: ProcessRef, name: "SIGTERM" | "SIGKILL"): boolean {
  const facts = sameProcess(ref);
  if (facts === null) return false;
  if (facts.group === ref.pid) return signalGroup(ref.pid, name) && !facts.isZombie;
  try {
    process.kill(ref.pid, name);
    return !facts.isZombie;
  } catch {
    return false;
  }
}
