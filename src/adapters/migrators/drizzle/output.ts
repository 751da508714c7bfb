import type { CommandResult } from "../../../kit/executor.ts";

export function said({ stderr }: CommandResult): string | null {
  return /^reason: (.+)$/m.exec(stderr)?.[1] ?? null;
}

/** Of several files with the same statement the last one, which cannot have been applied. */
export function stoppedAt({ stderr }: CommandResult): string | null {
  return (
    stderr
      .match(/^stopped in: .+$/gm)
      ?.at(-1)
      ?.slice("stopped in: ".length) ?? null
  );
}
