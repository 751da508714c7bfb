import type { Readable } from "node:stream";

/** A program and its arguments. There is no shell in between. */
export type Words = readonly [string, ...string[]];

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment that programs have there; `undefined` removes a name. Secrets travel so: no value is ever on a command line. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: Readable | string | Uint8Array;
  /** Milliseconds until the whole process group is killed. */
  readonly timeout?: number;
  /** Exit codes that are answers and not failures; 0 always is. */
  readonly okCodes?: readonly number[];
  readonly signal?: AbortSignal;
}

export interface CommandResult {
  readonly code: number;
  /** Redacted and capped at 1 MiB. */
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandStream {
  readonly stdout: Readable;
  /** Rejects with a CommandError on a non-zero exit code, after the stream has ended. */
  readonly done: Promise<void>;
}

/** A process counts only together with its start time: process ids are used again. */
export interface ProcessRef {
  readonly pid: number;
  /** The kernel's start time of the process (clock ticks since boot, from /proc). */
  readonly startedAt: string;
}

export interface StartOptions {
  readonly cwd: string;
  /** The whole environment of the program: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** File that receives standard output and standard error. */
  readonly log: string;
}

/** Runs programs in one place: this machine, a server over ssh, a pod. Commands are argument lists. */
export interface Executor {
  /** For the operator: `this machine`, `deploy@db.example.com`, `pod postgres-0`. */
  readonly where: string;
  /** True where files and sockets are those of this process. */
  readonly isHere: boolean;
  run(words: Words, options?: RunOptions): Promise<CommandResult>;
  stream(words: Words, options?: RunOptions): CommandStream;
  /** Connects the programs without a shell and awaits every exit code. */
  pipe(stages: readonly [Words, ...Words[]], options?: RunOptions): CommandStream;
  /** Starts a program that outlives this process, in its own session. */
  start(words: Words, options: StartOptions): Promise<ProcessRef>;
  /** True only while a process with this id *and* this start time runs and is no zombie. */
  isAlive(process: ProcessRef): Promise<boolean>;
  /** The reference of a running process, or null. */
  find(pid: number): Promise<ProcessRef | null>;
  /** Signals the process group of a process that is still the same one; false when it is gone. */
  signal(process: ProcessRef, name: "SIGTERM" | "SIGKILL"): Promise<boolean>;
  /** The file's text, or null when it does not exist. */
  readFile(path: string): Promise<string | null>;
  /** Writes beside the target and renames into place; creates missing folders. */
  writeFile(path: string, data: string | Uint8Array, options: { mode: number }): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** A new folder that only its owner may read, absolute; whoever asks for it removes it. */
  makePrivateFolder(prefix: string): Promise<string>;
  remove(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Names in the folder; empty when there is no such folder. */
  list(path: string): Promise<readonly string[]>;
}
