import { ServiceError } from "../../kit/errors.ts";
import type { Executor, RunOptions, Words } from "../../kit/executor.ts";
import { describeCommand } from "./failures.ts";

const most = 64 * 1024 * 1024;

/**
 * All that a program prints, as it is. What `run` returns is redacted, so a masked text in a path makes it another one:
 * whatever is decided by an output is read by this, and it is not to be shown. More than 64 MiB is a ServiceError.
 */
export async function wholeOutput(
  exec: Pick<Executor, "stream" | "where">,
  words: Words,
  options: RunOptions = {},
  limit = most,
): Promise<string> {
  const { stdout, done } = exec.stream(words, options);
  const chunks: Buffer[] = [];
  let total = 0;
  try {
    for await (const chunk of stdout as AsyncIterable<Buffer>) {
      total += chunk.length;
      if (total > limit) throw tooMuch(words, exec.where, limit);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    await done;
    throw error;
  }
  await done;
  return Buffer.concat(chunks).toString("utf8");
}

function tooMuch([program]: Words, where: string, limit: number): ServiceError {
  const command = describeCommand([program], (text) => text);
  return new ServiceError(`${command} on ${where} prints more than ${limit} bytes, so it is not read`, {
    hint: "Look at the folder that it was asked about: it holds more than it should.",
  });
}
