import { createHash } from "node:crypto";
import { PassThrough, Readable } from "node:stream";
import { expect, test } from "vitest";
import { AbortedError, ServiceError } from "../../src/kit/errors.ts";
import { backUp } from "../../src/stages/back-up.ts";
import type { DumpStep } from "../../src/stages/backup-step.ts";
import type { Context } from "../../src/stages/context.ts";
import { type Bench, dumpStep, openBench, type RunEffects, v2 } from "../doubles/bench.ts";
import { databasePlace } from "../doubles/database.ts";
import { storePlace } from "../doubles/store.ts";

type Made = Awaited<ReturnType<typeof backUp>>;

/** Backs up within an open release; answers with the result or with what was thrown. */
async function attempt(bench: Bench, steps = [dumpStep(bench)], effects: RunEffects = bench.run()): Promise<unknown> {
  return bench.within(async (context) => {
    if (context.session.state.open === null) {
      await context.session.write({ phase: "done", deed: "open", release: v2 });
    }
    return backUp(context, steps).catch((error: unknown) => error);
  }, effects);
}

async function made(bench: Bench, steps?: DumpStep[], effects?: RunEffects): Promise<Made> {
  const end = await attempt(bench, steps, effects);
  if (end instanceof Error) throw end;
  return end as Made;
}

async function refused(bench: Bench, steps?: DumpStep[], effects?: RunEffects): Promise<Error & { hint?: string }> {
  const end = await attempt(bench, steps, effects);
  expect(end).toBeInstanceOf(Error);
  return end as Error;
}

/** What a backup that was given up must not leave behind. */
function expectNothingLeft(bench: Bench): void {
  expect(bench.store.staged.size).toBe(0);
  expect(bench.store.published.size).toBe(0);
  expect(bench.database.scratches.size).toBe(0);
  expect(bench.deeds()).toEqual(["done open v2", "intend backup", "failed backup"]);
}

const flipped = (text: string) => Buffer.from(Buffer.from(text).map((byte) => byte ^ 0xff));
const name = "shop_production_20261120t120000000z_22222222";

test("a backup is published only after it was restored and found equal, and the journal counts it", async () => {
  const bench = await openBench();
  bench.database.during = () => expect([...bench.store.published.keys()]).toEqual([]);
  const { copies, ...result } = await made(bench);
  expect(copies).toEqual([]);
  expect(result).toEqual({
    name,
    location: `memory://backups/${name}`,
    locations: [`memory://backups/${name}`],
    level: "restored",
    verified: true,
    items: ["tickets"],
    bytes: 13,
    rows: 3,
    restoreTook: 0,
  });
  const [stored] = [...bench.store.published.values()];
  expect(stored?.files.get("tickets.json.flip")).toEqual(flipped('{"tickets":3}'));
  expect(stored?.manifest).toEqual({
    format: 2,
    name,
    createdAt: "2026-11-20T12:00:00.000Z",
    application: "shop",
    environment: "production",
    commit: v2.commit,
    level: "restored",
    parts: [
      {
        item: "tickets",
        adapter: "memory",
        database: { engine: "memory", name: "tickets", version: "1" },
        file: "tickets.json.flip",
        store: "memory://backups",
        bytes: 13,
        sha256: createHash("sha256").update(flipped('{"tickets":3}')).digest("hex"),
        dumpBytes: 13,
        databaseBytes: 1000,
        compression: "none",
        encryption: "none",
        level: "restored",
        facts: { tables: { tickets: 3 }, objects: { table: 1 }, integrity: [], orphans: [] },
        fingerprint: "tickets",
        took: { dump: 0, inspect: 0, restore: 0, census: 0 },
      },
    ],
  });
  expect(bench.deeds()).toEqual(["done open v2", "intend backup", "done backup"]);
  expect(bench.database.scratches.size).toBe(0);
});

test("rows that are written while the backup is made do not make it unequal", async () => {
  const bench = await openBench();
  bench.database.during = (deed) => {
    if (deed === "restore") bench.database.tables.tickets = 4;
  };
  await made(bench);
  expect([...bench.store.published.values()][0]?.manifest.parts[0]?.facts.tables).toEqual({ tickets: 3 });
});

