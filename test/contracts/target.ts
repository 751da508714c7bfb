import { describe, expect, test } from "vitest";
import type { MigrationTarget, Row } from "../../src/stages/ports/migration-target.ts";
import { beginExpecting } from "../../src/stages/post-conditions.ts";

/**
 * A database with `people (id, name)` of three rows, an index `people_name_idx` on `name`, and `pets (id, person)` whose
 * foreign key `pets_person_fk` refers to it.
 */
export interface TargetFixture extends AsyncDisposable {
  /** The target, as one more process opens it. */
  open(): MigrationTarget;
  /** The same on a database that is not there. */
  readonly absent: MigrationTarget;
  wasCreated(): Promise<boolean>;
  /** With a wrong password; null where the engine has none. */
  readonly stranger: { readonly target: MigrationTarget; readonly password: string } | null;
  /** What the adapter that copies this database calls its fingerprint. */
  fingerprint(): Promise<string>;
  /** Somebody else has changed `people` in a transaction that stays open until it is disposed. */
  hold(): Promise<AsyncDisposable>;
  /** Ends the session that holds our lock; null where nobody can. */
  readonly endLock: (() => Promise<void>) | null;
  /** Sessions and files of ours that are still there. */
  left(): Promise<readonly string[]>;
}

export interface TargetTraits {
  readonly dialect: MigrationTarget["dialect"];
  /** A query whose cells are hard to tell apart or to carry, and what they are. */
  readonly odd: { readonly sql: string; readonly row: Row };
  /** Takes a second or more. */
  readonly slow: string;
  /** False where nobody can see who holds a lock. */
  readonly tellsBlockers: boolean;
}

type Make = () => Promise<TargetFixture>;

const patient = { lock: 10_000, statement: 10_000 };
const noReads = [
  "INSERT INTO people VALUES (4, 'd')",
  "DELETE FROM people",
  "CREATE TABLE more (id int)",
  "DROP TABLE pets",
  "SELECT 1; DROP TABLE pets",
  "SELECT 1; COMMIT; DROP TABLE pets",
  "SELECT 1) AS x; COMMIT; DROP TABLE pets; --",
  "COMMIT; DROP TABLE pets",
  "SELECT 'not closed",
  "nonsense",
  " ;\n",
];
const counting = "SELECT count(*) FROM people";

/** What every migration target promises. */
export function targetContract(name: string, make: Make, traits: TargetTraits): void {
  describe(`${name} as a migration target`, { timeout: 20_000 }, () => {
    describesItself(make, traits);
    reads(make, traits);
    executes(make);
    meetsOthers(make, traits);
    locks(make);
  });
}

function describesItself(make: Make, { dialect }: TargetTraits): void {
  test("says what it is", async () => {
    await using fixture = await make();
    const target = fixture.open();
    const identity = await target.identity();
    expect(identity).toMatchObject({ engine: dialect, version: expect.stringMatching(/^\d+\.\d+/) });
    expect(await target.identity()).toEqual(identity);
    expect(target.dialect).toBe(dialect);
  });

  test("a database that is not there is an input error, whatever is asked, and is not created", async () => {
    await using fixture = await make();
    const { absent } = fixture;
    const acts = [
      () => absent.identity(),
      () => absent.read("SELECT 1"),
      () => absent.execute(["CREATE TABLE t (id int)"], patient),
      () => absent.lock({ holder: "run 1", wait: 0 }),
      () => absent.fingerprint(),
    ];
    for (const act of acts) await expect(act()).rejects.toMatchObject({ code: "invalid_input" });
    expect(await fixture.wasCreated()).toBe(false);
  });

  test("a wrong password is an input error that does not repeat it", async () => {
    await using fixture = await make();
    if (fixture.stranger === null) return;
    const { target, password } = fixture.stranger;
    const failure = await target.identity().catch((error) => error);
    expect(failure).toMatchObject({ code: "invalid_input" });
    expect(failure.message).not.toContain(password);
  });

  test("its fingerprint is that of the adapter that copies the database, and changes with the schema", async () => {
    await using fixture = await make();
    const target = fixture.open();
    const before = await target.fingerprint();
    expect(before).toBe(await fixture.fingerprint());
    await target.execute(["ALTER TABLE people ADD COLUMN nickname varchar(20)"], patient);
    expect(await target.fingerprint()).not.toBe(before);
  });

  test("the catalogue answers for post-conditions", async () => {
    await using fixture = await make();
    const target = fixture.open();
    const expected = [
      { table: "people" },
      { column: "people.name" },
      { index: "people_name_idx" },
      { "foreign-key": "pets_person_fk" },
      { sql: counting, rows: [[3]] },
      { "rows-not-fewer": "people" },
    ];
    expect(await (await beginExpecting(target, expected)).check()).toEqual([]);
    const wrong = [
      { table: "people_name_idx" },
      { column: "people.nickname" },
      { index: "people_id_idx" },
      { "foreign-key": "people_name_idx" },
      { sql: "SELECT count(*) FROM nowhere", rows: [[0]] },
    ];
    expect(await (await beginExpecting(target, wrong)).check()).toHaveLength(wrong.length);
  });
}

