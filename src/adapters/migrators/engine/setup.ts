import type { Executor, Words } from "../../../kit/executor.ts";
import type { Fields, Values } from "../../../kit/fields.ts";
import type { MigrationTarget, Row } from "../../../stages/ports/migration-target.ts";
import type { Migration } from "../../../stages/ports/migrator.ts";
import type { Address } from "../../targets/address.ts";

/** What every part of a declaration may look at. */
export interface Setup<F extends Fields = Fields> {
  /** The tool's own further inputs. */
  readonly inputs: Values<F>;
  readonly exec: Executor;
  /** How the tool is called: `<tool>-command`. */
  readonly command: Words;
  /** Absolute folder of the release's files: where the tool runs. */
  readonly folder: string;
  /** Absolute folder of the migration files: `<tool>-migrations`. */
  readonly migrations: string;
  /** `<tool>-table`, or the tool's own. */
  readonly table: string;
  readonly address: Address;
  readonly target: MigrationTarget;
  /** On a copy: variables that lead to production, which the tool gets empty. */
  readonly emptied?: () => Promise<readonly string[]>;
}

/** A migration that the files hold. */
export interface Listed extends Migration {
  /** Absolute path of its file, where it is one. */
  readonly path?: string;
  /** What the history table keeps of the file's content, where the tool keeps any. */
  readonly checksum?: string;
}

/** A row of the history table. */
export interface Recorded {
  readonly version: string;
  readonly name?: string;
  readonly checksum?: string;
  /** Applied in part, or failed: a person has to look. */
  readonly isDirty?: boolean;
}

export interface History {
  /** The table, as it is asked for in the catalogue; absent means that nothing was ever applied. */
  readonly table: string;
  readonly schema?: string;
  /** The rows in the order in which they were applied. */
  readonly sql: string;
  /** `files`: what the folder holds, for a table that keeps no more than where it stands. */
  read(rows: readonly Row[], files: readonly Listed[]): readonly Recorded[];
}
