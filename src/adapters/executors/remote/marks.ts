import { randomUUID } from "node:crypto";
import { Transform } from "node:stream";
import { type Marks, statusWidth } from "./script.ts";

/** Marks that no program can know. */
export function newMarks(): Marks {
  const id = randomUUID();
  return { begin: `${id}:begin`, end: `${id}:end=` };
}

/** Lets through what stands between the marks; what a login shell prints before is dropped. */
export interface Unmarked {
  readonly stream: Transform;
  /** The command has begun there. */
  hasBegun(): boolean;
  /** What follows the end mark; null until it has come. */
  status(): string | null;
}

/** Takes the marks off the standard output of a command. */
export function unmark(marks: Marks): Unmarked {
  const begin = Buffer.from(`${marks.begin}\n`);
  const end = Buffer.from(marks.end);
  let hasBegun = false;
  let status: string | null = null;
  let held: Buffer = Buffer.alloc(0);
  const stream = new Transform({
    transform(chunk: Buffer, _, done) {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      if (!hasBegun) {
        const at = held.indexOf(begin);
        hasBegun = at >= 0;
        held = hasBegun ? held.subarray(at + begin.length) : held.subarray(-begin.length);
      }
      const free = hasBegun ? held.length - possibleMark(held, end) : 0;
      const passed = held.subarray(0, free);
      held = Buffer.from(held.subarray(free));
      if (passed.length > 0) this.push(passed);
      done();
    },
    flush(done) {
      const text = held.toString("latin1");
      if (hasBegun && text.startsWith(marks.end)) status = text.slice(marks.end.length).trim();
      else if (hasBegun) this.push(held);
      done();
    },
  });
  return { stream, hasBegun: () => hasBegun, status: () => status };
}

/** Bytes at the end that may be the end mark, or the beginning of it: nothing else is held back. */
function possibleMark(bytes: Buffer, mark: Buffer): number {
  for (let size = Math.min(bytes.length, mark.length + statusWidth); size > 0; size--) {
    const length = Math.min(size, mark.length);
    const from = bytes.length - size;
    if (bytes.compare(mark, 0, length, from, from + length) === 0) return size;
  }
  return 0;
}

/** What stands between the marks in a text of which the beginning or the end may be missing. */
export function readMarked(text: string, marks: Marks): { hasBegun: boolean; text: string; status: string | null } {
  const at = text.indexOf(`${marks.begin}\n`);
  const rest = at < 0 ? text : text.slice(at + marks.begin.length + 1);
  const end = rest.indexOf(marks.end);
  if (end < 0) return { hasBegun: at >= 0, text: rest, status: null };
  const [status = ""] = rest.slice(end + marks.end.length).split(/\s/, 1);
  return { hasBegun: true, text: rest.slice(0, end), status };
}
