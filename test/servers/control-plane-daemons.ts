import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";

/** Programs that run until they are disposed of. */
export interface Daemons extends AsyncDisposable {
  start(name: string, path: string, words: readonly string[]): void;
  /** Asks until nothing is thrown any more; throws what was thrown last where the program ends or a minute is over. */
  until(name: string, ask: () => Promise<unknown>): Promise<void>;
  /** The text of a file that one of them writes. */
  file(path: string): Promise<string>;
  /** The last lines of each. */
  log(): string;
}

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export function startDaemons(folder: string): Daemons {
  const own = new Map<string, ChildProcess>();
  const until: Daemons["until"] = async (name, ask) => {
    for (let left = 1200; ; left--) {
      try {
        await ask();
        return;
      } catch (error) {
        const child = own.get(name);
        if (left === 0 || child?.exitCode !== null || child.signalCode !== null) throw error;
      }
      await wait(50);
    }
  };
  return {
    start(name, path, words) {
      const log = openSync(join(folder, `${name}.log`), "a");
      const env = { PATH: process.env.PATH, HOME: folder };
      const child = spawn(path, words, { stdio: ["ignore", log, log], env, cwd: folder });
      own.set(name, child);
      running.add(child);
      child.once("exit", () => running.delete(child));
    },
    until,
    async file(path) {
      let text = "";
      await until("kube-apiserver", async () => {
        text = readFileSync(join(folder, path), "utf8");
        if (!text.includes("-----END")) throw new Error(`\`${path}\` is not written`);
      });
      return text;
    },
    log: () => [...own.keys()].map((name) => `--- ${name}\n${lastLines(join(folder, `${name}.log`))}`).join("\n"),
    async [Symbol.asyncDispose]() {
      const children = [...own.values()].filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
      const ends = children.map((child) => once(child, "exit"));
      // Nothing of it is kept: nobody has to say goodbye.
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(ends);
    },
  };
}

function lastLines(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n").slice(-15).join("\n") : "";
}
