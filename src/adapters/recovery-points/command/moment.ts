import { readableSpan } from "../../../core/readable.ts";
import type { Effects } from "../../../kit/effects.ts";
import { AbortedError } from "../../../kit/errors.ts";
import type { RecoveryPoint } from "../../../stages/ports/recovery-point.ts";

/** Clocks of two machines that are kept in time differ by less; a moment may also be without its fraction. */
const tolerance = 5000;

interface Span {
  /** Wall clock, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** By how much the wall clock has moved on its own meanwhile. */
  readonly jump: number;
}

/** Looks at both clocks of this machine, and once more when the answer is asked for. */
export function watchClock({ now, monotonic }: Pick<Effects, "now" | "monotonic">): () => Span {
  const [from, began] = [now(), monotonic()];
  return () => {
    const to = now();
    return { from, to, jump: Math.round(to - from - (monotonic() - began)) };
  };
}

/** A point that is older than the asking is another one; one that lies ahead cannot be restored to. */
export function checkMoment({ id, at }: RecoveryPoint, { from, to, jump }: Span): void {
  if (Math.abs(jump) > tolerance) {
    throw new AbortedError(
      `the clock of this machine jumped ${readableSpan(Math.abs(jump))} ${jump < 0 ? "back" : "ahead"} while recovery point ${id} was made, so nobody can tell whether it is of now`,
      { hint: "Let the machine keep its time (NTP), then make a new point." },
    );
  }
  const moment = Date.parse(at);
  if (moment > to + tolerance) throw wrong(id, at, `${readableSpan(moment - to)} ahead of the clock of this machine`);
  if (moment < from - tolerance) throw wrong(id, at, `${readableSpan(from - moment)} older than the asking`);
}

function wrong(id: string, at: string, what: string): AbortedError {
  return new AbortedError(`recovery point ${id} says that it is of ${at}: that is ${what}`, {
    hint: "Let `command-create` make a new point and print its own time; compare the clocks of both machines (`date -u`).",
  });
}
