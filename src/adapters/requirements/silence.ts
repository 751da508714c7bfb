/** Why nothing came back, by its code: messages may hold the address, and the address a secret. */
export function whySilent(error: unknown, limit: number): string {
  if (error instanceof Error && error.name === "TimeoutError") return `nothing has come within ${limit} ms`;
  const codes = codesOf(error);
  return codes[0] ?? "the connection has failed";
}

function codesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const { code } = error as NodeJS.ErrnoException;
  const inner = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  return [...(typeof code === "string" ? [code] : []), ...inner, ...codesOf(error.cause)];
}
