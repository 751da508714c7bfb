import type { Readable, Writable } from "node:stream";
import type { Level } from "../../core/backup.ts";
import type { DatabaseIdentity, Facts } from "./database.ts";

/** One item of a backup set: one database or folder, in one file. */
export interface Part {
  /** The item of the section. */
  readonly item: string;
  /** The adapter's name. */
  readonly adapter: string;
  readonly database: DatabaseIdentity;
  /** The file's name in its store, as `part` was asked for it. */
  readonly file: string;
  /** Where it lies; the store's own words. */
  readonly store: string;
  /** Size and SHA-256 of the file, as it lies in the store. */
  readonly bytes: number;
  readonly sha256: string;
  /** Bytes of the dump before compression and encryption. */
  readonly dumpBytes: number;
  /** What the database took on its server then. */
  readonly databaseBytes?: number;
  readonly compression: "zstd" | "none";
  readonly encryption: "age" | "none";
  /** How far it was proven. */
  readonly level: Level;
  readonly facts: Facts;
  /** Of the restored copy's catalogue; empty where nothing was restored. */
  readonly fingerprint: string;
  /** Milliseconds. `restore` is what a restore has to be reckoned with; `census` is counting and comparing. 0 where it was not done. */
  readonly took: {
    readonly dump: number;
    readonly inspect: number;
    readonly restore: number;
    readonly census: number;
  };
}

/** What is known about a stored backup set: the evidence that it can be restored. */
export interface Manifest {
  readonly format: 2;
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly application: string;
  readonly environment: string;
  /** The commit that was about to be deployed. */
  readonly commit: string;
  /** How far the weakest part was proven. */
  readonly level: Level;
  /** It holds the state that a restore was about to replace: nobody relies on it unless they name it. */
  readonly madeBefore?: "restore";
  readonly parts: readonly Part[];
}

/** One file of a set that is being written. */
export interface StagedPart {
  /** Finished means that the store has all of it, for good. */
  readonly write: Writable;
  /** What the store holds of it, read back; only after `write` has finished. */
  read(): Promise<Readable>;
}

/** A backup set that is being written: nobody sees it before `publish`. */
export interface StagedSet {
  /** Begins a file of the set. A name that was begun before begins anew, and what was written is forgotten. Several may be written side by side. */
  part(file: string): Promise<StagedPart>;
  /**
   * Makes the set visible in one moment: its manifest. An existing name is refused. Files of the manifest that lie in
   * another store are not looked for here; every staged one has to be in it, with its size and digest as they are in the store.
   */
  publish(manifest: Manifest): Promise<{ readonly location: string }>;
  /** Leaves nothing behind, also of what is half written; does nothing after `publish`. */
  discard(): Promise<void>;
}

/** Hears of what is broken, for the operator; the rest is listed all the same. */
export type PassOver = (problem: string) => void;

/** Keeps backup sets. `publish` is the only visible moment. */
export interface Store {
  /** Refuses a name that is there already, or that cannot be one, before anything is written. */
  stage(name: string): Promise<StagedSet>;
  /** Newest first. A broken manifest is an error that names it, or with `passOver` is told to it and left out. */
  list(passOver?: PassOver): Promise<readonly Manifest[]>;
  /** One file of a set. The stream fails at its end where the bytes are not those of the manifest. */
  read(name: string, file: string): Promise<Readable>;
  /** The manifest goes first: without it, it is no backup any more. */
  remove(name: string): Promise<void>;
  /** Where backups go, for the operator; holds no secret. Two stores with the same location are the same. */
  readonly location: string;
  /** True where others can read what is kept there: only encrypted backups go in. */
  readonly isReadByOthers: boolean;
  /** Bytes that are free there; null where nobody can tell. */
  freeSpace(): Promise<number | null>;
}
