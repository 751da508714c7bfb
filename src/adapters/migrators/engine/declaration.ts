import type { Dialect } from "../../../core/judgement/finding.ts";
import type { CommandResult, Words } from "../../../kit/executor.ts";
import type { Fields } from "../../../kit/fields.ts";
import type { Limits } from "../../../stages/ports/migration-target.ts";
import type { MigrationProblem, Preview } from "../../../stages/ports/migrator.ts";
import type { History, Listed, Recorded, Setup } from "./setup.ts";

export type { Address } from "../../targets/address.ts";
export type { History, Listed, Recorded, Setup } from "./setup.ts";

export interface Command {
  /** After `<tool>-command`. */
  readonly words: readonly string[];
  /** Called in the place of `<tool>-command`. */
  readonly program?: Words;
  /** Exit codes beside 0 that are no failure. */
  readonly okCodes?: readonly number[];
}

export interface Told {
  readonly files: readonly Listed[];
  readonly history: readonly Recorded[];
}

export interface How {
  readonly limits: Limits;
  readonly signal?: AbortSignal;
}

export interface OwnWay<F extends Fields = Fields> {
  apply(setup: Setup<F>, migration: Listed, how: How): Promise<void>;
  rollBack(setup: Setup<F>, migration: Listed, down: string, how: How): Promise<void>;
}

/**
 * A migration tool, told and not programmed: the engine (`declare.ts`) makes a `Migrator` of it. What it says is trusted
 * nowhere: after every command the engine's caller compares the history table with the files.
 */
export interface Tool<F extends Fields = Fields> {
  readonly name: string;
  readonly summary: string;
  /** Which databases it is run on; an address of another one is an input error. */
  readonly dialects: readonly Dialect[];
  /** How to install it: "`npm install --save-dev knex`". */
  readonly install: string;
  /** `down` is the folder of DOWN files, for a tool that has `forget` and no `rollBack`. */
  readonly defaults: {
    readonly command: string;
    readonly migrations: string;
    readonly table: string;
    readonly down?: string;
  };
  /** The input that names the program where there is no `<tool>-command`; null where none is called. */
  readonly calledBy?: string | null;
  /** Inputs beside `<tool>-url`, `-command`, `-migrations`, `-table`, `-folder`; each begins with the tool's name. */
  readonly inputs?: F;
  /** True where the folder may hold a subset of the files: the engine then applies one at a time by a staged folder. */
  readonly takesAnyFolder?: boolean;
  /** Where the migrations lie in a staged folder: `supabase/migrations`. */
  readonly stagedAs?: string;
  /** False where the tool applies in any order (Django's graph, Rails): a late number is no problem then. */
  readonly isOrdered?: boolean;
  /** What depends on the inputs. */
  within?(setup: Setup<F>): Pick<Tool<F>, "applyNext" | "rollBack" | "rehearses">;
  /** False where nobody has said that it goes to the database that it is given. */
  readonly rehearses?: boolean;
  /** Files and history as the tool tells them both; null where `list` and `history` do. */
  look?(setup: Setup<F>): Promise<Told | null>;
  /** The migrations of the folder in the order in which the tool applies them. Throws an InputError where there are none. */
  list(setup: Setup<F>): Promise<readonly Listed[]>;
  history(setup: Setup<F>): History;
  /** SQL of both directions, as far as the tool or the file tells. */
  preview(migration: Listed, setup: Setup<F>): Promise<Preview>;
  /** Environment of every call; holds the address and the limits. Variables are unset by undefined. */
  environment(setup: Setup<F>, limits: Limits): Readonly<Record<string, string | undefined>>;
  /** All pending ones. */
  apply(setup: Setup<F>): Command;
  /** Exactly the next `migrations`. Absent where the tool knows only all. */
  applyNext?(setup: Setup<F>, migrations: readonly Listed[]): readonly Command[];
  /** The newest applied one, `before` being the one that is the newest afterwards. Absent where the tool has no way down. */
  rollBack?(setup: Setup<F>, migration: Listed, before: Listed | null): Command;
  /** For a tool without a way down: what takes a version out of the history table, in the transaction of the DOWN file. */
  forget?(setup: Setup<F>, migration: Listed): readonly string[];
  /** SQL of the way down where it lies in a file of its own; null where there is none. In the place of `<tool>-down`. */
  downOf?(setup: Setup<F>, migration: Listed): Promise<string | null>;
  /** In the place of commands: our own statements, with the history in it. */
  readonly own?: OwnWay<F>;
  /** The line of the output that tells a person what happened, where the last line of stderr is not it. */
  said?(result: CommandResult): string | null;
  /** The migration in which it stopped, where its output tells. */
  stoppedAt?(result: CommandResult): string | null;
  /** Problems that only this tool can see. */
  problems?(setup: Setup<F>, files: readonly Listed[], history: readonly Recorded[]): readonly MigrationProblem[];
}
