import type { Dialect } from "./finding.ts";

/** One statement of a migration. */
export interface Statement {
  /** As it was written, without the semicolon. */
  readonly text: string;
  /** Line in the migration's SQL, from 1. */
  readonly line: number;
  /** PostgreSQL: the statement's node of libpg-query's JSON (`{ "AlterTableStmt": … }`). Absent for the other engines, whose text is judged. */
  readonly tree?: unknown;
}

/** A migration as far as its SQL can be known before it runs. */
export interface ReadMigration {
  readonly version: string;
  readonly name: string;
  readonly phase: "expand" | "contract";
  /** Null where the SQL is not knowable or not readable. */
  readonly statements: readonly Statement[] | null;
  /** Why there are no statements: "it is written in PHP and the tool cannot print its SQL". */
  readonly why: string | null;
  /** Whether the tool has a way down for it; null where nobody can tell. */
  readonly hasDown: boolean | null;
  /** Absent where nobody has asked for it. */
  readonly down?: ReadDown;
  /** Of what it does; another one means that its file was edited. Absent where neither SQL nor file is known. */
  readonly digest?: string;
}

/** A way down as far as its SQL can be known before it runs. */
export interface ReadDown {
  /** Null where nobody has seen them, or they are not readable. */
  readonly statements: readonly Statement[] | null;
  /** What is wrong with what was seen, one sentence without a full stop; null where nothing is, and where nothing was seen. */
  readonly why: string | null;
}

export interface JudgeOptions {
  readonly dialect: Dialect;
  /** Server's major version, where it changes the answer; 0 where it is not known. */
  readonly version: number;
  /** What the database holds before the migrations, where it could be asked; without it more is left to a person. */
  readonly known?: KnownSchema;
}

/** Names are as statements say them: `orders.total`, and `app.orders.total` beside it. */
export interface KnownSchema {
  readonly tables: ReadonlySet<string>;
  /** Types of columns as the engine tells them: `character varying(20)`. */
  readonly columns: Readonly<Record<string, string>>;
  readonly indexes: Readonly<Record<string, "unique" | "plain">>;
  /** Columns that a constraint, a unique index or a limit of their type guards. */
  readonly guarded: ReadonlySet<string>;
  /** Tables whose own triggers fire when a row is inserted, or updated. */
  readonly firesOnInsert: ReadonlySet<string>;
  readonly firesOnUpdate: ReadonlySet<string>;
  /** Tables with columns that a sequence numbers. */
  readonly numbered: ReadonlySet<string>;
}
