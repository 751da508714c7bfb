import { beforeEach, describe, expect, test } from "vitest";
import { AbortedError, InputError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import type { Chain, MigrateStep } from "../../src/stages/chain.ts";
import type { Context } from "../../src/stages/context.ts";
import {
  enterMaintenance,
  leaveMaintenance,
  type MaintenanceStep,
  withMaintenance,
} from "../../src/stages/maintenance.ts";
import { runMigrate, runPipeline } from "../../src/stages/pipeline.ts";
import { type RollBackOptions, rollBack } from "../../src/stages/roll-back.ts";
import { fullEntry } from "../../src/stages/writer.ts";
import { type Bench, migrateStep, openBench, opened, v2 } from "../doubles/bench.ts";
import { slotWith } from "../doubles/host.ts";
import { memoryJournal } from "../doubles/journal.ts";
import { type MaintenancePlace, maintenancePlace, maintenanceWays, memoryMaintenance } from "../doubles/maintenance.ts";
import { addingColumn } from "../doubles/migrator.ts";

let place: MaintenancePlace;
let bench: Bench;
beforeEach(async () => {
  place = maintenancePlace();
  bench = await openBench();
});

/** The live release reads `title`; its way down loses nothing. */
const renaming = {
  version: "2",
  name: "rename_2",
  up: "ALTER TABLE tickets RENAME COLUMN title TO subject;",
  down: "ALTER TABLE tickets RENAME COLUMN subject TO title;",
};

/** No one can tell what the live release makes of it, and no way down brings it back. */
const shouting = {
  version: "2",
  name: "shout_2",
  up: "UPDATE tickets SET title = upper(title);",
  down: "",
};

const chainWith = (parts: Partial<MaintenanceStep> = {}, step: Partial<Omit<MigrateStep, "rules">> = {}): Chain =>
  bench.chain({
    backups: [],
    migrate: migrateStep(bench, { rules: { breaking: "accept" }, ...step }),
    maintenance: maintenanceWays(place, parts),
  });

/** v2 is opened, and what is pending is applied. */
const migrating = (chain: Chain): Promise<unknown> =>
  bench.within(async (context) => {
    if (context.session.state.open === null) await context.session.write({ phase: "done", deed: "open", release: v2 });
    return runMigrate(context, chain).catch((error: unknown) => error);
  });

const rollingBack = (parts: Partial<RollBackOptions> = {}): Promise<{ told: string; message: string }> =>
  bench.within((context) => {
    const options = bench.rollBackOptions({ maintenance: maintenanceWays(place), ...parts });
    return rollBack(context, options).catch((error: unknown) => error) as never;
  });

const stateOf = () => bench.within(async ({ session }) => session.state);
const own = () => bench.deeds().filter((deed) => /maintenance|migrate|take-down|set-weight|close/.test(deed));

describe("visitors are turned away", () => {
  test("while what is not SAFE is applied, and no longer", async () => {
    bench.migrator.pending.push(renaming);
    const seen: boolean[] = [];
    bench.migrator.beforeEach = () => void seen.push(place.on);
    await migrating(chainWith());
    expect(own()).toEqual([
      "intend maintenance-on",
      "done maintenance-on",
      "intend migrate",
      "done migrate",
      "done maintenance-off",
    ]);
    expect([seen, place.on, place.writes]).toEqual([[true], false, ["enter 60", "leave"]]);
    expect((await stateOf()).maintenance).toBeNull();
  });

  test.each<[string, MaintenanceStep["during"], boolean]>([
    ["a SAFE migration and `unsafe`", "unsafe", false],
    ["a SAFE migration and `migrate`", "migrate", true],
    ["a SAFE migration and `never`", "never", false],
  ])("or not: %s", async (_, during, isOn) => {
    bench.migrator.pending.push(addingColumn("2"));
    await migrating(chainWith({ during }));
    expect(place.writes).toEqual(isOn ? ["enter 60", "leave"] : []);
    expect(bench.migrator.applied.map(({ version }) => version)).toEqual(["2"]);
  });

  test("for nothing where nothing is pending", async () => {
    await migrating(chainWith({ during: "migrate" }));
    expect(place.writes).toEqual([]);
  });

  test("for nothing where it may not be migrated now", async () => {
    bench.migrator.pending.push(renaming);
    const mayBegin = async () => Promise.reject(new RefusedError("a freeze"));
    expect(await migrating(chainWith({}, { mayBegin }))).toBeInstanceOf(RefusedError);
    expect(place.writes).toEqual([]);
  });

  test("with what is recorded of the adapter as it was written", async () => {
    bench.migrator.pending.push(renaming);
    await migrating(chainWith());
    expect(bench.entries("maintenance-on", "intend")[0]).toMatchObject({
      adapter: { kind: "maintenance", name: "memory", with: { "memory-maintenance": "$PLACE" } },
      before: { on: false },
      asked: { retryAfter: 60 },
      undo: { deed: "maintenance-off" },
    });
  });
});

describe("when the migration fails", () => {
  const fail = () => {
    bench.migrator.beforeEach = () => {
      throw new ServiceError("the disk is full");
    };
  };

  test("visitors are let in again where the live release works on what is there", async () => {
    bench.migrator.pending.push(addingColumn("2"));
    fail();
    const error = await migrating(chainWith({ during: "migrate" }));
    expect((error as Error).message).toContain("the disk is full");
    expect([place.on, (await stateOf()).maintenance]).toEqual([false, null]);
  });

  test("they stay out where it may not, the failure says so, and the rollback lets them in once the schema is down", async () => {
    bench.migrator.pending.push(renaming);
    fail();
    const error = await migrating(chainWith());
    expect((error as Error).message).toContain("Maintenance stays on until the rollback has ended");
    expect([place.on, (await stateOf()).maintenance]).toEqual([true, expect.objectContaining({ isManual: false })]);
    await rollingBack();
    expect(own().slice(-2)).toEqual(["done close", "done maintenance-off"]);
    expect([place.on, (await stateOf()).maintenance]).toEqual([false, null]);
  });

  test("and letting them in fails as well, both are told, and the next rollback tries again", async () => {
    bench.migrator.pending.push(addingColumn("2"));
    bench.migrator.beforeEach = () => {
      place.fails = "leave";
      throw new ServiceError("the disk is full");
    };
    const { message } = (await migrating(chainWith({ during: "migrate" }))) as Error;
    expect(message).toBe("the disk is full. Maintenance is still on: it cannot leave");
    expect((await rollingBack()).message).toBe("maintenance is still on: it cannot leave");
    place.fails = null;
    expect((await rollingBack()).told).toBe(
      "Nothing to put back: no release is open and v1 is live and good; maintenance is off again",
    );
    expect(place.on).toBe(false);
  });

  test("whoever has lost the lease meanwhile leaves it to the next one", async () => {
    bench.migrator.pending.push(addingColumn("2"));
    const effects = bench.run();
    bench.migrator.beforeEach = () => {
      effects.cancel(new RefusedError("this run has lost the lease"));
      throw new ServiceError("it was ended");
    };
    await bench.within(async (context) => {
      await context.session.write({ phase: "done", deed: "open", release: v2 });
      await runMigrate(context, chainWith({ during: "migrate" })).catch(() => undefined);
    }, effects);
    expect(place.writes).toEqual(["enter 60"]);
  });
});

describe("a migration that is not SAFE and ends in the middle", () => {
  test("keeps visitors out: nobody was served meanwhile, so nobody knows whether the live release works on it", async () => {
    bench.migrator.pending.push(shouting);
    bench.migrator.beforeEach = () => {
      throw new ServiceError("the connection was lost");
    };
    const { message } = (await migrating(chainWith())) as Error;
    expect(message).toBe(
      "the connection was lost. Maintenance stays on until the rollback has ended: nobody knows how far 2 came, and that is UNSAFE",
    );
    expect([place.on, (await stateOf()).maintenance]).toEqual([true, expect.objectContaining({ isManual: false })]);
    // Nobody has seen the live release work on what is there: a person says whether it may.
    expect((await rollingBack()).message).toContain("a person");
    expect(place.on).toBe(true);
    await rollingBack({ policy: "leave" });
    expect([place.on, (await stateOf()).maintenance]).toEqual([false, null]);
  });

  test("keeps nobody out once it is there whole and the live release goes on with it", async () => {
    bench.migrator.pending.push(shouting);
    const expectation = { sql: "SELECT 1", expect: "2" };
    const error = (await migrating(chainWith({}, { expect: [expectation] as never }))) as Error;
    expect(error).toBeInstanceOf(Error);
    expect([place.on, bench.migrator.applied.length]).toEqual([false, 1]);
  });
});

describe("a run that has lost the lease and has not noticed", () => {
  /** Somebody else takes the lease, because this run seemed to be dead. */
  async function takeAway(): Promise<void> {
    const journal = memoryJournal(bench.journal);
    const head = await journal.head();
    const draft = { phase: "done", deed: "take-lease", asked: { length: 30_000 } } as const;
    await journal.append(fullEntry(draft, bench.run({ actor: "bob" }), head.state.epoch + 1), head);
  }

  test("while it turned maintenance on leaves it on: it may be the next one's", async () => {
    const port = memoryMaintenance(place);
    const enter = (seconds: number) => port.enter(seconds).then(takeAway);
    const { step } = maintenanceWays(place, { mode: opened("maintenance", { ...port, enter }) });
    const entering = bench.within((context) => enterMaintenance(context, step as MaintenanceStep));
    await expect(entering).rejects.toThrow("this run has lost the lease");
    expect([place.on, place.writes]).toEqual([true, ["enter 60"]]);
  });

  test("while it migrated leaves it on", async () => {
    bench.migrator.pending.push(addingColumn("2"));
    bench.migrator.beforeEach = async () => {
      await takeAway();
      throw new ServiceError("the disk is full");
    };
    await migrating(chainWith({ during: "migrate" }));
    expect([place.on, place.writes]).toEqual([true, ["enter 60"]]);
  });

  test("once its release was put back leaves it on", async () => {
    bench = await openBench(null);
    await bench.within(async (context) => {
      await context.session.write({ phase: "done", deed: "open", release: v2 });
      await enterMaintenance(context, maintenanceWays(place).step as MaintenanceStep);
      const publisher = { rolledBack: takeAway } as unknown as NonNullable<Context["publisher"]>;
      const options = bench.rollBackOptions({ maintenance: maintenanceWays(place) });
      await expect(rollBack({ ...context, publisher }, options)).rejects.toThrow("no-good-release");
    });
    expect([place.on, place.writes]).toEqual([true, ["enter 60"]]);
  });
});

describe("a process that dies", () => {
  const open = () =>
    bench.within(async ({ session }) => void (await session.write({ phase: "done", deed: "open", release: v2 })));
  const die = () =>
    bench.within((context) => enterMaintenance(context, maintenanceWays(place).step as MaintenanceStep));

  test("between on and off leaves it on, in the journal too, and the next rollback turns it off", async () => {
    await open();
    await die();
    expect((await stateOf()).maintenance).toMatchObject({ isManual: false, adapter: { name: "memory" } });
    await rollingBack();
    expect(own().slice(-2)).toEqual(["done close", "done maintenance-off"]);
    expect([place.on, (await stateOf()).maintenance]).toEqual([false, null]);
  });

  test("right after it was turned on, before anybody could write that down, is known to have done it", async () => {
    await bench.within(async ({ session }) => {
      const adapter = { kind: "maintenance", name: "memory", with: {} };
      await session.write({ phase: "intend", deed: "maintenance-on", adapter, asked: { retryAfter: 60 } });
      place.on = true;
    });
    expect((await rollingBack()).told).toContain("maintenance is off again");
    expect([place.on, (await stateOf()).unfinished]).toEqual([false, []]);
  });

  test("after it has migrated is gone on from: visitors are let in before the release is started", async () => {
    await migrating(chainWith());
    await die();
    bench.host.slots.green = slotWith("green", v2);
    const seen: string[] = [];
    const chain = chainWith();
    await bench.within(async (context) => {
      const stop = { ...chain, shifts: [], smoke: () => [] };
      await runPipeline({ ...context }, stop);
      seen.push(...bench.deeds());
    });
    const at = (deed: string) => seen.indexOf(deed);
    expect(at("done maintenance-off")).toBeGreaterThan(at("done maintenance-on"));
    expect(at("done maintenance-off")).toBeLessThan(at("intend prepare green"));
    expect(place.on).toBe(false);
  });
});

describe("a rollback", () => {
  test("turns visitors away while the schema goes down, and lets them in when traffic is back", async () => {
    bench.migrator.pending.push(renaming);
    await migrating(chainWith());
    place.writes.length = 0;
    await rollingBack();
    const deeds = own();
    const since = deeds.slice(deeds.lastIndexOf("intend maintenance-on"));
    expect(since.filter((deed) => !deed.includes("set-weight"))).toEqual([
      "intend maintenance-on",
      "done maintenance-on",
      "intend take-down",
      "done take-down",
      "done close",
      "done maintenance-off",
    ]);
    expect(place.writes).toEqual(["enter 60", "leave"]);
  });

  test("begins without maintenance where that cannot be turned on", async () => {
    bench.migrator.pending.push(renaming);
    await migrating(chainWith({ during: "never" }));
    place.fails = "enter";
    await rollingBack();
    expect(bench.migrator.applied).toEqual([]);
    expect((await stateOf()).open).toBeNull();
  });

  test("that cannot open what was turned on says that everything else is done, and what is missing", async () => {
    bench.migrator.pending.push(renaming);
    await migrating(chainWith());
    const reopen = () => {
      throw new InputError([
        { where: "maintenance nginx: nginx-file", what: "the environment variable FILE is not set" },
      ]);
    };
    const error = await rollingBack({ maintenance: { ...maintenanceWays(place), reopen } });
    expect(error).toBeInstanceOf(AbortedError);
    expect(error.message).toBe(
      "maintenance is still on: maintenance nginx: nginx-file the environment variable FILE is not set",
    );
    expect((await stateOf()).open).toBeNull();
    expect((await rollingBack()).told).toContain("maintenance is off again");
  });

  test("that has to wait for a person leaves visitors out, and says so", async () => {
    await bench.within(async (context) => {
      await context.session.write({ phase: "done", deed: "open", release: v2 });
      const asked = { versions: ["2"], verdict: "UNKNOWN" };
      await context.session.mutate({ doing: "", deed: "migrate", asked }, async () => null);
      const shift = { doing: "", deed: "set-weight", item: "flags", asked: { slot: "green", weight: 100 } } as const;
      await context.session.mutate(shift, async () => ({ weight: 100 }));
      await enterMaintenance(context, maintenanceWays(place).step as MaintenanceStep);
    });
    expect((await rollingBack()).message).toMatch(/waits for a person: .*\. Maintenance stays on; the next `rollback`/);
    expect(place.on).toBe(true);
  });
});

describe("maintenance that is somebody else's", () => {
  test("because a person has set it by hand, stays, and the release is migrated all the same", async () => {
    bench.migrator.pending.push(renaming);
    place.on = true;
    await migrating(chainWith());
    expect([place.on, place.writes]).toEqual([true, []]);
    expect(bench.migrator.applied).toHaveLength(1);
  });

  test("because a person has asked for it, stays through a release and a rollback until a person ends it", async () => {
    const step = maintenanceWays(place).step as MaintenanceStep;
    await bench.within((context) => enterMaintenance(context, step, true));
    bench.migrator.pending.push(renaming);
    await migrating(chainWith());
    await rollingBack();
    expect([place.on, (await stateOf()).maintenance]).toEqual([true, expect.objectContaining({ isManual: true })]);
    await bench.within((context) => leaveMaintenance(context, { mode: step.mode, confirmUrl: null, why: "asked for" }));
    expect([place.on, (await stateOf()).maintenance]).toEqual([false, null]);
  });
});

describe("what cannot be turned on", () => {
  test("keeps the migration from beginning, and nothing is left behind", async () => {
    bench.migrator.pending.push(renaming);
    place.fails = "enter";
    expect(await migrating(chainWith())).toBeInstanceOf(ServiceError);
    expect(bench.migrator.runs).toBe(0);
    expect([place.on, (await stateOf()).maintenance]).toEqual([false, null]);
  });

  test("or is never in effect is turned off again", async () => {
    bench.migrator.pending.push(renaming);
    place.effect = "not-yet";
    const error = (await migrating(chainWith())) as Error;
    expect(error).toBeInstanceOf(AbortedError);
    expect(error.message).toContain("maintenance is not on: it is not in effect");
    expect([place.on, bench.migrator.runs]).toEqual([false, 0]);
  });
});

describe("maintenance that is on already and cannot be confirmed anew", () => {
  const site = "https://shop.test";

  /** Visitors are turned away as they should be, and the live release does not work on the schema that is there. */
  const onBrokenSchema = () => {
    const fetch = async (url: string | URL | Request) => {
      const isExempt = new URL(String(url)).pathname === "/health";
      if (!place.on || isExempt) return new Response(null, { status: isExempt ? 500 : 200 });
      return new Response(null, { status: 503, headers: { "retry-after": "60" } });
    };
    return { ...bench.run(), fetch };
  };
  const confirmed = () => maintenanceWays(place, { confirmUrl: `${site}/shop` });

  beforeEach(async () => {
    bench.migrator.pending.push(renaming);
    await migrating(chainWith({ during: "never" }));
    await bench.within((context) => enterMaintenance(context, maintenanceWays(place).step as MaintenanceStep));
    place.writes.length = 0;
  });

  test("stays on while a rollback takes the schema down, which says that nobody has confirmed it", async () => {
    const seen: boolean[] = [];
    bench.migrator.beforeBack = () => void seen.push(place.on);
    const effects = onBrokenSchema();
    const options = bench.rollBackOptions({ maintenance: confirmed() });
    await bench.within((context) => rollBack(context, options), effects);
    expect([seen, place.on, place.writes]).toEqual([[true], false, ["enter 60", "leave"]]);
    expect(effects.lines.join("\n")).toMatch(
      /The rollback begins in maintenance that nobody has confirmed: .*`\/health` is exempt and gets 500/,
    );
  });

  test("stays on where a person has asked for it, and is still the release's to end", async () => {
    const entering = bench.within(
      (context) => enterMaintenance(context, confirmed().step as MaintenanceStep, true),
      onBrokenSchema(),
    );
    await expect(entering).rejects.toThrow("`/health` is exempt and gets 500 (`confirm-url`). It was on before this");
    expect([place.on, place.writes]).toEqual([true, ["enter 60"]]);
    await rollingBack();
    expect([place.on, (await stateOf()).maintenance]).toEqual([false, null]);
  });
});

describe("the address that confirms it", () => {
  const served = { status: 200, headers: {} };
  const away = { status: 503, headers: { "retry-after": "60" } };

  async function confirming(answers: Readonly<Record<string, { status: number; headers: Record<string, string> }>>) {
    const site = "https://shop.test";
    const fetch = async (url: string | URL | Request) => {
      const { pathname } = new URL(String(url));
      const { status, headers } = (place.on ? answers[pathname] : undefined) ?? served;
      return new Response(null, { status, headers });
    };
    const effects = { ...bench.run(), fetch };
    const ways = maintenanceWays(place, { confirmUrl: `${site}/shop` });
    const work = (context: Parameters<typeof withMaintenance>[0]) =>
      withMaintenance(context, ways, (begin) => begin().then(() => "done")).catch((error: Error) => error.message);
    return bench.within(work, effects);
  }

  test("has to answer 503 with Retry-After, while the exempt path is served", async () => {
    expect(await confirming({ "/shop": away })).toBe("done");
    expect(place.writes).toEqual(["enter 60", "leave"]);
  });

  test.each([
    ["a page", {}, "visitors get 200, not 503"],
    ["503 alone", { "/shop": { status: 503, headers: {} } }, "visitors get 503 without Retry-After"],
    ["503 for health checks as well", { "/shop": away, "/health": away }, "`/health` is exempt and gets 503"],
  ])("%s is not it: nothing is begun and it is turned off again", async (_, answers, told) => {
    expect(await confirming(answers)).toContain(`maintenance is not on: ${told}`);
    expect([place.on, (await stateOf()).maintenance]).toEqual([false, null]);
  });
});
