import type { CommandResult } from "../../../kit/executor.ts";

/** The database's words where Prisma has any, else its own sentence under the code. */
export function said(result: CommandResult): string | null {
  const text = textOf(result);
  const database = /^Database error:\s*\n+(.+)$/m.exec(text)?.[1];
  if (database !== undefined) return database;
  const [, code, sentence] = /^Error: (P\d{4})?:?\s*([\s\S]*?)(?:\n\s*\n|$(?![\s\S]))/m.exec(text) ?? [];
  return code === undefined ? (sentence?.split("\n")[0] ?? null) : `${code} ${sentence}`;
}

export function stoppedAt(result: CommandResult): string | null {
  const text = textOf(result);
  return (
    /^Migration name: (.+)$/m.exec(text)?.[1] ?? /^The `(.+)` migration started at .+ failed/m.exec(text)?.[1] ?? null
  );
}

function textOf({ stdout, stderr }: CommandResult): string {
  return `${stdout}\n${stderr}`;
}