test("a copy with other counts is thrown away, and earlier backups are untouched", async () => {
  const bench = await openBench();
  await made(bench);
  const before = [...bench.store.published];
  bench.database.damage = ({ tickets = 0 }) => ({ tickets: tickets - 1, ghosts: 1 });
  await bench.clock.pass(1_000);
  const error = await refused(bench);
  expect(error).toBeInstanceOf(AbortedError);
  expect(error.message).toBe(
    "the backup is not equal to the database: rows of tickets: 3 became 2; rows of ghosts: 0 became 1; number of table: 1 became 2",
  );
  expect(error.hint).toBe(
    "The backup was thrown away; earlier backups are untouched. Look at the disk and at the database's own integrity check.",
  );
  expect([...bench.store.published]).toEqual(before);
  expect(bench.store.staged.size).toBe(0);
  expect(bench.store.discarded).toHaveLength(1);
  expect(bench.database.scratches.size).toBe(0);
});

test("a database whose own check complains has no backup", async () => {
  const bench = await openBench();
  bench.database.complaints.push("row 7 missing from index tickets_by_title");
  expect((await refused(bench)).message).toBe(
    "the backup is not equal to the database: integrity: row 7 missing from index tickets_by_title",
  );
  expectNothingLeft(bench);
});

test("a database without a table is what a misspelt address looks like, once there was a good release", async () => {
  const bench = await openBench();
  delete bench.database.tables.tickets;
  expect((await refused(bench)).message).toBe(
    "the backup is not equal to the database: the database holds no table at all",
  );
  expectNothingLeft(bench);
});

test("before the first release a database without a table is backed up as it is", async () => {
  const bench = await openBench(null);
  delete bench.database.tables.tickets;
  await made(bench);
  expect(bench.store.published.size).toBe(1);
});

test("a database that has lost its tables is no backup, also where nothing but backups ever runs", async () => {
  const bench = await openBench(null);
  const step = dumpStep(bench, { retention: { keepLast: 1 } });
  const alone = () => bench.within((context) => backUp({ ...context, commit: v2.commit }, [step]));
  await alone();
  const before = [...bench.store.published.keys()];
  delete bench.database.tables.tickets;
  await bench.clock.pass(1_000);
  await expect(alone()).rejects.toMatchObject({
    message: "the backup is not equal to the database: the database holds no table at all",
    hint: expect.stringContaining("Look at its address, and at who has emptied it."),
  });
  // Nor on the way to a first release, once a backup has shown that there were tables.
  expect((await refused(bench, [step])).message).toMatch(/no table at all/);
  expect([...bench.store.published.keys()]).toEqual(before);
});

test("the first backup outside of any release has to hold a table", async () => {
  const bench = await openBench(null);
  delete bench.database.tables.tickets;
  const alone = bench.within((context) => backUp({ ...context, commit: v2.commit }, [dumpStep(bench)]));
  await expect(alone).rejects.toThrow(/no table at all/);
});

test("rows that break a foreign key are told and do not forbid the backup", async () => {
  const bench = await openBench();
  bench.database.orphans.push("2 rows of tickets");
  const effects = bench.run();
  await made(bench, undefined, effects);
  expect(effects.lines).toContain("warn: Database: 2 rows of tickets; the backup has them as well");
});

test.each(["stage", "part", "write", "read", "publish"] as const)(
  "a store that fails at `%s` leaves nothing behind",
  async (deed) => {
    const bench = await openBench();
    bench.store.during = (now) => {
      if (now === deed) throw new ServiceError("the disk is full");
    };
    expect((await refused(bench)).message).toBe("the disk is full");
    expectNothingLeft(bench);
  },
);

test.each(["dump", "restore", "census", "fingerprint"] as const)(
  "a database that fails at `%s` leaves nothing behind",
  async (deed) => {
    const bench = await openBench();
    bench.database.during = (now) => {
      if (now === deed) throw new ServiceError("the connection broke");
    };
    expect((await refused(bench)).message).toBe("the connection broke");
    expectNothingLeft(bench);
  },
);

test("a store that returns other bytes than it was given has no backup", async () => {
  const bench = await openBench();
  bench.store.damage = (content) => content.subarray(1);
  expect(await refused(bench)).toBeInstanceOf(Error);
  expectNothingLeft(bench);
});

