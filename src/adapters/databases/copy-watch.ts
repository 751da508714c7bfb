import type { Observation } from "../../core/rehearsal/observation.ts";
import type { CopyWatch } from "../../stages/ports/database.ts";

/** A watch that is ended once, whether it is stopped, disposed or both; `tell` makes of what was seen what is told. */
export function copyWatch<T>(end: () => Promise<T>, tell: (seen: T) => Promise<Observation>): CopyWatch {
  let ending: Promise<T> | undefined;
  let telling: Promise<Observation> | undefined;
  const endOnce = () => {
    ending ??= end();
    return ending;
  };
  return {
    stop() {
      telling ??= endOnce().then(tell);
      return telling;
    },
    async [Symbol.asyncDispose]() {
      await endOnce();
    },
  };
}
