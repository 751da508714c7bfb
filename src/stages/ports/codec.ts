import type { Duplex } from "node:stream";

/** How a dump is written into a file: compressed, encrypted. A codec belongs to one backup and is not used again. */
export interface Codec {
  readonly compression: "zstd" | "none";
  readonly encryption: "age" | "none";
  /** The end of the file's name, such as `.zst.age`; empty where the dump is written as it is. */
  readonly extension: string;
  /** What a dump goes through on its way into the store, in this order. */
  encode(): readonly Duplex[];
  /** The way back, for what this very codec has encoded: the private key is not needed. */
  decode(): readonly Duplex[];
}

/** The way back for a stored part. Throws an InputError where it is encrypted and no key was given. */
export type OpenDecoder = (part: {
  readonly compression: "zstd" | "none";
  readonly encryption: "age" | "none";
}) => readonly Duplex[];
