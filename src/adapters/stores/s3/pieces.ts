import { ServiceError } from "../../../kit/errors.ts";

/** A store takes no more parts of one object. */
const mostParts = 10_000;

/** Parts grow late, so that most objects have equal ones, and an object may have 20,000 times the first part's size. */
export function sizeOfPart(number: number, first: number): number {
  if (number <= 5_000) return first;
  if (number <= 7_500) return 2 * first;
  if (number <= mostParts) return 4 * first;
  throw new ServiceError(`the file is larger than ${mostParts.toLocaleString("en-US")} parts of a store can hold`, {
    hint: `Raise \`s3-part-size\`, which is ${first / 1024 ** 2} now: a file may have 20,000 times that size.`,
  });
}

/** Cuts what comes into parts. `hand` takes a full one, and gives its buffer back for the next. */
export function makePieces(first: number, hand: (number: number, body: Buffer) => Promise<void>) {
  const spare: Buffer[] = [];
  let number = 0;
  let filled = 0;
  let current: Buffer | null = null;
  const open = (): Buffer => {
    number++;
    const size = sizeOfPart(number, first);
    const found = spare.pop();
    return found?.length === size ? found : Buffer.allocUnsafeSlow(size);
  };
  return {
    /** Resolves once all of the chunk is held here or handed on. */
    async add(chunk: Buffer): Promise<void> {
      for (let at = 0; at < chunk.length; ) {
        current ??= open();
        const copied = chunk.copy(current, filled, at);
        at += copied;
        filled += copied;
        if (filled < current.length) continue;
        const full: Buffer = current;
        current = null;
        filled = 0;
        await hand(number, full);
      }
    },
    giveBack: (body: Buffer): void => void spare.push(body),
    /** What is left at the end; null where the last part was full. */
    rest: (): { readonly number: number; readonly body: Buffer } | null =>
      current === null ? null : { number, body: current.subarray(0, filled) },
  };
}