test.each(["size", "checksum", "structure"] as const)(
  "a backup that was asked for `%s` alone is published, and does not count as verified",
  async (verify) => {
    const bench = await openBench();
    const effects = bench.run();
    bench.database.during = (deed) => {
      if (deed === "restore") throw new Error("nothing is restored");
    };
    const { verified, level } = await made(bench, [dumpStep(bench, { verify })], effects);
    expect([verified, level]).toEqual([false, verify]);
    expect(effects.lines.join("\n")).toContain(`NOT proven: only \`${verify}\` was asked for`);
  },
);

test("a checksum that is not the one that was sent is found without restoring", async () => {
  const bench = await openBench();
  bench.store.damage = (content) => Buffer.concat([content, content]);
  const error = await refused(bench, [dumpStep(bench, { verify: "checksum" })]);
  expect(error.message).toMatch(/^the store does not hold what was sent to it for tickets: 26 bytes, sha256 /);
  expectNothingLeft(bench);
});

test("a dump that is empty is no backup, whatever the programs say", async () => {
  const bench = await openBench();
  const step = dumpStep(bench, { verify: "size" });
  const empty = { body: Readable.from([]), extension: "sql", facts: async () => ({}) as never };
  const port = { ...step.database.port, dump: async () => empty };
  const error = await refused(bench, [{ ...step, database: { ...step.database, port } }]);
  expect(error.message).toBe(
    "tickets: the dump is empty, although every program ended well: run it by hand and look at what it prints",
  );
  expectNothingLeft(bench);
});

test("a dump whose facts cannot be had is no backup, although every byte of it came", async () => {
  const bench = await openBench();
  const step = dumpStep(bench, { verify: "size" });
  const facts = () => Promise.reject(new ServiceError("pg_dump exited with code 1"));
  const port = { ...step.database.port, dump: async () => ({ body: Readable.from(["x"]), extension: "sql", facts }) };
  const error = await refused(bench, [{ ...step, database: { ...step.database, port } }]);
  expect(error.message).toBe("pg_dump exited with code 1");
  expectNothingLeft(bench);
});

test("a dump that met a changed schema is tried once more, and not a third time", async () => {
  const bench = await openBench();
  const met: string[] = [];
  const step = dumpStep(bench);
  const changed = () => Object.assign(new ServiceError("the table has changed"), { isWorthAnotherTry: true });
  const dump = (times: number) => async () => {
    met.push("dump");
    if (met.length <= times) throw changed();
    return step.database.port.dump();
  };
  const failing = (times: number) => {
    met.length = 0;
    return { ...step, database: { ...step.database, port: { ...step.database.port, dump: dump(times) } } };
  };
  await made(bench, [failing(1)]);
  expect(met).toHaveLength(2);
  await bench.clock.pass(1_000);
  expect((await refused(bench, [failing(2)])).message).toBe("the table has changed");
  expect(met).toHaveLength(2);
});

test("staging that cannot be thrown away is told, and does not hide what went wrong", async () => {
  const bench = await openBench();
  const effects = bench.run();
  bench.database.damage = () => ({});
  bench.store.during = (deed) => {
    if (deed === "discard") throw new ServiceError("permission denied");
  };
  expect((await refused(bench, undefined, effects)).message).toContain("the backup is not equal to the database");
  expect(effects.lines.filter((line) => line.includes("permission denied"))).toHaveLength(1);
});

test("a cancelled backup is thrown away", async () => {
  const bench = await openBench();
  const effects = bench.run();
  bench.store.during = (deed) => {
    if (deed === "write") effects.cancel(new Error("cancelled by SIGINT"));
  };
  await refused(bench, undefined, effects);
  expectNothingLeft(bench);
});

test("a cancelled dump that nobody writes any more ends at once", async () => {
  const bench = await openBench();
  const effects = bench.run();
  const step = dumpStep(bench);
  const body = new PassThrough();
  const dump = async () => {
    setImmediate(() => effects.cancel(new Error("cancelled by SIGINT")));
    return { body, extension: "sql", facts: () => Promise.reject(new Error("not asked")) };
  };
  const stopped = { ...step, database: { ...step.database, port: { ...step.database.port, dump } } };
  expect((await refused(bench, [stopped], effects)).message).toBe("cancelled by SIGINT");
  expect(body.destroyed).toBe(true);
  expectNothingLeft(bench);
});