function reads(make: Make, { odd, slow }: TargetTraits): void {
  test("cells arrive as they are, and NULL is not the text of that name", async () => {
    await using fixture = await make();
    const target = fixture.open();
    expect(await target.read(odd.sql)).toEqual([odd.row]);
    expect(await target.read("SELECT NULL")).toEqual([[null]]);
    expect(await target.read("SELECT ''")).toEqual([[""]]);
    expect(await target.read("SELECT NULL, NULL, 'NULL', ''")).toEqual([[null, null, "NULL", ""]]);
    expect(await target.read("SELECT 2 AS a, 1 AS a, 3 AS b;\n")).toEqual([["2", "1", "3"]]);
    expect(await target.read("SELECT id FROM people ORDER BY id DESC -- newest first")).toEqual([["3"], ["2"], ["1"]]);
    expect(await target.read("WITH few AS (SELECT id FROM people WHERE id > 9) SELECT * FROM few")).toEqual([]);
  });

  test("what is no single query that reads is refused and changes nothing", async () => {
    await using fixture = await make();
    const target = fixture.open();
    const before = await target.fingerprint();
    for (const sql of noReads) {
      await expect(target.read(sql), sql).rejects.toMatchObject({
        code: expect.stringMatching(/^(invalid_input|command_failed|service_failed)$/),
        hint: expect.stringMatching(/./),
      });
    }
    expect(await target.read(counting)).toEqual([["3"]]);
    expect(await target.fingerprint()).toBe(before);
  });

  test("a query that takes too long fails with the limit", async () => {
    await using fixture = await make();
    await expect(fixture.open().read(slow, { timeout: 100 })).rejects.toMatchObject({
      code: "service_failed",
      message: expect.stringContaining("0.1 s"),
    });
  });

  test("a query is given up when the run is cancelled", async () => {
    await using fixture = await make();
    const stop = new AbortController();
    const target = fixture.open();
    await target.identity();
    const reading = target.read(slow, { signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    await expect(reading).rejects.toMatchObject({ code: "cancelled" });
  });
}

function executes(make: Make): void {
  test("statements are run in their order, whatever they answer", async () => {
    await using fixture = await make();
    const target = fixture.open();
    await target.execute(
      [
        "SELECT * FROM people",
        "CREATE TABLE more (id int, note varchar(200));",
        "INSERT INTO more VALUES (1, 'semicolon; \\ :name $1 ''quotes'' \"q\" é')",
        "INSERT INTO more SELECT id, note FROM more -- a comment at the end",
      ],
      patient,
    );
    expect(
      await target.read(
        "SELECT count(*), min(id) FROM more WHERE note LIKE 'semicolon; % :name $1 ''quotes'' \"q\" é'",
      ),
    ).toEqual([["2", "1"]]);
  });

  test("rows are as they were when a later statement fails", async () => {
    await using fixture = await make();
    const target = fixture.open();
    const before = await target.fingerprint();
    for (const wrong of ["INSERT INTO nowhere VALUES (1)", "INSERT INTO people VALUES ('", "nonsense"]) {
      const statements = ["DELETE FROM pets", "UPDATE people SET name = 'x'", wrong, "DELETE FROM people"];
      await expect(target.execute(statements, patient), wrong).rejects.toMatchObject({
        hint: expect.stringMatching(/./),
      });
    }
    expect(await target.read("SELECT count(*) FROM people WHERE name <> 'x'")).toEqual([["3"]]);
    expect(await target.fingerprint()).toBe(before);
  });

  test("where changes of the schema are part of the transaction, they are taken back with it", async () => {
    await using fixture = await make();
    const target = fixture.open();
    const before = await target.fingerprint();
    const statements = ["ALTER TABLE people ADD COLUMN nickname varchar(20)", "INSERT INTO nowhere VALUES (1)"];
    await expect(target.execute(statements, patient)).rejects.toThrow("nowhere");
    expect((await target.fingerprint()) === before).toBe(target.isTransactional);
  });

  test("nothing is left of what was executed and asked", async () => {
    await using fixture = await make();
    const target = fixture.open();
    await target.read(counting);
    await target.execute(["DELETE FROM pets"], patient);
    expect(await fixture.left()).toEqual([]);
  });
}

function meetsOthers(make: Make, { tellsBlockers }: TargetTraits): void {
  test("who holds what is in the way is named, without values", async () => {
    await using fixture = await make();
    const target = fixture.open();
    await target.identity();
    expect(await target.blockers()).toEqual([]);
    await using _ = await fixture.hold();
    const lines = await target.blockers();
    expect(lines).toHaveLength(tellsBlockers ? 1 : 0);
    if (tellsBlockers) expect(lines[0]).toMatch(/^session \d+ of \S+.*in a transaction since \d{4}-/);
    expect(lines.join()).not.toContain("secret");
  });

  test("a lock that does not come in time leaves everything as it is, and tells who is in the way", async () => {
    await using fixture = await make();
    const target = fixture.open();
    await target.identity();
    const before = await target.fingerprint();
    {
      await using _ = await fixture.hold();
      const waiting = target.execute(["DROP TABLE people"], { lock: 100, statement: 0 });
      await expect(waiting).rejects.toMatchObject({
        code: "refused",
        message: expect.stringMatching(
          tellsBlockers ? /not free within 0\.1 s.*session \d+ of/ : /not free within 0\.1 s/,
        ),
      });
    }
    expect(await target.fingerprint()).toBe(before);
    expect(await target.read(counting)).toEqual([["3"]]);
  });
}

function locks(make: Make): void {
  test("one run at a time has the lock, the next one hears who has it", async () => {
    await using fixture = await make();
    {
      await using lock = await fixture.open().lock({ holder: "run 77 of alice", wait: 0 });
      expect(await lock.isHeld()).toBe(true);
      const second = fixture.open().lock({ holder: "run 78 of bob", wait: 300 });
      await expect(second).rejects.toMatchObject({
        code: "refused",
        message: expect.stringMatching(/held by run 77 of alice since \d{4}-\d\d-\d\dT[\d:]+Z/),
      });
      expect(await lock.isHeld()).toBe(true);
    }
    await using again = await fixture.open().lock({ holder: "run 78 of bob", wait: 0 });
    expect(await again.isHeld()).toBe(true);
  });

  test("whoever waits gets it when the other one is done, and the database can be used meanwhile", async () => {
    await using fixture = await make();
    const target = fixture.open();
    const first = await target.lock({ holder: "run 1", wait: 0 });
    const second = fixture.open().lock({ holder: "run 2", wait: 15_000 });
    await target.execute(["DELETE FROM pets"], patient);
    await first[Symbol.asyncDispose]();
    await using lock = await second;
    expect([await lock.isHeld(), await first.isHeld()]).toEqual([true, false]);
  });

  test("waiting ends when the run is cancelled, and nothing is left of it", async () => {
    await using fixture = await make();
    {
      await using _ = await fixture.open().lock({ holder: "run 1", wait: 0 });
      const stop = new AbortController();
      const waiting = fixture.open().lock({ holder: "run 2", wait: 60_000, signal: stop.signal });
      setTimeout(() => stop.abort(), 100);
      await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
    }
    expect(await fixture.left()).toEqual([]);
  });

  test("a lock whose session was ended is not held any more, and the next run gets it", async () => {
    await using fixture = await make();
    if (fixture.endLock === null) return;
    await using lost = await fixture.open().lock({ holder: "run 1", wait: 0 });
    await fixture.endLock();
    expect(await lost.isHeld()).toBe(false);
    await using lock = await fixture.open().lock({ holder: "run 2", wait: 5_000 });
    expect([await lock.isHeld(), await lost.isHeld()]).toEqual([true, false]);
  });

  test("odd names of holders do no harm", async () => {
    await using fixture = await make();
    await using _ = await fixture.open().lock({ holder: 'o\'brien */; DROP TABLE pets; -- \n"é"', wait: 0 });
    await expect(fixture.open().lock({ holder: "x", wait: 0 })).rejects.toThrow(/held by o\?brien/);
    expect(await fixture.open().read("SELECT count(*) FROM pets")).toEqual([["1"]]);
  });
}
