import type { CommandResult } from "../../../kit/executor.ts";

/** The reason, without the trace. */
export function said({ stdout, stderr }: CommandResult): string | null {
  const failed =
    /^migration failed with error: (.+)$/m.exec(stdout) ?? /^migration failed with error: (.+)$/m.exec(stderr);
  return failed?.[1] ?? /^(?:\w*[Ee]rror: )(.+)$/m.exec(stderr)?.[1] ?? null;
}

export function stoppedAt({ stdout, stderr }: CommandResult): string | null {
  return /^migration file "(.+)" failed$/m.exec(`${stdout}\n${stderr}`)?.[1] ?? null;
}
