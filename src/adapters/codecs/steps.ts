import { Transform } from "node:stream";

export type Push = (bytes: Uint8Array) => void;

/** What a stream does with its bytes; what either throws ends the stream. */
export interface Steps {
  take(bytes: Buffer, push: Push): void | Promise<void>;
  finish(push: Push): void | Promise<void>;
}

/** A stream of bytes that takes no more than its reader asks for. */
export function transformOf({ take, finish }: Steps): Transform {
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      settle(() => take(bytes, (out) => this.push(out)), done);
    },
    flush(done) {
      settle(() => finish((out) => this.push(out)), done);
    },
  });
}

async function settle(step: () => void | Promise<void>, done: (error?: Error | null) => void): Promise<void> {
  let failure: Error | null = null;
  try {
    await step();
  } catch (error) {
    failure = error as Error;
  }
  // Outside of the `try`: what is thrown by whoever is called from here is not this step's failure.
  done(failure);
}
