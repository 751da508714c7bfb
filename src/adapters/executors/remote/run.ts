import type { CommandResult, RunOptions, Words } from "../../../kit/executor.ts";
import { cutAfter } from "../output.ts";
import { feed } from "../pipeline.ts";
import { readMarked } from "./marks.ts";
import type { Place } from "./place.ts";
import { conclude, type Prepared, prepare, saidBy } from "./prepare.ts";

const everyCode = Array.from({ length: 256 }, (_, code) => code);

/** Runs one program there to its end and keeps what it prints. */
export async function run(place: Place, words: Words, how: RunOptions): Promise<CommandResult> {
  const prepared = prepare(place, words, how, how.stdin !== undefined);
  try {
    const early = prepared.reason();
    if (early !== null) throw early;
    return await carry(prepared);
  } catch (error) {
    throw prepared.reason() ?? error;
  } finally {
    prepared.close();
  }
}

async function carry(prepared: Prepared): Promise<CommandResult> {
  const { place, how, command, marks, input, line, signal, end } = prepared;
  await using way = await place.open(signal);
  signal.throwIfAborted();
  const fed = feed({ stdin: how.stdin === undefined ? null : input, end }, command, how.stdin);
  const options = { stdin: line, signal, okCodes: everyCode, ...(way.env && { env: way.env }) };
  const result = await place.exec
    .run(way.words, options)
    .then((answer) => ({ ...answer, broken: null }))
    .catch((error: unknown) => ({ stdout: "", stderr: saidBy(error), broken: error }));
  line.destroy();
  await fed;
  const why = prepared.reason();
  if (why !== null) throw why;
  const out = readMarked(result.stdout, marks);
  const seen = { ...result, hasBegun: out.hasBegun, status: isCut(result.stdout) ? undefined : out.status };
  const { stderr, status, failure } = conclude(prepared, seen);
  if (failure !== null) throw failure;
  return { code: Number(status), stdout: out.text, stderr };
}

function isCut(stdout: string): boolean {
  return stdout.endsWith(cutAfter);
}
