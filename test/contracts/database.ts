import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import type { Database, Facts } from "../../src/stages/ports/database.ts";

/** A database of one test: table `people` with 100 rows and an index. */
export interface DatabaseFixture extends AsyncDisposable {
  readonly database: Database;
  /** The same adapter, opened on a database that does not exist. */
  readonly absent: Database;
  /** Runs SQL as another client would, next to the adapter. */
  execute(sql: string): Promise<void>;
  /** True once something stands where `absent` points to. */
  wasCreated(): Promise<boolean>;
}

/** What every database adapter promises. */
export function databaseContract(name: string, make: () => Promise<DatabaseFixture>): void {
  describe(`${name} as a database`, () => {
    test("says what it is, without asking twice for a different answer", async () => {
      await using fixture = await make();
      const identity = await fixture.database.identity();
      expect(identity.engine).toMatch(/^[a-z]+$/);
      expect(identity.version).toMatch(/^\d+\.\d+/);
      expect(await fixture.database.identity()).toEqual(identity);
    });

    test("a database that is not there is an input error and is not created", async () => {
      await using fixture = await make();
      const acts = [() => fixture.absent.identity(), () => fixture.absent.dump(), () => fixture.absent.fingerprint()];
      for (const act of acts) await expect(act()).rejects.toMatchObject({ code: "invalid_input" });
      expect(await fixture.wasCreated()).toBe(false);
    });

    test("a restored dump has the facts and the fingerprint of its source", async () => {
      await using fixture = await make();
      const { facts, body } = await dumped(fixture.database);
      expect(facts.tables).toMatchObject({ people: 100 });
      expect(facts.objects).toMatchObject({ tables: 1, indexes: 1 });
      expect(facts.integrity).toEqual([]);
      await using scratch = await fixture.database.openScratch();
      await fixture.database.restore(Readable.from([body]), scratch);
      expect(await fixture.database.census(scratch)).toEqual(facts);
      expect(await fixture.database.fingerprint(scratch)).toBe(await fixture.database.fingerprint());
    });

    test("a dump holds its moment, whatever is written before it is read", async () => {
      await using fixture = await make();
      const dump = await fixture.database.dump();
      await fixture.execute("DELETE FROM people WHERE id > 10");
      const body = await buffer(dump.body);
      await using scratch = await fixture.database.openScratch();
      await fixture.database.restore(Readable.from([body]), scratch);
      const census = await fixture.database.census(scratch);
      expect(census.tables.people).toBe(100);
      expect(await dump.facts()).toEqual(census);
    });

    test("a changed schema changes the fingerprint; changed rows do not", async () => {
      await using fixture = await make();
      const before = await fixture.database.fingerprint();
      await fixture.execute("DELETE FROM people WHERE id > 10");
      expect(await fixture.database.fingerprint()).toBe(before);
      await fixture.execute("ALTER TABLE people ADD COLUMN nickname varchar(20)");
      expect(await fixture.database.fingerprint()).not.toBe(before);
    });

    test.for([0, 1, 50, 99])("a dump that ends after %i percent of its bytes is noticed", async (percent) => {
      await using fixture = await make();
      const { body, facts } = await dumped(fixture.database);
      await using scratch = await fixture.database.openScratch();
      const cut = body.subarray(0, Math.floor((body.length * percent) / 100));
      const found = await fixture.database
        .restore(Readable.from([cut]), scratch)
        .then(() => fixture.database.census(scratch))
        .catch((error) => error as { code: string });
      if ("code" in found) expect(found.code).toMatch(/^(service_failed|invalid_input|command_failed)$/);
      else expect(found).not.toEqual(facts);
    });

    test("a failing dump stream fails the restore", async () => {
      await using fixture = await make();
      await using scratch = await fixture.database.openScratch();
      const failing = Readable.from(
        (async function* () {
          yield Buffer.alloc(10);
          throw new Error("the store is gone");
        })(),
      );
      await expect(fixture.database.restore(failing, scratch)).rejects.toThrow("the store is gone");
    });

    test("two scratch databases are apart, and one is filled only once", async () => {
      await using fixture = await make();
      const { body, facts } = await dumped(fixture.database);
      await using first = await fixture.database.openScratch();
      await using second = await fixture.database.openScratch();
      expect(first.name).not.toBe(second.name);
      await fixture.database.restore(Readable.from([body]), first);
      await expect(fixture.database.restore(Readable.from([body]), first)).rejects.toMatchObject({ code: "refused" });
      await fixture.database.restore(Readable.from([body]), second);
      expect(await fixture.database.census(first)).toEqual(facts);
      expect(await fixture.database.census(second)).toEqual(facts);
    });

    test("a cancelled run dumps and restores nothing", async () => {
      await using fixture = await make();
      const cancelled = AbortSignal.abort(new Error("stop"));
      await expect(fixture.database.dump(cancelled)).rejects.toMatchObject({ code: "cancelled" });
      const { body } = await dumped(fixture.database);
      await using scratch = await fixture.database.openScratch();
      const restore = fixture.database.restore(Readable.from([body]), scratch, cancelled);
      await expect(restore).rejects.toMatchObject({ code: "cancelled" });
    });

    test("a restore that is cancelled on its way ends at once", async () => {
      await using fixture = await make();
      const { body } = await dumped(fixture.database);
      await using scratch = await fixture.database.openScratch();
      const cancel = new AbortController();
      const endless = new Readable({ read() {} });
      endless.push(body.subarray(0, 1000));
      const restore = fixture.database.restore(endless, scratch, cancel.signal);
      setTimeout(() => cancel.abort(), 20);
      await expect(restore).rejects.toMatchObject({ code: "cancelled" });
      expect(endless.destroyed).toBe(true);
    });

    test("facts of a dump that was given up are an error", async () => {
      await using fixture = await make();
      const dump = await fixture.database.dump();
      dump.body.destroy();
      await expect(dump.facts()).rejects.toMatchObject({ code: "service_failed" });
    });
  });
}

/** A dump, read to its end. */
export async function dumped(database: Database): Promise<{ readonly body: Buffer; readonly facts: Facts }> {
  const dump = await database.dump();
  const body = await buffer(dump.body);
  return { body, facts: await dump.facts() };
}
