import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export type Fact = Readonly<Record<string, unknown>> & { readonly event: string };

/** A program of the quickstart that runs as a child and tells what it does in JSON lines. */
export interface Child {
  readonly process: ChildProcess;
  readonly facts: readonly Fact[];
  /** The first fact of this kind, told already or still to come. */
  told(event: string): Promise<Fact>;
  /** The exit code, once the process has ended and its last line was read. */
  readonly ended: Promise<number | null>;
  /** Sends SIGTERM and waits. */
  stop(): Promise<number | null>;
}

/** How long `vi.waitFor` waits for another process. */
export const patiently = { interval: 10, timeout: 10_000 };

/** The quickstart's folder. */
export const quickstart = fileURLToPath(new URL("../../examples/quickstart/", import.meta.url));

/** Starts a program of the quickstart; its stdin stays open until `child.process.stdin` is ended. */
export function start(script: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Child {
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const facts: Fact[] = [];
  const complaints: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => complaints.push(text));
  const lines = createInterface({ input: child.stdout }).on("line", (line) => facts.push(JSON.parse(line) as Fact));
  const ended = Promise.all([once(child, "exit"), once(lines, "close")]).then(([[code]]) => code as number | null);
  const told = async (event: string): Promise<Fact> => {
    for (;;) {
      const fact = facts.find((one) => one.event === event);
      if (fact !== undefined) return fact;
      const more = await Promise.race([once(lines, "line").then(() => true), ended.then(() => false)]);
      if (!more && !facts.some((one) => one.event === event)) {
        throw new Error(
          `${script} ended without telling \`${event}\`: ${JSON.stringify(facts)} ${complaints.join("")}`,
        );
      }
    }
  };
  const stop = (): Promise<number | null> => {
    child.kill("SIGTERM");
    const insist = setTimeout(() => child.kill("SIGKILL"), 12_000);
    return ended.finally(() => clearTimeout(insist));
  };
  return { process: child, facts, told, ended, stop };
}
