import { type Entry, extend, type Records } from "./entry.ts";
import { archiveFailure, blockSize, type Header, readHeader, readRecords } from "./header.ts";

/** Sees an archive pass. May throw, and the archive is read no further. */
export interface Visitor {
  entry(entry: Entry): void;
  /** The next bytes of the entry that was seen last. */
  data(bytes: Buffer): void | Promise<void>;
  /** The entry that was seen last is over. */
  end(): void | Promise<void>;
}

export interface ArchiveReader {
  push(chunk: Buffer): Promise<void>;
  /** Throws where the archive is not at its end. */
  finish(): void;
}

/** No honest name or map of a sparse file is longer. */
const mostOfHeader = 16 * 1024 * 1024;

interface State {
  /** What is left of the last chunk, less than a block. */
  rest: Buffer;
  entry: Entry | null;
  /** Bytes of the entry that are still to come, and those that fill its last block. */
  left: number;
  padding: number;
  /** Gathers an extended header, which belongs to the next entry. */
  gathered: Buffer[] | null;
  records: Records;
  zeroBlocks: number;
}

/** Reads a POSIX tar archive as it passes by: headers are understood, contents are handed on, nothing is kept. */
export function readArchive(visitor: Visitor): ArchiveReader {
  const state: State = {
    rest: Buffer.alloc(0),
    entry: null,
    left: 0,
    padding: 0,
    gathered: null,
    records: [],
    zeroBlocks: 0,
  };
  return {
    async push(chunk) {
      let bytes = state.rest.length === 0 ? chunk : Buffer.concat([state.rest, chunk]);
      while (bytes.length > 0) {
        const isInside = state.left + state.padding > 0;
        const used = isInside ? await passContent(state, visitor, bytes) : passHeader(state, visitor, bytes);
        if (used === 0) break;
        bytes = bytes.subarray(used);
        if (state.entry !== null && state.left + state.padding === 0) await endEntry(state, visitor);
      }
      state.rest = Buffer.from(bytes);
    },
    finish() {
      if (state.zeroBlocks >= 2 && state.rest.length === 0) return;
      throw archiveFailure(state.zeroBlocks === 0 ? "it ends in the middle" : "its end is not marked");
    },
  };
}

async function passContent(state: State, visitor: Visitor, bytes: Buffer): Promise<number> {
  const content = bytes.subarray(0, state.left);
  if (content.length > 0 && state.gathered !== null) state.gathered.push(Buffer.from(content));
  else if (content.length > 0) await visitor.data(content);
  state.left -= content.length;
  const filled = state.left > 0 ? 0 : Math.min(state.padding, bytes.length - content.length);
  state.padding -= filled;
  return content.length + filled;
}

function passHeader(state: State, visitor: Visitor, bytes: Buffer): number {
  if (bytes.length < blockSize) return 0;
  const header = readHeader(bytes.subarray(0, blockSize));
  if (header === null) state.zeroBlocks++;
  else if (state.zeroBlocks > 0) throw archiveFailure("something follows its end");
  else beginEntry(state, visitor, header);
  return blockSize;
}

function beginEntry(state: State, visitor: Visitor, header: Header): void {
  const entry = extend(header, state.records);
  state.entry = entry;
  state.left = entry.size;
  state.padding = (blockSize - (entry.size % blockSize)) % blockSize;
  if (!Number.isSafeInteger(entry.size)) throw archiveFailure("a size is no number");
  if (header.type === "x" || header.type === "g") {
    if (header.size > mostOfHeader) throw archiveFailure("an extended header is too long");
    state.gathered = [];
    return;
  }
  if (!/^[0-6]$/.test(header.type)) throw archiveFailure(`an entry is of the unknown kind \`${header.type}\``);
  state.records = [];
  visitor.entry(entry);
}

async function endEntry(state: State, visitor: Visitor): Promise<void> {
  const { entry, gathered } = state;
  state.entry = null;
  state.gathered = null;
  if (gathered === null) return void (await visitor.end());
  if (entry?.type === "x") state.records = readRecords(Buffer.concat(gathered));
}
