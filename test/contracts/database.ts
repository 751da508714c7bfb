import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import type { Database, DumpOptions, Facts } from "../../src/stages/ports/database.ts";

/** A database of one test: about 100 rows, which engines call rows, keys or files. */
export interface DatabaseFixture extends AsyncDisposable {
  readonly database: Database;
  /** The same adapter, opened on a database that does not exist. */
  readonly absent: Database;
  /** The same database, as another process with the same inputs opens it. */
  reopened(): Database;
  /** What the facts have to say about it at the beginning; more may be there. */
  readonly holds: Pick<Facts, "tables" | "objects">;
  /** What `vitals` has to say about it at the beginning. */
  readonly vitals: { readonly tables: number };
  /** What another client does to it, next to the adapter. */
  readonly client: {
    /** Fewer of them than before. */
    deleteRows(): Promise<void>;
    /** No count changes. */
    changeOneValue(): Promise<void>;
    /** Null where the engine has no schema. */
    readonly changeSchema: (() => Promise<void>) | null;
  };
  /** A column of more than one value that may be hidden; null where the engine has none. */
  readonly column: { readonly table: string; readonly column: string } | null;
  /** True once something stands where `absent` points to. */
  wasCreated(): Promise<boolean>;
}

export interface DatabaseTraits {
  /** True where what is written after `dump()` is never in it. */
  readonly hasSnapshots: boolean;
}

type Make = () => Promise<DatabaseFixture>;

/** What every database adapter promises. */
export function databaseContract(name: string, make: Make, traits: DatabaseTraits = { hasSnapshots: true }): void {
  describe(`${name} as a database`, () => {
    describeItself(make);
    dumpsAndRestores(make, traits);
    noticesDamage(make);
    comparesValues(make);
    canBeCancelled(make);
    keepsScratches(make);
    replacesItself(make);
    hidesColumns(make);
  });
}

function describeItself(make: Make): void {
  test("says what it is, without asking twice for a different answer", async () => {
    await using fixture = await make();
    const identity = await fixture.database.identity();
    expect(identity.engine).toMatch(/^[a-z]+$/);
    expect(identity.version).toMatch(/^\d+\.\d+/);
    expect(await fixture.database.identity()).toEqual(identity);
    expect(await fixture.reopened().identity()).toEqual(identity);
  });

  test("says how large it is", async () => {
    await using fixture = await make();
    const vitals = await fixture.database.vitals();
    expect(vitals).toEqual({ bytes: expect.any(Number), tables: fixture.vitals.tables, replicationLag: null });
    expect(vitals.bytes).toBeGreaterThan(0);
  });

  test("a database that is not there is an input error and is not created", async () => {
    await using fixture = await make();
    const { absent } = fixture;
    const acts = [() => absent.identity(), () => absent.vitals(), () => absent.dump(), () => absent.fingerprint()];
    for (const act of acts) await expect(act()).rejects.toMatchObject({ code: "invalid_input" });
    expect(await fixture.wasCreated()).toBe(false);
  });
}

function holdsItsMoment(make: Make): void {
  test("a dump holds its moment, whatever is written before it is read", async () => {
    await using fixture = await make();
    const dump = await fixture.database.dump();
    await fixture.client.deleteRows();
    const body = await buffer(dump.body);
    await using scratch = await fixture.database.openScratch();
    await fixture.database.restore(Readable.from([body]), scratch);
    const census = await fixture.database.census(scratch);
    expect(census.tables).toMatchObject(fixture.holds.tables);
    expect(await dump.facts()).toEqual(census);
  });
}

