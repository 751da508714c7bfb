import type { CommandResult } from "../../../kit/executor.ts";

/** The server's own words, or Atlas'. */
export function said({ stderr }: CommandResult): string | null {
  const [, reason] =
    /^Error: (?:sql\/migrate: executing statement .* from version "[^"]*": )?(.+)$/m.exec(stderr) ?? [];
  if (reason === undefined) return null;
  return reason === "checksum mismatch"
    ? "`atlas.sum` does not fit the files: where they are right, run `atlas migrate hash` and commit it"
    : reason;
}

export function stoppedAt({ stderr }: CommandResult): string | null {
  return /^Error: .* from version "([^"]+)":/m.exec(stderr)?.[1] ?? null;
}
