import type { CommandResult } from "../../../kit/executor.ts";

/** The first exception in one line, without its trace. */
export function said({ stdout, stderr }: CommandResult): string | null {
  const found = /^(?:Unhandled exception\. )?[\w.]+Exception(?: \(0x[0-9A-Fa-f]+\))?: (.+)$/m.exec(
    `${stderr}\n${stdout}`,
  );
  return found?.[1] ?? null;
}

export function stoppedAt({ stdout, stderr }: CommandResult): string | null {
  return [...`${stdout}\n${stderr}`.matchAll(/^(?:Applying|Reverting) migration '(.+)'\.$/gm)].at(-1)?.[1] ?? null;
}
