import type { Header } from "./header.ts";

/** What an archive holds of one file, folder or link. */
export interface Entry extends Header {
  /** Where the bytes of a sparse file belong, and how long it is with its holes; null for every other entry. */
  readonly sparse: {
    readonly pieces: readonly (readonly [offset: number, bytes: number])[];
    readonly size: number;
  } | null;
}

/** Of an extended header, in their order. */
export type Records = readonly (readonly [key: string, value: string])[];

/** What an extended header says counts more than what the header itself has room for. */
export function extend(header: Header, records: Records): Entry {
  const last = (key: string) => records.findLast(([name]) => name === key)?.[1];
  const every = (key: string) => records.filter(([name]) => name === key).map(([, value]) => Number(value));
  const [offsets, lengths] = [every("GNU.sparse.offset"), every("GNU.sparse.numbytes")];
  const size = last("GNU.sparse.size");
  return {
    ...header,
    path: last("path") ?? header.path,
    target: last("linkpath") ?? header.target,
    size: Number(last("size") ?? header.size),
    sparse: size === undefined ? null : { pieces: offsets.map((at, i) => [at, lengths[i] ?? 0]), size: Number(size) },
  };
}
