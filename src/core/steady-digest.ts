const prime = 0x100000001b3n;
const beginning = 0xcbf29ce484222325n;
const mask = 0xffffffffffffffffn;

/** 16 hexadecimal digits that are the same wherever and whenever they are computed (FNV-1a); no protection against anybody. */
export function steadyDigest(text: string): string {
  let hash = beginning;
  for (const letter of text) {
    hash = ((hash ^ BigInt(letter.codePointAt(0) ?? 0)) * prime) & mask;
  }
  return hash.toString(16).padStart(16, "0");
}
