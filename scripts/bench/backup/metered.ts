import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** A program that has ended well. */
export interface Metered {
  /** Milliseconds from its start to its end. */
  readonly took: number;
  /** MB of its own that were in memory at most (VmHWM); what was new in the last moments is missed. */
  readonly peak: number;
  /** The same with every program that it has started, by their VmRSS: pages that they share count for each of them. */
  readonly peakWithChildren: number;
  readonly stdout: string;
}

export interface How {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

const lookEvery = 20;

/** Runs a program and watches its time and memory. Throws with its last words where it fails. */
export async function metered(words: readonly string[], how: How): Promise<Metered> {
  const [program = "", ...args] = words;
  const started = performance.now();
  const child = spawn(program, args, { ...how, stdio: ["ignore", "pipe", "pipe"], killSignal: "SIGTERM" });
  let took = 0;
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-2000);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("exit", () => {
      took = performance.now() - started;
    });
    child.once("close", resolve);
  });
  const watched = watch(child.pid, () => took > 0);
  const code = await ended;
  if (code !== 0) throw new Error(`\`${program}\` ended with ${code}: ${stderr.trim()}`);
  return { took, ...(await watched), stdout };
}

async function watch(pid: number | undefined, isOver: () => boolean) {
  let [peak, peakWithChildren] = [0, 0];
  while (pid !== undefined && !isOver()) {
    peak = Math.max(peak, megabytes(pid, "VmHWM"));
    const all = [pid, ...descendants(pid)].reduce((sum, one) => sum + megabytes(one, "VmRSS"), 0);
    peakWithChildren = Math.max(peakWithChildren, all);
    await wait(lookEvery);
  }
  return { peak, peakWithChildren: Math.max(peak, peakWithChildren) };
}

function megabytes(pid: number, name: "VmHWM" | "VmRSS"): number {
  const [, kilobytes = "0"] = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(read(`/proc/${pid}/status`)) ?? [];
  return (Number(kilobytes) * 1024) / 1e6;
}

function descendants(pid: number): readonly number[] {
  const children = threads(pid).flatMap((thread) => {
    return read(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number);
  });
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function threads(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Empty where the process has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