function dumpsAndRestores(make: Make, { hasSnapshots }: DatabaseTraits): void {
  test("a restored dump has the facts and the fingerprint of its source", async () => {
    await using fixture = await make();
    const { facts, body } = await dumped(fixture.database);
    expect(facts).toMatchObject({ ...fixture.holds, integrity: [], orphans: [] });
    expect(facts.hashes).toBeUndefined();
    await using scratch = await fixture.database.openScratch();
    await fixture.database.restore(Readable.from([body]), scratch);
    expect(await fixture.database.census(scratch)).toEqual(facts);
    expect(await fixture.database.fingerprint(scratch)).toBe(await fixture.database.fingerprint());
  });

  if (hasSnapshots) holdsItsMoment(make);

  test("a changed schema changes the fingerprint; changed values do not", async () => {
    await using fixture = await make();
    const before = await fixture.database.fingerprint();
    await fixture.client.changeOneValue();
    expect(await fixture.database.fingerprint()).toBe(before);
    if (fixture.client.changeSchema === null) return;
    await fixture.client.changeSchema();
    expect(await fixture.database.fingerprint()).not.toBe(before);
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
}

const ends = [0, 1, 50, 99];
const failures = /^(service_failed|invalid_input|command_failed)$/;

function noticesDamage(make: Make): void {
  test("a whole dump is found whole without restoring it", async () => {
    await using fixture = await make();
    const { body } = await dumped(fixture.database);
    await fixture.database.inspect(Readable.from([body]));
    const pieces = Array.from({ length: Math.ceil(body.length / 777) }, (_, at) =>
      body.subarray(at * 777, at * 777 + 777),
    );
    await fixture.database.inspect(Readable.from(pieces));
  });

  test.for(ends)(
    "a dump that ends after %i percent of its bytes is found cut without restoring it",
    async (percent) => {
      await using fixture = await make();
      const { body } = await dumped(fixture.database);
      const inspection = fixture.database.inspect(Readable.from([cut(body, percent)]));
      await expect(inspection).rejects.toMatchObject({ code: expect.stringMatching(failures) });
    },
  );

  test.for(ends)("a dump that ends after %i percent of its bytes is noticed", async (percent) => {
    await using fixture = await make();
    const { body, facts } = await dumped(fixture.database);
    await using scratch = await fixture.database.openScratch();
    const found = await fixture.database
      .restore(Readable.from([cut(body, percent)]), scratch)
      .then(() => fixture.database.census(scratch))
      .catch((error) => error as { code: string });
    if ("code" in found) expect(found.code).toMatch(failures);
    else expect(found).not.toEqual(facts);
  });

  test("a failing dump stream fails the inspection and the restore", async () => {
    await using fixture = await make();
    await using scratch = await fixture.database.openScratch();
    await expect(fixture.database.restore(failing(), scratch)).rejects.toThrow("the store is gone");
    await expect(fixture.database.inspect(failing())).rejects.toThrow("the store is gone");
  });

  test("facts of a dump that was given up are an error", async () => {
    await using fixture = await make();
    const dump = await fixture.database.dump();
    dump.body.destroy();
    await expect(dump.facts()).rejects.toMatchObject({ code: expect.stringMatching(failures) });
  });
}

function comparesValues(make: Make): void {
  test("digests of a restored copy are those of its source", async () => {
    await using fixture = await make();
    const { body, facts } = await dumped(fixture.database, { hashRows: true });
    expect(Object.keys(facts.hashes ?? {}).sort()).toEqual(Object.keys(facts.tables).sort());
    await using scratch = await fixture.database.openScratch();
    await fixture.database.restore(Readable.from([body]), scratch);
    expect(await fixture.database.census(scratch, { hashRows: true })).toEqual(facts);
  });

  test("digests differ when one value differs and every count is equal", async () => {
    await using fixture = await make();
    const before = await dumped(fixture.database, { hashRows: true });
    await fixture.client.changeOneValue();
    const after = await dumped(fixture.database, { hashRows: true });
    expect(after.facts.tables).toEqual(before.facts.tables);
    expect(after.facts.hashes).not.toEqual(before.facts.hashes);
  });
}

function canBeCancelled(make: Make): void {
  test("a cancelled run dumps, inspects, restores and replaces nothing", async () => {
    await using fixture = await make();
    const { database } = fixture;
    const signal = AbortSignal.abort(new Error("stop"));
    await expect(database.dump({ signal })).rejects.toMatchObject({ code: "cancelled" });
    const { body, facts } = await dumped(database);
    await using scratch = await database.openScratch();
    const acts = [
      () => database.restore(Readable.from([body]), scratch, signal),
      () => database.inspect(Readable.from([body]), signal),
      () => database.replace(Readable.from([body]), () => {}, signal),
    ];
    for (const act of acts) await expect(act()).rejects.toMatchObject({ code: "cancelled" });
    expect((await dumped(database)).facts).toEqual(facts);
  });

  test.for(["restore", "inspect"] as const)("%s ends at once when it is cancelled on its way", async (deed) => {
    await using fixture = await make();
    const { database } = fixture;
    const { body } = await dumped(database);
    await using scratch = await database.openScratch();
    const cancel = new AbortController();
    const endless = new Readable({ read() {} });
    endless.push(body.subarray(0, 1000));
    const { signal } = cancel;
    const act = deed === "restore" ? database.restore(endless, scratch, signal) : database.inspect(endless, signal);
    setTimeout(() => cancel.abort(), 20);
    await expect(act).rejects.toMatchObject({ code: "cancelled" });
    expect(endless.destroyed).toBe(true);
  });
}

function keepsScratches(make: Make): void {
  test("a kept scratch is found by another process, and is gone once that removes it", async () => {
    await using fixture = await make();
    const { body, facts } = await dumped(fixture.database);
    const kept = await fixture.database.openScratch({ isKept: true });
    try {
      await fixture.database.restore(Readable.from([body]), kept);
      const other = fixture.reopened();
      {
        await using found = await other.reopenScratch(kept.name);
        expect([found.name, found.url]).toEqual([kept.name, kept.url]);
        expect(await other.census(found)).toEqual(facts);
        await expect(other.restore(Readable.from([body]), found)).rejects.toMatchObject({ code: "refused" });
      }
      await expect(other.reopenScratch(kept.name)).rejects.toMatchObject({ code: "invalid_input" });
    } finally {
      await kept[Symbol.asyncDispose]();
    }
  });

  test("what is no scratch of ours is not taken over, least of all the database itself", async () => {
    await using fixture = await make();
    const { name } = await fixture.database.identity();
    const { facts } = await dumped(fixture.database);
    for (const foreign of [name, "nobody-has-made-this", "../..", "/", ""]) {
      await expect(fixture.database.reopenScratch(foreign)).rejects.toMatchObject({ code: "invalid_input" });
    }
    expect((await dumped(fixture.database)).facts).toEqual(facts);
  });
}

function replacesItself(make: Make): void {
  test("a dump that is put in its place brings back what it held", async () => {
    await using fixture = await make();
    const { body, facts } = await dumped(fixture.database, { hashRows: true });
    const fingerprint = await fixture.database.fingerprint();
    await fixture.client.changeOneValue();
    await fixture.client.deleteRows();
    await fixture.client.changeSchema?.();
    const seen: Facts[] = [];
    const { kept } = await fixture.database.replace(Readable.from([body]), (restored) => void seen.push(restored));
    expect(seen).toMatchObject([{ tables: facts.tables, objects: facts.objects }]);
    expect((await dumped(fixture.database, { hashRows: true })).facts).toEqual(facts);
    expect(await fixture.database.fingerprint()).toBe(fingerprint);
    expect(kept === null || kept.length > 0).toBe(true);
  });

  test("a dump that is not what it should be, or is cut short, replaces nothing", async () => {
    await using fixture = await make();
    const { body } = await dumped(fixture.database);
    await fixture.client.deleteRows();
    const before = await dumped(fixture.database, { hashRows: true });
    const wrong = () => {
      throw new Error("these are not the facts");
    };
    await expect(fixture.database.replace(Readable.from([body]), wrong)).rejects.toThrow("these are not the facts");
    for (const percent of ends) {
      const half = fixture.database.replace(Readable.from([cut(body, percent)]), () => {});
      await expect(half).rejects.toMatchObject({ code: expect.stringMatching(failures) });
    }
    await expect(fixture.database.replace(failing(), () => {})).rejects.toThrow("the store is gone");
    expect((await dumped(fixture.database, { hashRows: true })).facts).toEqual(before.facts);
  });
}

function hidesColumns(make: Make): void {
  test.for(["null", "hash", "x'); --"])("a column of a copy is hidden with %j, and nowhere else", async (hider) => {
    await using fixture = await make();
    const { database, column } = fixture;
    expect(database.mask === undefined).toBe(column === null);
    if (column === null || database.mask === undefined) return;
    const { body, facts } = await dumped(database, { hashRows: true });
    await using scratch = await database.openScratch();
    await database.restore(Readable.from([body]), scratch);
    await database.mask(scratch, [{ ...column, with: hider }]);
    const census = await database.census(scratch, { hashRows: true });
    expect(census.tables).toEqual(facts.tables);
    expect(census.hashes?.[column.table]).not.toBe(facts.hashes?.[column.table]);
    for (const wrong of [
      { ...column, table: "no such table" },
      { ...column, column: "no such column" },
    ]) {
      const act = database.mask(scratch, [{ ...wrong, with: hider }]);
      await expect(act).rejects.toMatchObject({ code: "invalid_input" });
    }
    expect((await dumped(database, { hashRows: true })).facts).toEqual(facts);
  });
}

function cut(body: Buffer, percent: number): Buffer {
  return body.subarray(0, Math.floor((body.length * percent) / 100));
}

function failing(): Readable {
  return Readable.from(
    (async function* () {
      yield Buffer.alloc(10);
      throw new Error("the store is gone");
    })(),
  );
}

/** A dump, read to its end. */
export async function dumped(
  database: Database,
  options: DumpOptions = {},
): Promise<{ readonly body: Buffer; readonly facts: Facts }> {
  const dump = await database.dump(options);
  const body = await buffer(dump.body);
  return { body, facts: await dump.facts() };
}
