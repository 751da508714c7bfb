import { createHash } from "node:crypto";
import { Transform } from "node:stream";

/** Counts and hashes what flows through; `done` answers once the stream has ended. */
export function digestStream(): {
  readonly counter: Transform;
  done(): { readonly bytes: number; readonly sha256: string };
} {
  const hash = createHash("sha256");
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      hash.update(chunk);
      bytes += chunk.length;
      next(null, chunk);
    },
  });
  return { counter, done: () => ({ bytes, sha256: hash.digest("hex") }) };
}

/** The SHA-256 of a text, hexadecimal. */
export function digestText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