/** Two databases with two stores of one test. */
function twoItems(bench: Bench, parts: Partial<DumpStep> = {}) {
  const users = { database: databasePlace(), store: bench.store };
  users.database.identity = { engine: "memory", name: "users", version: "1" };
  return { users, steps: [dumpStep(bench, parts), dumpStep(users, { item: "users", ...parts })] };
}

test("several items are one set with one manifest, and one entry in the journal", async () => {
  const bench = await openBench();
  const { steps } = twoItems(bench);
  const { items, rows, verified } = await made(bench, steps);
  expect([items, rows, verified]).toEqual([["tickets", "users"], 6, true]);
  const [stored] = [...bench.store.published.values()];
  expect([...(stored?.files.keys() ?? [])]).toEqual(["tickets.json.flip", "users.json.flip"]);
  expect(stored?.manifest.parts.map(({ database }) => database.name)).toEqual(["tickets", "users"]);
  expect(bench.deeds()).toEqual(["done open v2", "intend backup", "done backup"]);
  const { state } = await bench.session();
  expect(state.open?.backups).toEqual(["tickets", "users"]);
  expect(state.backups[0]?.items).toEqual(["tickets", "users"]);
});

test("the set is as good as its weakest part", async () => {
  const bench = await openBench();
  const { steps } = twoItems(bench);
  const [first, second] = steps as [DumpStep, DumpStep];
  const { level, verified } = await made(bench, [first, { ...second, verify: "structure" }]);
  expect([level, verified]).toEqual(["structure", false]);
});

test("when one item fails, the others are stopped and nothing is published", async () => {
  const bench = await openBench();
  const { steps, users } = twoItems(bench);
  const endless = new PassThrough();
  const [first] = steps as [DumpStep];
  const dump = async () => ({ body: endless, extension: "sql", facts: () => Promise.reject(new Error("never")) });
  const waiting = { ...first, database: { ...first.database, port: { ...first.database.port, dump } } };
  users.database.during = (deed) => {
    if (deed === "restore") throw new ServiceError("the server of users went away");
  };
  expect((await refused(bench, [waiting, steps[1] as DumpStep])).message).toBe("the server of users went away");
  expect(endless.destroyed).toBe(true);
  expectNothingLeft(bench);
  expect(users.database.scratches.size).toBe(0);
});

test("no more items run side by side than the section allows", async () => {
  const bench = await openBench();
  for (const [parallel, most] of [
    [1, 1],
    [2, 2],
  ] as const) {
    let [now, seen] = [0, 0];
    const { steps } = twoItems(bench, { parallel });
    const counted = steps.map((step) => {
      const dump = async () => {
        now += 1;
        seen = Math.max(seen, now);
        await new Promise((later) => setTimeout(later, 5));
        now -= 1;
        return step.database.port.dump();
      };
      return { ...step, database: { ...step.database, port: { ...step.database.port, dump } } };
    });
    await made(bench, counted);
    expect(seen).toBe(most);
    await bench.clock.pass(1_000);
  }
});

test("what one store shows and another refuses is taken away again", async () => {
  const bench = await openBench();
  const far = storePlace("memory://far");
  far.during = (deed) => {
    if (deed === "publish") throw new ServiceError("the bucket is gone");
  };
  const { steps } = twoItems(bench);
  const second = dumpStep({ database: databasePlace(), store: far }, { item: "users" });
  expect((await refused(bench, [steps[0] as DumpStep, second])).message).toBe("the bucket is gone");
  expect([bench.store.published.size, far.published.size, far.staged.size]).toEqual([0, 0, 0]);
});

test("a set in two stores has its manifest in both, and each part in its own", async () => {
  const bench = await openBench();
  const far = storePlace("memory://far");
  const second = dumpStep({ database: databasePlace(), store: far }, { item: "users" });
  const { locations } = await made(bench, [dumpStep(bench), second]);
  expect(locations).toEqual([`memory://backups/${name}`, `memory://far/${name}`]);
  expect(far.published.get(name)?.manifest).toEqual(bench.store.published.get(name)?.manifest);
  expect([...(far.published.get(name)?.files.keys() ?? [])]).toEqual(["users.json.flip"]);
});

