import { Transform, type TransformCallback } from "node:stream";
import { type Contents, readDump, type Visitor } from "./dump-file.ts";
import { damage } from "./failures.ts";

export interface ReadingOptions {
  readonly visitor?: Visitor;
  /** Bytes that may follow the dump and are left out: the mark that ends a transfer. */
  readonly trailer?: number;
  /** Awaited at the end: the program that wrote the dump ended well. */
  readonly ended?: () => Promise<void>;
  /** What goes on instead of the dump itself; taken after every chunk. */
  readonly produced?: () => readonly Buffer[];
}

/** Passes a dump on and counts it; ends only where all of it came and its checksum is right. */
export function readingDump(options: ReadingOptions = {}): { readonly stream: Transform; contents(): Contents | null } {
  const { at, reader } = readDump(options.visitor ?? null);
  let step = reader.next();
  let trailing = 0;
  const take = (chunk: Buffer): Buffer => {
    const wasDone = step.done;
    if (!wasDone) {
      at.feed(chunk);
      step = reader.next();
    }
    const after = wasDone ? chunk.length : step.done ? at.rest() : 0;
    trailing += after;
    if (trailing > (options.trailer ?? 0)) throw damage("bytes follow its end");
    return chunk.subarray(0, chunk.length - after);
  };
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, next: TransformCallback) {
      try {
        const own = take(chunk);
        if (options.produced !== undefined) for (const piece of options.produced()) this.push(piece);
        else if (own.length > 0) this.push(own);
        next();
      } catch (error) {
        next(error instanceof RangeError ? damage(`it holds ${error.message}`, error) : (error as Error));
      }
    },
    flush(next) {
      const end = () => next(step.done ? null : damage("it ends before its end"));
      if (options.ended === undefined) end();
      else options.ended().then(end, next);
    },
  });
  return { stream, contents: () => (step.done ? step.value : null) };
}
