import { describe, expect, test } from "vitest";
import type { Migrator } from "../../src/stages/ports/migrator.ts";

export interface MigrationFile {
  readonly version: string;
  readonly name: string;
  readonly up: string;
  readonly down: string;
}

/** An existing database without any applied migration, and a folder of migration files. */
export interface MigratorFixture extends AsyncDisposable {
  readonly migrator: Migrator;
  /** The same adapter on a database that does not exist. */
  readonly absent: Migrator;
  /** Another, empty folder of migration files, as `from` takes it. */
  readonly otherFolder: string;
  add(file: MigrationFile, folder?: string): Promise<void>;
  remove(file: MigrationFile): Promise<void>;
  tables(): Promise<readonly string[]>;
  wasCreated(): Promise<boolean>;
}

const people = { version: "20260101000000", name: "people", ...table("people") };
const orders = { version: "20260202000000", name: "orders", ...table("orders") };
const wrong = {
  version: "20260303000000",
  name: "wrong",
  up: "CREATE TABLE half (id integer);\nINSERT INTO nowhere VALUES (1);",
  down: "DROP TABLE half;",
};

/** What every migrator promises. */
export function migratorContract(name: string, make: () => Promise<MigratorFixture>): void {
  describe(`${name} as a migrator`, () => {
    test("files without a history are pending, in their order", async () => {
      await using fixture = await make();
      await fixture.add(orders);
      await fixture.add(people);
      const state = await fixture.migrator.state();
      expect(state.pending.map(({ version }) => version)).toEqual([people.version, orders.version]);
      expect(state).toMatchObject({ applied: [], problems: [] });
      expect(await fixture.tables()).toEqual([]);
    });

    test("applying makes pending migrations applied ones, and does nothing the second time", async () => {
      await using fixture = await make();
      await fixture.add(people);
      await fixture.add(orders);
      await fixture.migrator.apply();
      await fixture.migrator.apply();
      const state = await fixture.migrator.state();
      expect(state.applied.map(({ version }) => version)).toEqual([people.version, orders.version]);
      expect(state).toMatchObject({ pending: [], problems: [] });
      expect(await fixture.tables()).toEqual(["orders", "people"]);
    });

    test("a migration that fails in its middle stays pending, and the error quotes the database", async () => {
      await using fixture = await make();
      await fixture.add(people);
      await fixture.add(wrong);
      const failure = await fixture.migrator.apply().catch((error) => error);
      expect(failure).toMatchObject({ code: "command_failed" });
      expect(failure.message).toContain("nowhere");
      expect(failure.message).toContain(wrong.version);
      const state = await fixture.migrator.state();
      expect(state.applied.map(({ version }) => version)).toEqual([people.version]);
      expect(state.pending.map(({ version }) => version)).toEqual([wrong.version]);
    });

    test("a checkout that is older than the database has a missing file", async () => {
      await using fixture = await make();
      await fixture.add(people);
      await fixture.add(orders);
      await fixture.migrator.apply();
      await fixture.remove(orders);
      const { problems, applied } = await fixture.migrator.state();
      expect(problems).toMatchObject([{ kind: "missing-file", version: orders.version }]);
      expect(applied).toHaveLength(2);
    });

    test("a pending migration with a lower number than an applied one is out of order and is not applied", async () => {
      await using fixture = await make();
      await fixture.add(orders);
      await fixture.migrator.apply();
      await fixture.add(people);
      expect((await fixture.migrator.state()).problems).toMatchObject([
        { kind: "out-of-order", version: people.version },
      ]);
      await expect(fixture.migrator.apply()).rejects.toMatchObject({ code: "command_failed" });
      expect(await fixture.tables()).toEqual(["orders"]);
    });

    test("a database that is not there is an input error and is not created", async () => {
      await using fixture = await make();
      await fixture.add(people);
      const acts = [() => fixture.absent.identity(), () => fixture.absent.state(), () => fixture.absent.apply()];
      for (const act of acts) await expect(act()).rejects.toMatchObject({ code: "invalid_input" });
      expect(await fixture.wasCreated()).toBe(false);
    });

    test("a folder without migrations is an input error that names it", async () => {
      await using fixture = await make();
      await expect(fixture.migrator.state()).rejects.toMatchObject({
        code: "invalid_input",
        message: expect.stringContaining("migrations"),
      });
      await expect(fixture.migrator.apply()).rejects.toMatchObject({ code: "invalid_input" });
    });

    test("the same tool runs the files of another folder", async () => {
      await using fixture = await make();
      await fixture.add(people);
      await fixture.add(orders, fixture.otherFolder);
      const other = fixture.migrator.from(fixture.otherFolder);
      expect((await other.state()).pending.map(({ version }) => version)).toEqual([orders.version]);
      await other.apply();
      expect(await fixture.tables()).toEqual(["orders"]);
      expect(await other.identity()).toEqual(await fixture.migrator.identity());
    });

    test("the SQL of both directions can be read before anything is applied", async () => {
      await using fixture = await make();
      await fixture.add(people);
      const [pending] = (await fixture.migrator.state()).pending;
      if (pending === undefined) throw new Error("nothing is pending");
      const { up, down } = await fixture.migrator.preview(pending);
      expect(up).toContain(people.up);
      expect(up).not.toContain(people.down);
      expect(down).toContain(people.down);
    });

    test("a cancelled run applies nothing", async () => {
      await using fixture = await make();
      await fixture.add(people);
      await expect(fixture.migrator.apply(AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
      expect(await fixture.tables()).toEqual([]);
    });
  });
}

function table(name: string): { up: string; down: string } {
  return { up: `CREATE TABLE ${name} (id integer primary key);`, down: `DROP TABLE ${name};` };
}
