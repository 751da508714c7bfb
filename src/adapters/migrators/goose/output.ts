import type { CommandResult } from "../../../kit/executor.ts";

const failed = /^(?:\S+ \S+ )?goose run: (?:ERROR (\S+?):? )?(.+)$/m;

/** What it says of the failure, without the date. */
export function said({ stderr }: CommandResult): string | null {
  return failed.exec(stderr)?.[2] ?? null;
}

export function stoppedAt({ stderr }: CommandResult): string | null {
  return failed.exec(stderr)?.[1] ?? null;
}
