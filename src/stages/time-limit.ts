import { ActionError, TimeoutError } from "../kit/errors.ts";
import type { Context } from "./context.ts";
import { stoppedBy } from "./session.ts";

/** Works under a limit: when it runs out, everything that listens to the context's signal stops, as when the run is cancelled. */
export async function withinTime<T>(
  context: Context,
  section: string,
  limit: number | undefined,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  if (limit === undefined) return work(context);
  const { session, effects } = context;
  const [out, done] = [new AbortController(), new AbortController()];
  const late = new TimeoutError(
    `${section} was stopped, because it took longer than its \`time-limit\` of ${told(limit)}`,
    {
      hint: "Find out what it waited for, or give it more time.",
    },
  );
  const clock = effects.sleep(limit, done.signal).then(
    () => out.abort(late),
    () => undefined,
  );
  const signal = AbortSignal.any([session.signal, out.signal]);
  try {
    return await work({ ...context, session: stoppedBy(session, effects, signal) });
  } catch (error) {
    throw out.signal.aborted && signal.reason === late ? restated(late, error) : error;
  } finally {
    done.abort();
    await clock;
  }
}

/** What a stage says as it stops (what was put back) has to be read as well. */
function restated(late: TimeoutError, error: unknown): unknown {
  if (error === late || !(error instanceof ActionError)) return error;
  const hint = [late.hint, error.hint].filter((line) => line !== undefined).join("\n");
  return new TimeoutError(`${late.message}: ${error.message}`, { hint, cause: error });
}

function told(limit: number): string {
  return limit % 1000 === 0 ? `${limit / 1000} s` : `${limit} ms`;
}
