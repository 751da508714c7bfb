import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CancelledError } from "../../../kit/errors.ts";
import type { RunOptions, Words } from "../../../kit/executor.ts";
import { exitFailure } from "../failures.ts";
import { type Ending, NeighbourFailed, type Supervised } from "../supervise.ts";
import { isBrokenPipe } from "./ending.ts";
import { unmark } from "./marks.ts";
import type { Line, Place } from "./place.ts";
import { conclude, type Prepared, prepare, saidBy } from "./prepare.ts";

/** Starts one program there. What it reads and writes goes through this process. */
export function launch(place: Place, words: Words, how: RunOptions, takesInput: boolean): Supervised {
  const prepared = prepare(place, words, how, takesInput);
  const stdout = new PassThrough();
  const ended = follow(prepared, stdout)
    .catch((error: Error) => failed(prepared.reason() ?? error))
    .finally(() => {
      prepared.close();
      // Whoever reads learns from `done` why there is no more.
      stdout.end();
    });
  return { stdin: takesInput ? prepared.input : null, stdout, ended, end: prepared.end };
}

async function follow(prepared: Prepared, stdout: PassThrough): Promise<Ending> {
  const early = prepared.reason();
  if (early !== null) return failed(early);
  await using way = await prepared.place.open(prepared.signal);
  return prepared.signal.aborted ? failed(prepared.reason()) : await carry(prepared, way, stdout);
}

async function carry(prepared: Prepared, way: Line, stdout: PassThrough): Promise<Ending> {
  const { place, command, marks, line, signal } = prepared;
  const through = place.exec.stream(way.words, { stdin: line, signal, ...(way.env && { env: way.env }) });
  const unmarked = unmark(marks);
  await pipeline(through.stdout, unmarked.stream, stdout, { end: false }).catch(() => {
    if (stdout.destroyed) prepared.end(new ReaderLeft(`nobody reads what ${command} prints`));
  });
  const broken = await through.done.catch((error: unknown) => error);
  const why = prepared.reason();
  const stderr = saidBy(broken);
  if (why instanceof ReaderLeft) {
    return { ...failed(exitFailure(command, { code: null, by: "SIGPIPE", stderr: "" })), isVictim: true };
  }
  if (why !== null) return failed(why);
  const status = unmarked.status();
  const { failure } = conclude(prepared, { status, hasBegun: unmarked.hasBegun(), stderr, broken });
  return { code: Number(status ?? -1), stderr, failure, isVictim: isBrokenPipe(status) };
}

function failed(failure: Error | null): Ending {
  return { code: -1, stderr: "", failure, isVictim: failure instanceof NeighbourFailed };
}

/** A local program would have been ended by SIGPIPE. */
class ReaderLeft extends CancelledError {}
