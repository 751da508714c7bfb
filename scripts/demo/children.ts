import { spawn } from "node:child_process";
import process from "node:process";
import { createInterface } from "node:readline";

/** One JSON line of a program. */
export type Fact = Readonly<Record<string, unknown>> & { readonly event: string };

/** How a process ended: by itself with a code, or by a signal. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that runs as a child and tells what it does in JSON lines. */
export interface Child {
  /** Everything told so far. */
  readonly facts: readonly Fact[];
  readonly ended: Promise<Ending>;
  /** What it wrote to standard error. */
  complaint(): string;
  /** The first such fact from now on; rejects when the program ends without it. */
  next(event: string): Promise<Fact>;
  /** Asks it to end, and insists after `grace` milliseconds. */
  stop(grace: number): Promise<Ending>;
  kill(): void;
}

/** What is started, where, and with which environment; nothing is inherited. */
export interface Start {
  readonly name: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Hears every fact at once. */
  onFact?(fact: Fact): void;
}

/** Starts a Node program. Its input stays open for as long as this process lives, so that it can end with it. */
export function startChild({ name, args, folder, environment, onFact }: Start): Child {
  // A group of its own: Ctrl-C reaches this process alone, which then stops the others in their order.
  const child = spawn(process.execPath, args, { cwd: folder, env: environment, detached: true });
  const facts: Fact[] = [];
  const waiting = new Set<(fact: Fact | null) => void>();
  let complaint = "";
  let isOver = false;
  child.stdin.on("error", () => undefined);
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const fact = readFact(line);
    facts.push(fact);
    onFact?.(fact);
    for (const tell of waiting) tell(fact);
  });
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  const over = () => {
    isOver = true;
    for (const tell of waiting) tell(null);
  };
  ended.then(over, over);
  return {
    facts,
    ended,
    complaint: () => complaint.trim(),
    next: (event) =>
      new Promise((resolve, reject) => {
        const tell = (fact: Fact | null): void => {
          if (fact !== null && fact.event !== event) return;
          waiting.delete(tell);
          if (fact !== null) resolve(fact);
          else reject(new Error(`${name} ended without telling \`${event}\`: ${told(facts)}${complaint}`));
        };
        if (isOver) tell(null);
        else waiting.add(tell);
      }),
    stop(grace) {
      child.kill("SIGTERM");
      const insist = setTimeout(() => child.kill("SIGKILL"), grace);
      return ended.finally(() => clearTimeout(insist));
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

function readFact(line: string): Fact {
  try {
    const fact = JSON.parse(line) as Fact | null;
    if (typeof fact?.event === "string") return fact;
  } catch {
    // Not one of ours: it is shown as it is.
  }
  return { event: "text", line };
}

function told(facts: readonly Fact[]): string {
  const last = facts.at(-1);
  return last === undefined ? "it told nothing. " : `its last word was ${JSON.stringify(last).slice(0, 300)}. `;
}
