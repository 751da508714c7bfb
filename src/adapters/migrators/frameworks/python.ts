/** The error that a trace of Python ends in, without its class's module. */
export function pythonError(stderr: string): string | null {
  const errors = [
    ...stderr.matchAll(/^(?:[\w.]+\.)?(\w*(?:Error|Exception|NotAvailable|Canceled|Table|Object)): (.+)$/gm),
  ];
  const last = errors.at(-1);
  return last === undefined ? null : `${last[1]}: ${last[2]}`;
}
