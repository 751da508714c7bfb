import type { CommandResult } from "../../../kit/executor.ts";

/** The server's own words, or Flyway's. */
export function said({ stdout, stderr }: CommandResult): string | null {
  const text = `${stderr}\n${stdout}`;
  return /^Message\s*: (.+)$/m.exec(text)?.[1] ?? /^ERROR: (.+)$/m.exec(text)?.[1] ?? null;
}

export function stoppedAt({ stdout, stderr }: CommandResult): string | null {
  return /Failed to execute script (\S+)/.exec(`${stderr}\n${stdout}`)?.[1] ?? null;
}
