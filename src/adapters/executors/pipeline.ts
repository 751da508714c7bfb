import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ActionError, CommandError, ServiceError } from "../../kit/errors.ts";
import type { CommandStream, RunOptions } from "../../kit/executor.ts";
import { type Ending, NeighbourFailed, type Supervised } from "./supervise.ts";

/** Connects running programs, each one's output to the next one's input. */
export function connect(
  programs: readonly [Supervised, ...Supervised[]],
  command: string,
  input: RunOptions["stdin"],
): CommandStream {
  const fed = feed(programs[0], command, input);
  const joined = programs.slice(1).map((next, i) => join(programs[i] as Supervised, next, programs.slice(0, i + 1)));
  const done = Promise.all([fed, ...joined]).then(async () => {
    const failure = pipelineFailure(await Promise.all(programs.map((program) => program.ended)));
    if (failure !== null) throw failure;
  });
  // The reader of a broken stream may give up before it asks how the programs ended.
  done.catch(() => {});
  return { stdout: (programs.at(-1) as Supervised).stdout, done };
}

/** Hands the output of one program to the next, which sees the end of it only if the first one ended well. */
async function join(from: Supervised, to: Supervised, upstream: readonly Supervised[]): Promise<void> {
  const { stdin } = to;
  void to.ended.then(({ failure }) => {
    if (failure !== null) for (const program of upstream) program.end(new NeighbourFailed(failure.message));
  });
  if (stdin === null) return void from.stdout.resume();
  const broke = await copy(from.stdout, stdin);
  const { failure } = await from.ended;
  if (failure === null && broke === null) stdin.end();
  else if (!stdin.destroyed) to.end(new NeighbourFailed(failure?.message ?? "its input broke off"));
}

/** Copies all of `source` without ending `sink`; what broke the source is returned, a reader that left is not. */
async function copy(source: Readable, sink: Writable): Promise<unknown> {
  try {
    await pipeline(source, sink, { end: false });
    return null;
  } catch (error) {
    return sink.destroyed ? null : error;
  }
}

/** Gives the program its input. It sees the end of it only if all of it came: half an input is no input. */
export async function feed(
  to: Pick<Supervised, "stdin" | "end">,
  command: string,
  input: RunOptions["stdin"],
): Promise<void> {
  const { stdin } = to;
  if (stdin === null || input === undefined) return;
  if (typeof input === "string" || input instanceof Uint8Array) return void stdin.end(input);
  const broke = await copy(input, stdin);
  if (broke === null) return void stdin.end();
  const message = `the input of ${command} broke off, so it was ended`;
  to.end(broke instanceof ActionError ? broke : new ServiceError(message, { cause: broke, hint: "Run this again." }));
}

/** The one failure that tells what went wrong in a pipeline, or null. */
function pipelineFailure(endings: readonly Ending[]): Error | null {
  const failed = endings.filter((ending) => ending.failure !== null);
  const culprits = failed.filter((ending) => !ending.isVictim);
  const [first, ...others] = culprits.length > 0 ? culprits : failed;
  if (first === undefined) return null;
  const more = others.map((ending) => ending.failure?.message).join("; ");
  const failure = first.failure as Error;
  if (more === "" || !(failure instanceof CommandError)) return failure;
  const { exitCode, output, hint } = failure;
  return new CommandError(`${failure.message}; ${more}`, { exitCode, output, ...(hint === undefined ? {} : { hint }) });
}
