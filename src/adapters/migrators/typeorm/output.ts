import type { CommandResult } from "../../../kit/executor.ts";

/** The reason, without the trace and the driver's details. */
export function said({ stdout, stderr }: CommandResult): string | null {
  const told = /^Migration ".+" failed, error: (.+)$/m.exec(stdout) ?? /^(?:\w*[Ee]rror: )+(.+)$/m.exec(stderr);
  return told?.[1] ?? null;
}

export function stoppedAt({ stdout }: CommandResult): string | null {
  return /^Migration "(.+)" failed, error: /m.exec(stdout)?.[1] ?? null;
}
