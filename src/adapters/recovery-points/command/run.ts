import { basename } from "node:path";
import type { Effects } from "../../../kit/effects.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { Executor, Words } from "../../../kit/executor.ts";
import type { RecoveryPoint } from "../../../stages/ports/recovery-point.ts";

/** What the commands of the user run with. */
export interface Commands {
  readonly executor: Executor;
  readonly timeout: number;
  readonly effects: Pick<Effects, "now" | "monotonic" | "mask" | "log">;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** An answer is short: whoever prints more prints something else. */
const most = 1024 * 1024;

/** The names under which commands find the point; a name without a value is not set. */
export function environmentOf(point: RecoveryPoint | null): Environment {
  return { POINT_ID: point?.id, POINT_AT: point?.at, POINT_POSITION: point?.position || undefined };
}

/** All that the command prints on standard output, as it is: it may be an address with a password. */
export async function printed(
  { executor, timeout }: Commands,
  command: Words,
  env: Environment,
  signal?: AbortSignal,
): Promise<string> {
  const stop = new AbortController();
  const signals = [stop.signal, ...(signal === undefined ? [] : [signal])];
  const { stdout, done } = executor.stream(command, { env, timeout, signal: AbortSignal.any(signals) });
  const chunks: Buffer[] = [];
  let length = 0;
  stdout.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length <= most) chunks.push(chunk);
    else stop.abort(new ServiceError(`\`${basename(command[0])}\` printed more than 1 MiB and was ended`, { hint }));
  });
  await done;
  return Buffer.concat(chunks).toString("utf8");
}
const hint = "Let it print its answer alone on standard output; everything else belongs to standard error.";
