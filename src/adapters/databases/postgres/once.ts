const pageBits = 15;

/** Tells whether a number comes for the first time: of millions, each takes about a bit. */
export function once(): (id: number) => boolean {
  const pages = new Map<number, Uint8Array>();
  return (id) => {
    const number = id >>> pageBits;
    const page = pages.get(number) ?? new Uint8Array(2 ** (pageBits - 3));
    pages.set(number, page);
    const [byte, bit] = [(id & (2 ** pageBits - 1)) >> 3, 1 << (id & 7)];
    const before = page[byte] ?? 0;
    page[byte] = before | bit;
    return (before & bit) === 0;
  };
}
