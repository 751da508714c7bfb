import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import process from "node:process";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { InputError } from "../../kit/errors.ts";
import type { CommandStream, Executor, ProcessRef, RunOptions, StartOptions, Words } from "../../kit/executor.ts";
import { describeCommand, startFailure } from "./failures.ts";
import { localFiles, openLog } from "./files.ts";
import { signalProcess } from "./groups.ts";
import { gather } from "./output.ts";
import { connect, feed } from "./pipeline.ts";
import { findAlive, readProcess, sameProcess } from "./proc.ts";
import { abortReason, type Child, type Supervised, supervise } from "./supervise.ts";

export interface LocalOptions {
  /** Where commands run and relative paths start. */
  readonly folder: string;
  /** Hides secrets in everything that a program prints. */
  redact(text: string): string;
  /** Where private folders are made; the system's own folder when absent. */
  readonly temporary?: string;
  /** What programs inherit; the environment of this process when absent. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** Runs programs on this machine, each in a process group of its own, so that none outlives its time-out. */
export function localExecutor(options: LocalOptions): Executor {
  return {
    where: "this machine",
    isHere: true,
    ...localFiles(options.folder, options.temporary ?? tmpdir()),
    run: (words, how = {}) => run(options, words, how),
    stream: (words, how = {}) => pipe(options, [words], how),
    pipe: (stages, how = {}) => pipe(options, stages, how),
    start: (words, how) => start(options, words, how),
    isAlive: async (ref) => sameProcess(ref)?.isZombie === false,
    find: async (pid) => findAlive(pid),
    signal: async (ref, name) => signalProcess(ref, name),
  };
}

async function run(options: LocalOptions, words: Words, how: RunOptions) {
  const program = launch(options, words, how, how.stdin !== undefined);
  const stdout = gather(program.stdout, "beginning", options.redact);
  const fed = feed(program, describeCommand(words, options.redact), how.stdin);
  const printed = finished(program.stdout).catch(() => {});
  const { code, stderr, failure } = await program.ended;
  if (failure !== null) throw failure;
  await Promise.all([fed, printed]);
  return { code, stdout: stdout(), stderr };
}

function pipe(options: LocalOptions, [first, ...others]: readonly [Words, ...Words[]], how: RunOptions): CommandStream {
  const head = launch(options, first, how, how.stdin !== undefined);
  const programs = others.map((words) => launch(options, words, how, true));
  return connect([head, ...programs], describeCommand(first, options.redact), how.stdin);
}

function launch(options: LocalOptions, words: Words, how: RunOptions, takesInput: boolean): Supervised {
  const [program, ...args] = words;
  const command = describeCommand(words, options.redact);
  const cwd = resolve(options.folder, how.cwd ?? ".");
  const env = { ...(options.environment ?? process.env), ...how.env };
  if (how.signal?.aborted) return neverRan(Promise.resolve(abortReason(command, how.signal)));
  const child = attempt(() => {
    return spawn(program, args, { cwd, env, detached: true, stdio: [takesInput ? "pipe" : "ignore", "pipe", "pipe"] });
  });
  if (isStarted(child)) return supervise(child as Child & { pid: number }, command, how, options.redact);
  return neverRan(reasonOf(child).then((cause) => startFailure(command, program, cwd, cause)));
}

function neverRan(failure: Promise<Error>): Supervised {
  const ended = failure.then((error) => ({ code: -1, stderr: "", failure: error, isVictim: false }));
  return { stdin: null, stdout: Readable.from([]), ended, end() {} };
}

async function start(options: LocalOptions, words: Words, { cwd, env, log }: StartOptions): Promise<ProcessRef> {
  const [program, ...args] = words;
  const folder = resolve(options.folder, cwd);
  await using file = await openLog(resolve(options.folder, log));
  // The runner kills what carries this name when the job ends.
  const { RUNNER_TRACKING_ID: _, ...inherited } = env;
  const child = attempt(() => {
    return spawn(program, args, { cwd: folder, env: inherited, detached: true, stdio: ["ignore", file.fd, file.fd] });
  });
  // Read before the event loop turns: a child that has ended already is still a zombie and can be named.
  const facts = isStarted(child) ? readProcess(child.pid) : null;
  if (!isStarted(child)) {
    throw startFailure(describeCommand(words, options.redact), program, folder, await reasonOf(child));
  }
  child.unref();
  if (facts !== null) return facts.ref;
  child.kill("SIGKILL");
  throw new InputError("`/proc` is not readable here, so no process can be told from another", {
    hint: "Run this on Linux with `/proc` mounted.",
  });
}

type Spawned<C> = C | Error;

function attempt<C extends ChildProcess>(act: () => C): Spawned<C> {
  try {
    return act();
  } catch (error) {
    return error as Error;
  }
}

function isStarted<C extends ChildProcess>(child: Spawned<C>): child is C & { readonly pid: number } {
  return !(child instanceof Error) && child.pid !== undefined;
}

function reasonOf(child: Spawned<ChildProcess>): Promise<unknown> {
  return child instanceof Error ? Promise.resolve(child) : new Promise((told) => child.once("error", told));
}
