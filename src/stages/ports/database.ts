import type { Readable } from "node:stream";

export interface DatabaseIdentity {
  readonly engine: string;
  /** The database's name, or the absolute path of its file. Never holds a password. */
  readonly name: string;
  readonly host?: string;
  readonly version: string;
}

/** What a database holds: exact rows per table, the number of objects per kind, and what its own check complains about. */
export interface Facts {
  readonly tables: Readonly<Record<string, number>>;
  readonly objects: Readonly<Record<string, number>>;
  /** Empty when the engine's own integrity check found nothing. */
  readonly integrity: readonly string[];
  /** Rows that break a foreign key: a fault of the data that a true copy has as well. */
  readonly orphans: readonly string[];
  readonly migrationHead?: string;
}

/** A database of its own to restore into: proven empty, removed when disposed. */
export interface Scratch extends AsyncDisposable {
  /** For the operator; holds no secret. */
  readonly name: string;
}

export interface Dump {
  readonly body: Readable;
  /** File extension without the dot. */
  readonly extension: string;
  /** What the snapshot holds; resolves once `body` has ended. */
  facts(): Promise<Facts>;
}

/** A database that can be copied while it is in use, and compared with its copy. Only `restore` writes. */
export interface Database {
  /** Throws an InputError when the database is not there; never creates it. */
  identity(): Promise<DatabaseIdentity>;
  /** One consistent snapshot, taken while others write. */
  dump(signal?: AbortSignal): Promise<Dump>;
  openScratch(): Promise<Scratch>;
  restore(body: Readable, into: Scratch, signal?: AbortSignal): Promise<void>;
  census(target: Scratch): Promise<Facts>;
  /** A digest of the catalogue (tables, columns, indexes, triggers, views): equal schemas, equal text. */
  fingerprint(target?: Scratch): Promise<string>;
}
