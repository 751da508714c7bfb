import { Transform } from "node:stream";
import { type DumpAsked, judgeDump } from "../core/backup-conditions.ts";
import { readableBytes } from "../core/readable.ts";
import { AbortedError } from "../kit/errors.ts";
import type { DumpStep } from "./backup-step.ts";
import type { Context } from "./context.ts";
import { digestStream } from "./digest.ts";
import { flow } from "./flow.ts";
import type { Codec } from "./ports/codec.ts";
import type { Facts } from "./ports/database.ts";
import type { Part, StagedPart, StagedSet } from "./ports/store.ts";

/** A dump that lies in the store, whole and unproven. */
export interface WrittenPart {
  readonly file: string;
  readonly staged: StagedPart;
  readonly codec: Codec;
  readonly facts: Facts;
  readonly bytes: number;
  readonly sha256: string;
  readonly dumpBytes: number;
  /** Milliseconds. */
  readonly took: number;
  /** The last proven part of the same item. */
  readonly last: Part | null;
}

export interface WriteOptions {
  nameOf(step: DumpStep, extension: string): string;
  /** The last proven part of the same item. */
  readonly last: Part | null;
}

/** Dumps one database into a file of the set: compressed, encrypted and hashed on its way. A schema that was changed meanwhile is worth one more try. */
export async function writePart(
  context: Context,
  step: DumpStep,
  set: StagedSet,
  how: WriteOptions,
): Promise<WrittenPart> {
  try {
    return await writeOnce(context, step, set, how);
  } catch (error) {
    if (!isWorthAnotherTry(error) || context.session.signal.aborted) throw error;
    context.effects.log.warn(`${step.item}: ${context.effects.redact((error as Error).message)}; dump it once more`);
    return writeOnce(context, step, set, how);
  }
}

function isWorthAnotherTry(error: unknown): boolean {
  return (error as { isWorthAnotherTry?: boolean }).isWorthAnotherTry === true;
}

async function writeOnce(
  context: Context,
  step: DumpStep,
  set: StagedSet,
  { nameOf, last }: WriteOptions,
): Promise<WrittenPart> {
  const { effects, session } = context;
  const { signal } = session;
  const started = effects.monotonic();
  const codec = await step.openCodec();
  const dump = await step.database.port.dump({ hashRows: step.verify === "rows", signal });
  const file = nameOf(step, `${dump.extension}${codec.extension}`);
  const staged = await set.part(file).catch((error) => {
    dump.body.destroy();
    throw error;
  });
  const { counter, done } = digestStream();
  const progress = progressStream(context, step.item);
  // Asked for only at the end, its failure has to be heard all the same: a broken dump says most about itself.
  await flow([dump.body, progress.counter, ...codec.encode(), counter, staged.write], signal);
  const facts = await dump.facts();
  refuseStrange(context, step, { item: step.item, dumpBytes: progress.bytes(), last });
  for (const orphans of facts.orphans) effects.log.warn(`Database: ${orphans}; the backup has them as well`);
  const took = Math.round(effects.monotonic() - started);
  return { file, staged, codec, facts, ...done(), dumpBytes: progress.bytes(), took, last };
}

function refuseStrange({ effects }: Context, step: DumpStep, dump: DumpAsked): void {
  const { problems, notes } = judgeDump(dump, step.limits);
  for (const note of notes) effects.log.info(note);
  if (problems.length === 0) return;
  throw new AbortedError(problems.join("; "), { hint: "The dump was thrown away; earlier backups are untouched." });
}

/** Milliseconds between two lines of progress. */
const progressEvery = 30_000;

/** Counts what flows through and tells the operator from time to time. */
function progressStream({ effects }: Context, item: string): { readonly counter: Transform; bytes(): number } {
  let bytes = 0;
  let told = effects.monotonic();
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      bytes += chunk.length;
      const now = effects.monotonic();
      if (now - told >= progressEvery) {
        told = now;
        effects.log.info(`Dump ${item}: ${readableBytes(bytes)} so far`);
      }
      next(null, chunk);
    },
  });
  return { counter, bytes: () => bytes };
}