test("a copy that is kept stays, hidden where that was asked for, and outlives the backup", async () => {
  const bench = await openBench();
  const mask = [{ table: "tickets", column: "email", with: "hash" }];
  const { copies } = await made(bench, [dumpStep(bench, { copy: { isKept: true, mask } })]);
  expect(copies.map(({ item, scratch }) => [item, scratch.name])).toEqual([["tickets", "scratch-1"]]);
  expect([...bench.database.scratches]).toEqual(["scratch-1"]);
  expect(bench.database.masked).toEqual(["tickets.email"]);
  expect(JSON.stringify(bench.journal.entries)).not.toContain("memory://scratch-1");
});

test.each(["census", "mask", "publish"] as const)("a copy that is kept goes when `%s` fails", async (deed) => {
  const bench = await openBench();
  const fail = (now: string) => {
    if (now === deed) throw new ServiceError("it broke");
  };
  bench.database.during = fail;
  bench.store.during = fail;
  const mask = [{ table: "tickets", column: "email", with: "hash" }];
  await refused(bench, [dumpStep(bench, { copy: { isKept: true, mask } })]);
  expectNothingLeft(bench);
});

test("a copy that is kept goes when old backups cannot be removed, since nobody is told of it then", async () => {
  const bench = await openBench();
  const step = dumpStep(bench, { copy: { isKept: true, mask: [] }, retention: { keepLast: 1 } });
  let lists = 0;
  bench.store.during = (deed) => {
    if (deed === "list" && ++lists === 2) throw new ServiceError("it broke");
  };
  expect(await refused(bench, [step])).toMatchObject({
    message: "the new backup is there, but old ones could not be removed: it broke",
  });
  expect([bench.database.scratches.size, bench.store.published.size]).toEqual([0, 1]);
});

test("what speaks against a backup is said before anything is touched, all of it at once", async () => {
  const bench = await openBench();
  bench.database.vitals = { bytes: 1000, tables: 1, replicationLag: 60_000 };
  const limits = { maxReplicationLag: 30_000, minTables: 5, sizeBand: null };
  const error = await refused(bench, [dumpStep(bench, { limits })]);
  expect(error).toMatchObject({ code: "refused" });
  expect(error.message).toMatch(/behind/);
  expect(error.message).toMatch(/table/);
  expect(bench.deeds()).toEqual(["done open v2"]);
  expect(bench.store.staged.size).toBe(0);
});

test("old backups are removed only after a new one is proven, and the journal says which", async () => {
  const bench = await openBench();
  const step = dumpStep(bench, { retention: { keepLast: 1 } });
  await made(bench, [step]);
  await bench.clock.pass(1_000);
  bench.database.damage = () => ({});
  await refused(bench, [step]);
  expect(bench.store.published.size).toBe(1);
  bench.database.damage = (tables) => tables;
  const effects = bench.run();
  await bench.within(async (context: Context) => {
    await context.session.write({ phase: "done", deed: "close", after: { outcome: "superseded" } });
    await backUp(context, [step]);
  }, effects);
  expect(bench.store.published.size).toBe(1);
  expect(bench.store.removed).toEqual([name]);
  expect(bench.deeds().slice(-4)).toEqual(["intend backup", "done backup", "intend prune", "done prune"]);
  expect((await bench.session()).state.backups).toHaveLength(1);
});

test.each<[string, DumpStep["retention"]]>([
  ["keeps everything", {}],
  ["keeps more", { keepLast: 2 }],
])("items that share a store share its sets: nothing goes while one of them %s", async (_, retention) => {
  const bench = await openBench();
  const other = dumpStep(bench, { item: "other", retention });
  const greedy = (item: string) => dumpStep(bench, { item, retention: { keepLast: 1 } });
  for (const steps of [
    [greedy("tickets"), other],
    [other, greedy("tickets")],
  ]) {
    await bench.within((context) => backUp({ ...context, commit: v2.commit }, steps));
    await bench.clock.pass(1_000);
  }
  expect([bench.store.published.size, bench.store.removed]).toEqual([2, []]);
});
