import type { CommandResult } from "../../../kit/executor.ts";

/** What ended it comes last: before it stands what went wrong afterwards, such as giving back its lock. */
export function said({ stderr }: CommandResult): string | null {
  return [...stderr.matchAll(/^(?:\w*[Ee]rror: )(.+)$/gm)].at(-1)?.[1] ?? null;
}

export function stoppedAt({ stdout }: CommandResult): string | null {
  return (
    stdout
      .match(/^### MIGRATION (.+) \((?:UP|DOWN)\) ###$/gm)
      ?.at(-1)
      ?.slice("### MIGRATION ".length)
      .replace(/ \(\w+\) ###$/, "") ?? null
  );
}
