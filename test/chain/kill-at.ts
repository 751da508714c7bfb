import childProcess, { type ChildProcess } from "node:child_process";
import { appendFileSync } from "node:fs";
import files from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";

/**
 * Preloaded into a deploying process (`node --import`): ends it with SIGKILL right after one chosen deed, so that
 * nothing of it is cleaned up and nothing more happens. A deed is a line of progress, a finished change of a file, or
 * the start of a program, which goes on without its parent.
 */
export interface Moment {
  readonly on: "line" | "file" | "program";
  /** A pattern; of the line, of `rename <from> <to>`, of the program's words. */
  readonly match: string;
  /** Which of the matches, from 1. */
  readonly nth?: number;
}

const chosen = process.env.KILL_AT === undefined ? null : (JSON.parse(process.env.KILL_AT) as Moment);
const pattern = new RegExp(chosen?.match ?? "$^");
let left = chosen?.nth ?? 1;

function happened(on: Moment["on"], what: string): void {
  if (process.env.DEEDS_TO !== undefined) appendFileSync(process.env.DEEDS_TO, `${on} ${what.trimEnd()}\n`);
  if (chosen?.on !== on || !pattern.test(what)) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, "SIGKILL");
}

const write = process.stdout.write.bind(process.stdout);
process.stdout.write = ((chunk: string, ...rest: never[]) => {
  // A pipe is written synchronously, so whoever reads has the line.
  const isWritten = write(chunk, ...rest);
  happened("line", String(chunk));
  return isWritten;
}) as typeof process.stdout.write;

for (const name of ["rename", "link", "rm"] as const) {
  const original = files[name] as (...args: unknown[]) => Promise<void>;
  Object.assign(files, {
    async [name](...args: unknown[]) {
      await original(...args);
      happened("file", `${name} ${args.filter((arg) => typeof arg === "string").join(" ")}`);
    },
  });
}

const { spawn } = childProcess;
Object.assign(childProcess, {
  spawn(program: string, words: readonly string[], options: object): ChildProcess {
    const child = spawn(program, words, options);
    happened("program", [program, ...words].join(" "));
    return child;
  },
});

syncBuiltinESMExports();
