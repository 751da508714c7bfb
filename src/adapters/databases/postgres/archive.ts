import { PassThrough, type Readable } from "node:stream";
import { ServiceError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import { type Outline, outlineOf } from "./outline.ts";
import type { Programs } from "./programs.ts";
import { type Replay, replay } from "./replay.ts";

/** How a dump is written: the archive of `pg_dump -Fc`, or a tar of the folder of `pg_dump -Fd`. */
export type Form = "custom" | "directory";

export interface Opened {
  readonly form: Form;
  /** The whole dump, from its first byte. */
  readonly body: Readable;
  /** What the dump says about itself; absent in a tar, of which the folder can be asked. */
  readonly outline?: Outline;
}

const damaged = "Throw this backup away; make a new one and look at the disk or the store.";

/** Tells the form of a dump by its first bytes. */
export async function formOf(source: Replay): Promise<Form> {
  while (Buffer.concat(source.kept).length < 262 && (await source.more()));
  const start = Buffer.concat(source.kept);
  if (start.toString("latin1", 0, 5) === "PGDMP") return "custom";
  if (start.toString("latin1", 257, 262) === "ustar") return "directory";
  const what = start.length === 0 ? "the dump is empty" : "the dump is cut short, damaged, or none of PostgreSQL";
  throw new ServiceError(what, { hint: damaged });
}

/** Reads as much of a dump as its table of contents is long, and gives the dump back whole. */
export async function openArchive(
  exec: Executor,
  programs: Programs,
  body: Readable,
  signal?: AbortSignal,
): Promise<Opened> {
  const source = replay(body);
  if ((await formOf(source)) === "directory") return { form: "directory", body: source.whole() };
  const input = new PassThrough();
  input.on("error", () => {});
  const outline = outlineOf(exec, programs, { stdin: input, signal });
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  const over = outline.then(end, end);
  try {
    for (const chunk of source.kept) input.write(chunk);
    while (!isOver) {
      if (input.writableNeedDrain) await Promise.race([over, new Promise((ready) => input.once("drain", ready))]);
      else if (input.destroyed) await over;
      else await handOn(source, input, over);
    }
    return { form: "custom", body: source.whole(), outline: await outline };
  } finally {
    input.destroy();
  }
}

/** One more chunk for the program; whatever it does not need any more is kept all the same. */
async function handOn(source: Replay, input: PassThrough, over: Promise<void>): Promise<void> {
  const isMore = await Promise.race([source.more(), over.then(() => null)]);
  if (isMore === true) input.write(source.kept.at(-1));
  if (isMore !== false) return;
  input.end();
  await over;
}
