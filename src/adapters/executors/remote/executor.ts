import type { CommandStream, Executor, RunOptions, Words } from "../../../kit/executor.ts";
import { describeCommand } from "../failures.ts";
import { connect } from "../pipeline.ts";
import { remoteFiles } from "./files.ts";
import { launch } from "./launch.ts";
import type { Place } from "./place.ts";
import { remoteProcesses } from "./processes.ts";
import { run } from "./run.ts";

/** Runs programs in a place that is reached through a program of this machine. */
export function remoteExecutor(place: Place): Executor {
  return {
    where: place.where,
    isHere: false,
    run: (words, how = {}) => run(place, words, how),
    stream: (words, how = {}) => pipe(place, [words], how),
    pipe: (stages, how = {}) => pipe(place, stages, how),
    ...remoteFiles(place),
    ...remoteProcesses(place),
  };
}

function pipe(place: Place, [first, ...others]: readonly [Words, ...Words[]], how: RunOptions): CommandStream {
  const head = launch(place, first, how, how.stdin !== undefined);
  const programs = others.map((words) => launch(place, words, how, true));
  return connect([head, ...programs], describeCommand(first, place.redact), how.stdin);
}
