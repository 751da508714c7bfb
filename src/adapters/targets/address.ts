import type { Dialect } from "../../core/judgement/finding.ts";

/** A database's address taken apart, as tools want it in their environments. */
export interface Address {
  readonly dialect: Dialect;
  /** As a URL that every tool of this dialect understands; holds the password. */
  readonly url: string;
  /** Empty for SQLite. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The database's name, or the absolute path of the file. */
  readonly database: string;
}
