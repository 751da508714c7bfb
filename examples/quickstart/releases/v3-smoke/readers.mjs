/** No connection at all: every list answers 500, which a smoke test finds before a visitor does. */
export function openReaders() {
  return { next: () => undefined, close: () => undefined };
}
