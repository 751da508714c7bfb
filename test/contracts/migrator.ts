import { describe, expect, test } from "vitest";
import type { Migrator } from "../../src/stages/ports/migrator.ts";
import { going } from "./migrator-states.ts";
import { troubled } from "./migrator-troubles.ts";

/** A migration as the contract knows it: statements that every dialect takes, without a semicolon, a quote or a bind mark. */
export interface MigrationFile {
  /** 14 digits. */
  readonly version: string;
  /** Letters alone: good for a file, a class and a table. */
  readonly name: string;
  readonly up: readonly string[];
  /** None: the tool's own form of a down that does nothing. */
  readonly down: readonly string[];
}

/** An existing database without any applied migration, and a folder of migration files. */
export interface MigratorFixture extends AsyncDisposable {
  readonly migrator: Migrator;
  /** The same adapter on a database that does not exist. */
  readonly absent: Migrator;
  /** The same adapter, called by a name that no program has; absent where no program is called. */
  readonly uninstalled?: Migrator;
  /** The same adapter with the password `wrongPassword`; absent where the engine knows none. */
  readonly stranger?: Migrator;
  /** Address of another empty database, for `on`. */
  readonly otherUrl: string;
  /** Another folder without migrations, as `from` takes it. */
  readonly otherFolder: string;
  /** Writes the migration in the tool's own language into the folder (default: the migrator's). */
  add(file: MigrationFile, folder?: string): Promise<void>;
  /** Takes it out of the migrator's folder again, as an older checkout would. */
  remove(file: MigrationFile): Promise<void>;
  /** The tables of the database, sorted, without those that are the tool's own. */
  tables(): Promise<readonly string[]>;
  /** Whether the absent database has come to be. */
  wasCreated(): Promise<boolean>;
  /** Holds a lock on the table that keeps every change of it waiting, until it is disposed; absent where a test cannot. */
  hold?(table: string): Promise<AsyncDisposable>;
}

export interface MigratorTraits {
  /** What the history table calls the migration; its version where it is absent. */
  readonly versionOf?: (file: MigrationFile) => string;
  /** False where the tool applies in any order. */
  readonly isOrdered?: boolean;
  /** False where all pending migrations are one transaction: a failure takes the earlier ones with it. */
  readonly isEachAlone?: boolean;
  /** True where the history table keeps what tells that a file was edited. */
  readonly seesEdits?: boolean;
  /** False where the tool's language cannot be read as SQL: what previews hold is not looked at. */
  readonly isReadable?: boolean;
  /** False where an empty folder is no error to the tool. */
  readonly needsFiles?: boolean;
}

export const wrongPassword = "not-the-password-73";
export const limits = { lock: 1500, statement: 60_000 };

/** What every migrator promises. */
export function migratorContract(
  name: string,
  make: () => Promise<MigratorFixture>,
  traits: MigratorTraits = {},
): void {
  describe(`${name} as a migrator`, () => {
    going(make, traits);
    troubled(make, traits);

    test("the same tool runs the files of another folder", async () => {
      await using fixture = await make();
      await fixture.add(people);
      await fixture.add(orders, fixture.otherFolder);
      const other = fixture.migrator.from(fixture.otherFolder);
      const { pending } = await other.state();
      expect(pending.map(({ version }) => version)).toEqual([versionIn(traits, orders)]);
      await other.apply({ versions: pending, limits });
      expect(await fixture.tables()).toEqual(["orders"]);
      expect(await other.identity()).toEqual(await fixture.migrator.identity());
    });

    test("the same tool and files run on another database", async () => {
      await using fixture = await make();
      await fixture.add(people);
      const copy = fixture.migrator.on(fixture.otherUrl);
      await applyAll(copy);
      expect((await copy.state()).applied).toHaveLength(1);
      expect((await fixture.migrator.state()).applied).toEqual([]);
      expect(await fixture.tables()).toEqual([]);
    });

    test.runIf(traits.isReadable !== false)("the SQL can be read before anything is applied", async () => {
      await using fixture = await make();
      await fixture.add(people);
      const [pending] = (await fixture.migrator.state()).pending;
      if (pending === undefined) throw new Error("nothing is pending");
      const { up, down } = await fixture.migrator.preview(pending);
      expect(up?.toLowerCase()).toMatch(/create table .?people/);
      expect(up?.toLowerCase()).not.toContain("drop table");
      if (down !== undefined) expect(down.toLowerCase()).toMatch(/drop table .?people/);
      expect(await fixture.tables()).toEqual([]);
    });
  });
}

/** Applies whatever is pending. */
export async function applyAll(migrator: Migrator, signal?: AbortSignal): Promise<void> {
  const { pending } = await migrator.state();
  await migrator.apply({ versions: pending, limits, ...(signal === undefined ? {} : { signal }) });
}

export function versionIn({ versionOf }: MigratorTraits, file: MigrationFile): string {
  return versionOf?.(file) ?? file.version;
}

function creating(version: string, name: string): MigrationFile {
  return { version, name, up: [`CREATE TABLE ${name} (id integer primary key)`], down: [`DROP TABLE ${name}`] };
}

export const people = creating("20260101000000", "people");
export const orders = creating("20260202000000", "orders");
export const payments = creating("20260303000000", "payments");
export const wrong: MigrationFile = {
  version: "20260303000000",
  name: "wrong",
  up: ["CREATE TABLE half (id integer primary key)", "INSERT INTO nowhere VALUES (1)"],
  down: ["DROP TABLE half"],
};
export const oneWay: MigrationFile = { ...creating("20260202000000", "oneway"), down: [] };
