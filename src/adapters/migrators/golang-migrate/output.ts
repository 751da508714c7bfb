import type { CommandResult } from "../../../kit/executor.ts";

/** What it says of the failure; after the statements, of which it prints all, stands the server's own word. */
export function said({ stderr }: CommandResult): string | null {
  return /\(details: (.+)\)\s*$/.exec(stderr)?.[1] ?? /^error: (.+)$/m.exec(stderr)?.[1] ?? null;
}
