import type { Readable, Writable } from "node:stream";
import type { Facts } from "./database.ts";

/** What is known about a stored backup: the evidence that it can be restored. */
export interface Manifest {
  readonly format: 1;
  readonly name: string;
  readonly createdAt: string;
  readonly application: string;
  readonly environment: string;
  /** The commit that was about to be deployed. */
  readonly commit: string;
  readonly database: {
    readonly adapter: string;
    readonly engine: string;
    readonly name: string;
    readonly version: string;
  };
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** `restored`: it was read back from the store, restored elsewhere, and every count was equal. */
  readonly verified: "restored" | "none";
  readonly facts: Facts;
  readonly fingerprint: string;
  /** Milliseconds that dump and restore took. */
  readonly took: { readonly dump: number; readonly restore: number };
}

/** A backup that is being written: nobody sees it before `publish`. */
export interface Staged {
  readonly write: Writable;
  /** What has been written so far, read back from the store. */
  read(): Promise<Readable>;
  /** Makes file and manifest visible together; an existing name is refused. */
  publish(manifest: Manifest): Promise<{ readonly location: string }>;
  /** Leaves nothing behind; does nothing after `publish`. */
  discard(): Promise<void>;
}

/** Keeps backups. `publish` is the only visible moment. */
export interface Store {
  stage(name: string, extension: string): Promise<Staged>;
  list(): Promise<readonly Manifest[]>;
  read(name: string): Promise<Readable>;
  remove(name: string): Promise<void>;
  /** Where backups go, for the operator; holds no secret. */
  readonly location: string;
}
