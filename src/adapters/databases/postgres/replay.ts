import { Readable } from "node:stream";

/** A stream of which a beginning is read, and which can then be read whole. */
export interface Replay {
  /** What was read so far. */
  readonly kept: readonly Buffer[];
  /** Reads one more chunk; false at the end. */
  more(): Promise<boolean>;
  /** Everything from the first byte; only once, and nothing is read ahead of it afterwards. */
  whole(): Readable;
  /** The same as `whole`, for who takes one chunk after the other. */
  chunks(): AsyncGenerator<Buffer>;
}

/** Keeps what is read of the stream until it is asked for whole. */
export function replay(body: Readable): Replay {
  const source: AsyncIterator<Buffer | string> = body[Symbol.asyncIterator]();
  const kept: Buffer[] = [];
  let pending: Promise<boolean> | undefined;
  const read = async () => {
    const next = await source.next();
    if (next.done !== true) kept.push(typeof next.value === "string" ? Buffer.from(next.value) : next.value);
    return next.done !== true;
  };
  async function* all(): AsyncGenerator<Buffer> {
    let isMore = (await pending) ?? true;
    // Each chunk is let go as soon as it is handed on.
    for (let chunk = kept.shift(); chunk !== undefined; chunk = kept.shift()) yield chunk;
    while (isMore) {
      isMore = await read();
      const chunk = kept.shift();
      if (chunk !== undefined) yield chunk;
    }
  }
  return {
    kept,
    more() {
      pending ??= read().finally(() => {
        pending = undefined;
      });
      pending.catch(() => {});
      return pending;
    },
    chunks: all,
    whole() {
      const chunks = all();
      return new Readable({
        highWaterMark: 1024 * 1024,
        read() {
          chunks.next().then(
            ({ done, value }) => this.push(done ? null : value),
            (error) => this.destroy(error),
          );
        },
        destroy(error, closed) {
          body.destroy();
          closed(error);
        },
      });
    },
  };
}
