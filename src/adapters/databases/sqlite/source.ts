import type { DatabaseIdentity, DumpOptions, Facts } from "../../../stages/ports/database.ts";
import type { Queries } from "./connection.ts";

/** The database file in its place, on this machine or on another one. */
export interface Source {
  /** The real path of the file; an InputError where it is missing, empty or something else. */
  locate(): Promise<string>;
  identity(): Promise<DatabaseIdentity>;
  /** Asks it without changing it. */
  look<T>(act: (database: Queries) => Promise<T>): Promise<T>;
  /** Copies it as it is at one moment into an empty file on this machine; answers what that moment holds. */
  copyTo(copy: string, options: DumpOptions): Promise<Omit<Facts, "integrity">>;
  /** Puts a copy on this machine in its place in one transaction: open connections see the one or the other. */
  put(copy: string, signal?: AbortSignal): Promise<void>;
}
