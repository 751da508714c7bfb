import type { CommandResult } from "../../../kit/executor.ts";

/** The server's own words, or Liquibase's. */
export function said({ stdout, stderr }: CommandResult): string | null {
  const text = `${stderr}\n${stdout}`;
  const reason =
    /Reason: liquibase\.exception\.\w+: (.+)$/m.exec(text)?.[1] ??
    /^ERROR: Exception Primary Reason: +(.+)$/m.exec(text)?.[1] ??
    /^Unexpected error running Liquibase: (.+)$/m.exec(text)?.[1] ??
    null;
  const isHeld = reason?.startsWith("Could not acquire change log lock") ?? false;
  return isHeld ? `${reason}; where nobody migrates any more, run \`liquibase release-locks\`` : reason;
}

export function stoppedAt({ stdout, stderr }: CommandResult): string | null {
  return /Migration failed for changeset (.+):\s*$/m.exec(`${stderr}\n${stdout}`)?.[1] ?? null;
}

/** The changesets that Liquibase takes for edited ones. */
export function editedIn({ stdout, stderr }: CommandResult): readonly string[] {
  return [...`${stderr}\n${stdout}`.matchAll(/^\s*(\S.*::.*?) was: \S+ but is now: \S+$/gm)].map(
    ([, version = ""]) => version,
  );
}
