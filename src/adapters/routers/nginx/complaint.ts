import { CommandError, ServiceError } from "../../../kit/errors.ts";
import type { Executor, Words } from "../../../kit/executor.ts";

/** One nginx and our file in its configuration. */
export interface Served {
  readonly exec: Executor;
  readonly file: string;
  /** Tests the whole configuration. */
  readonly test: Words;
  readonly reload: Words;
}

export const patience = 60_000;

/** A ServiceError where nginx refuses its present configuration: somebody else has broken it, and it is not touched. */
export async function refuseBroken(nginx: Served): Promise<void> {
  const complaint = await complaintOf(nginx);
  if (complaint === null) return;
  throw new ServiceError(`nginx's configuration is broken already: ${complaint}; nothing was changed`, {
    hint: `Put it right until \`${nginx.test.join(" ")}\` accepts it, then run this again.`,
  });
}

/** What nginx has against its configuration, in its own words, or null. */
export async function complaintOf({ exec, test }: Served): Promise<string | null> {
  try {
    await exec.run(test, { timeout: patience });
    return null;
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode === null) throw error;
    const words = error.output.split("\n").find((line) => /\[(emerg|alert|crit|error)\]/.test(line));
    return words?.replace(/^.*?\[(emerg|alert|crit|error)\] (\d+#\d+: )?/, "").trim() ?? error.message;
  }
}

/** nginx does not take what was written. */
export function broken(complaint: string): ServiceError {
  return new ServiceError(`nginx refuses the new split: ${complaint}`, {
    hint: "Put right what it names: the addresses, `nginx-key`, or a name that is in use already (`nginx-name`).",
  });
}

/** True where a reload has failed because nginx does not run: it reads its files when it is started. */
export function isDown({ output }: CommandError): boolean {
  return /invalid PID number|\(3: No such process\)|\[error\] .*open\(\) .* failed \(2:|is not active/.test(output);
}
