import { AbortedError, type ActionError, CommandError, InputError } from "../../../kit/errors.ts";
import type { Executor, Words } from "../../../kit/executor.ts";
import { wholeOutput } from "../../executors/whole-output.ts";

/** One nginx and our file in its configuration. */
export interface Nginx {
  readonly executor: Executor;
  readonly path: string;
  readonly command: Words;
  readonly reload: Words;
}

export const patience = { timeout: 60_000 };

/** A CommandError where nginx does not take its configuration. */
export async function test({ executor, command }: Nginx): Promise<void> {
  await executor.run([...command, "-t"], patience);
}

/** A file that nobody includes would turn nobody away: an InputError. */
export async function checkIncluded({ executor, command, path }: Nginx): Promise<void> {
  const printed = await wholeOutput(executor, [...command, "-T"], patience);
  if (printed.split("\n").includes(`# configuration file ${path}:`)) return;
  throw new InputError([{ where: "nginx-file", what: `nginx does not include \`${path}\`` }], {
    hint: `Write \`include ${path}*;\` into the \`server\` block; nothing was changed.`,
  });
}

/** What `test` or `checkIncluded` has thrown, in words of nginx. */
export async function refusal(nginx: Nginx, error: ActionError): Promise<ActionError> {
  if (!(error instanceof CommandError)) return error;
  const isBroken = await test(nginx).then(
    () => false,
    () => true,
  );
  const reason = /^nginx: \[emerg\] (.+)$/m.exec(error.output)?.[1] ?? error.message;
  const whose = isBroken ? " (it fails without this change as well)" : "";
  return new AbortedError(`nginx does not take its configuration${whose}: ${reason}`, {
    hint: "The file was put back as it was, and nothing was reloaded. Mend what `nginx -t` says.",
    cause: error,
  });
}
