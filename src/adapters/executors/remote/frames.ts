import { Readable, Writable } from "node:stream";

const mostBytes = 1024 * 1024;
/** After a piece as small as this, milliseconds for more to gather. */
const fewBytes = 64 * 1024;
const moment = 2;

/** The two ends of the way in. */
export interface Frames {
  /** Takes the input of the program. */
  readonly input: Writable;
  /** Goes to `bootstrap`. Stays open after the last piece: its end is the end of the program. */
  readonly line: Readable;
}

/** Sends the script first, then what is written, in pieces with their lengths; an empty one is the end of the input. */
export function frames(script: string): Frames {
  const text = Buffer.from(script);
  let release: (() => void) | null = null;
  const line = new Readable({
    highWaterMark: mostBytes,
    read() {
      const then = release;
      release = null;
      then?.();
    },
    destroy(error, done) {
      input.destroy();
      done(error);
    },
  });
  const input = new Writable({
    highWaterMark: mostBytes,
    // Whatever has gathered while the line was busy goes together: each piece costs a process there.
    writev(chunks, done) {
      const pieces = piecesOf(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)));
      const hasRoom = pieces.map((piece) => line.push(piece)).at(-1) ?? true;
      if (!hasRoom) release = done;
      else if (pieces.length === 2 && (pieces[1]?.length ?? 0) < fewBytes) setTimeout(done, moment);
      else done();
    },
    final(done) {
      line.push("0\n");
      done();
    },
  });
  for (const end of [line, input]) end.on("error", () => {});
  line.push(Buffer.concat([Buffer.from(`${text.length}\n`), text]));
  return { input, line };
}

function piecesOf(bytes: Buffer): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += mostBytes) {
    const piece = bytes.subarray(at, at + mostBytes);
    pieces.push(Buffer.from(`${piece.length}\n`), piece);
  }
  return pieces;
}
