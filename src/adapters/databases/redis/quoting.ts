const escapes: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, a: 7, b: 8 };

/** The bytes of a text that `redis-cli` has quoted. */
export function unquote(quoted: string): Buffer {
  const bytes: number[] = [];
  const parts = quoted.slice(1, -1).matchAll(/\\x([0-9a-f]{2})|\\(.)|([^\\]+)/g);
  for (const [, hex, escaped, plain] of parts) {
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else if (escaped !== undefined) bytes.push(escapes[escaped] ?? escaped.charCodeAt(0));
    else bytes.push(...Buffer.from(plain ?? ""));
  }
  return Buffer.from(bytes);
}
