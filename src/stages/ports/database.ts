import type { Readable } from "node:stream";
import type { Facts } from "../../core/facts.ts";
import type { Observation } from "../../core/rehearsal/observation.ts";

export type { Facts } from "../../core/facts.ts";

export interface DatabaseIdentity {
  /** `sqlite`, `postgres`, `mysql`, `mariadb`, `redis`, `files`. */
  readonly engine: string;
  /** The database's name, or the absolute path of its file or folder. Never holds a password. */
  readonly name: string;
  readonly host?: string;
  /** The server's version. */
  readonly version: string;
  /** The version of the program that dumps, where it is another one. */
  readonly client?: string;
}

/** How a database is at this moment; an estimate is enough. */
export interface Vitals {
  /** Bytes that it takes on its server. */
  readonly bytes: number;
  readonly tables: number;
  /** Milliseconds that it is behind; null where it is no replica. */
  readonly replicationLag: number | null;
}

/** A database of its own to restore into: proven empty, removed when disposed. */
export interface Scratch extends AsyncDisposable {
  /** For the operator, and to find it again (`reopenScratch`); holds no secret. */
  readonly name: string;
  /** The address for tools that work on the copy; may hold a password. Absent where there is none. */
  readonly url?: string;
}

export interface ScratchOptions {
  /** True where a later step works on it: it has to outlive this process, and to be found again by its name. */
  readonly isKept?: boolean;
  readonly signal?: AbortSignal;
}

export interface DumpOptions {
  /** Digest the rows of every table as well, of the same snapshot. */
  readonly hashRows?: boolean;
  readonly signal?: AbortSignal;
}

export interface Dump {
  /** Ends only if the program behind it ended well; is destroyed with the cause otherwise. */
  readonly body: Readable;
  /** File extension without the dot. */
  readonly extension: string;
  /** What the snapshot holds; resolves once `body` has ended. Rejects where the program or its exit code says that something is wrong. */
  facts(): Promise<Facts>;
}

/** A column whose values are hidden in a copy. */
export interface MaskedColumn {
  readonly table: string;
  readonly column: string;
  /** `null` empties it, `hash` puts a digest in the place of each value, anything else is put in as it is. */
  readonly with: string;
}

export interface Replaced {
  /** Where what was there before can be found again; null where only the backup of it is left. */
  readonly kept: string | null;
}

/** Watches what others do to a copy. Disposed without `stop`, it leaves nothing behind either. */
export interface CopyWatch extends AsyncDisposable {
  /** Ends the watch; what it has added to the copy for watching is gone again. */
  stop(): Promise<Observation>;
}

/** A database that can be copied while it is in use, and compared with its copy. Only `restore`, `mask` and `replace` write. */
export interface Database {
  /** False where digests of rows cannot be those of a snapshot: they are refused before anything is touched. */
  readonly hashesRows?: boolean;
  /** Throws an InputError when the database is not there; never creates it. Checks the versions of server and client, and what the user may not read. */
  identity(): Promise<DatabaseIdentity>;
  vitals(): Promise<Vitals>;
  /** One consistent snapshot, taken while others write. */
  dump(options?: DumpOptions): Promise<Dump>;
  /** Reads a dump to its end without restoring it; throws where it is cut short or damaged. */
  inspect(body: Readable, signal?: AbortSignal): Promise<void>;
  openScratch(options?: ScratchOptions): Promise<Scratch>;
  /** Takes over a scratch that an earlier process has kept. Throws an InputError where no scratch of ours has that name. */
  reopenScratch(name: string): Promise<Scratch>;
  /** Into an empty scratch; a RefusedError where it holds anything. Checks that all of it has arrived. */
  restore(body: Readable, into: Scratch, signal?: AbortSignal): Promise<void>;
  census(target: Scratch, options?: DumpOptions): Promise<Facts>;
  /** A digest of the catalogue (tables, columns, indexes, triggers, views): equal schemas, equal text. */
  fingerprint(target?: Scratch): Promise<string>;
  /** Takes a copy the ways to other servers that its original has, so that whatever uses one fails; answers their names. Absent where the engine has none. */
  cutOff?(target: Scratch): Promise<readonly string[]>;
  /** Watches what others do to the copy from now on, and changes nothing in its catalogue. Absent where nothing can be seen. */
  observe?(target: Scratch, signal?: AbortSignal): Promise<CopyWatch>;
  /** Hides columns of a copy, and believes it only after reading it back. Absent where the engine has no columns. */
  mask?(target: Scratch, columns: readonly MaskedColumn[]): Promise<void>;
  /** Puts a dump in the place of what the database holds: whoever calls it has made a backup of the present state. `check` is called with the restored facts, before anything is replaced wherever the engine can do that, and throws where they are wrong. */
  replace(body: Readable, check: (facts: Facts) => void, signal?: AbortSignal): Promise<Replaced>;
}
