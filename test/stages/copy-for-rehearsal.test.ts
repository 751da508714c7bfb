import { describe, expect, test } from "vitest";
import { CancelledError, InputError, ServiceError } from "../../src/kit/errors.ts";
import { backUp } from "../../src/stages/back-up.ts";
import type { DumpStep } from "../../src/stages/backup-step.ts";
import { aboutCopy, openCopy, type RehearsalCopy } from "../../src/stages/copy-for-rehearsal.ts";
import type { OpenDecoder } from "../../src/stages/ports/codec.ts";
import { type Bench, dumpStep, openBench } from "../doubles/bench.ts";
import { flippingCodec } from "../doubles/codec.ts";
import { storePlace } from "../doubles/store.ts";

const owner = { application: "shop", environment: "production" };
const withKey = async (): Promise<OpenDecoder> => () => flippingCodec().decode();
const sealed = { openCodec: async () => ({ ...flippingCodec(), encryption: "age" as const }) };

/** A backup of three tickets a minute ago; by now there are seven. */
async function backedUp(parts: Partial<DumpStep> = {}): Promise<{ bench: Bench; step: DumpStep; name: string }> {
  const bench = await openBench();
  const step = dumpStep(bench, parts);
  const { name } = await bench.within((context) => backUp(context, [step]));
  await bench.clock.pass(60_000);
  bench.database.tables.tickets = 7;
  return { bench, step, name };
}

interface Asked {
  readonly steps?: readonly DumpStep[];
  readonly from?: "restored-backup" | "present-copy";
  readonly openDecoder?: () => Promise<OpenDecoder>;
}

function open(bench: Bench, step: DumpStep, asked: Asked = {}): Promise<RehearsalCopy> {
  const options = { from: "restored-backup", openDecoder: withKey, steps: [step], ...asked } as const;
  return bench.clock.run(openCopy({ ...owner, effects: bench.run(), step, ...options }));
}

/** What the copy holds, and whether it was removed. */
async function contentOf(bench: Bench, copy: RehearsalCopy): Promise<readonly [unknown, number]> {
  const { tables } = await copy.database.census(copy.scratch);
  await copy[Symbol.asyncDispose]();
  return [tables, bench.database.scratches.size];
}

test("the newest proven backup is restored, and it is told which one and that its copy is gone in the end", async () => {
  const { bench, step, name } = await backedUp();
  const copy = await open(bench, step);
  expect(copy).toMatchObject({ of: { kind: "backup", name }, url: `memory://${copy.scratch.name}`, warnings: [] });
  expect(await contentOf(bench, copy)).toEqual([{ tickets: 3 }, 0]);
  expect(bench.database.tables).toEqual({ tickets: 7 });
});

test("whoever asks for a copy of the present gets one, without a warning", async () => {
  const { bench, step } = await backedUp();
  const copy = await open(bench, step, { from: "present-copy" });
  expect(copy).toMatchObject({ of: { kind: "present", name: "tickets" }, warnings: [] });
  expect(await contentOf(bench, copy)).toEqual([{ tickets: 7 }, 0]);
});

describe("foreign servers", () => {
  const cutting = (step: DumpStep, cutOff: () => Promise<readonly string[]>): DumpStep => {
    const { port, record } = step.database;
    return { ...step, database: { port: { ...port, cutOff }, record } };
  };

  test.each(["restored-backup", "present-copy"] as const)(
    "are cut off from a copy (%s) once it is filled, and it is told which",
    async (from) => {
      const { bench, step } = await backedUp();
      const deeds: string[] = [];
      bench.database.during = (deed) => void deeds.push(deed);
      const run = bench.run();
      const cut = cutting(step, async () => {
        deeds.push("cut off");
        return ["billing", "search"];
      });
      const options = { ...owner, effects: run, step: cut, steps: [cut], openDecoder: withKey, from };
      await using _ = await bench.clock.run(openCopy(options));
      expect(deeds.slice(-2)).toEqual(["restore", "cut off"]);
      expect(run.lines.join("\n")).toContain(
        "Rehearse without `billing`, `search`: foreign servers are cut off in a rehearsal",
      );
    },
  );

  test("that cannot be cut off leave no copy to rehearse on", async () => {
    const { bench, step } = await backedUp();
    const refused = new ServiceError("must be owner of foreign server billing");
    const cut = cutting(step, () => Promise.reject(refused));
    await expect(open(bench, cut)).rejects.toBe(refused);
    expect(bench.database.scratches.size).toBe(0);
  });

  test.each([
    ['ERROR:  user mapping not found for "shop"', true],
    ['user mapping not found for user "shop", server "billing"', true],
    ['foreign-data wrapper "postgres_fdw" has no handler', true],
    ['relation "events" does not exist', false],
  ])("are named where a failure comes of it: %s", (message, isNamed) => {
    const told = aboutCopy(new Error(message));
    expect(told === null ? "" : told).toBe(
      isNamed
        ? "Foreign servers are cut off in a rehearsal: keep what needs them out of this migration, or set `rehearse: off`."
        : "",
    );
  });
});

describe("a copy of the present is made instead, and told why,", () => {
  const present = async (bench: Bench, step: DumpStep, asked: Asked = {}) => {
    const copy = await open(bench, step, asked);
    expect(copy.of).toMatchObject({ kind: "present", at: "2026-11-20T12:01:00.000Z" });
    expect(await contentOf(bench, copy)).toEqual([{ tickets: 7 }, 0]);
    return copy.warnings;
  };

  test("where there is no backup yet", async () => {
    const bench = await openBench();
    bench.database.tables.tickets = 7;
    await bench.clock.pass(60_000);
    expect(await present(bench, dumpStep(bench))).toEqual([
      "there is no verified backup yet: rehearsed on a copy of the present state",
    ]);
  });

  test.each(["structure", "checksum", "size"] as const)(
    "where the only one is proven by its %s alone",
    async (verify) => {
      const { bench, step } = await backedUp({ verify });
      expect(await present(bench, step)).toEqual([expect.stringContaining("no verified backup yet")]);
    },
  );

  test("where a part of it lies in a store that the section no longer names", async () => {
    const { bench, step, name } = await backedUp();
    const elsewhere = storePlace("memory://new");
    for (const [set, kept] of bench.store.published) elsewhere.published.set(set, kept);
    const moved = dumpStep({ ...bench, store: elsewhere });
    expect(await present(bench, moved)).toEqual([
      `${name} cannot be read here (\`tickets\` lies in \`memory://backups\`, which no item of the section names): rehearsed on a copy of the present state`,
    ]);
    expect(step.item).toBe(moved.item);
  });

  test("where it was made of another engine", async () => {
    const { bench, step, name } = await backedUp();
    const { port, record } = step.database;
    const changed = { ...step, database: { port, record: { ...record, name: "postgres" } } };
    expect(await present(bench, changed)).toEqual([expect.stringMatching(new RegExp(`^${name} cannot be read here`))]);
  });

  test("where it is encrypted and the private key is not given here", async () => {
    const { bench, step, name } = await backedUp(sealed);
    const openDecoder = async () => {
      throw new InputError("decrypt-with is required");
    };
    expect(await present(bench, step, { openDecoder })).toEqual([
      `${name} is encrypted and \`decrypt-with\` of \`drill\` is not given here: rehearsed on a copy of the present state`,
    ]);
  });
});

test("an encrypted backup is restored where the key is given", async () => {
  const { bench, step, name } = await backedUp(sealed);
  const copy = await open(bench, step);
  expect(copy.of).toMatchObject({ kind: "backup", name });
  expect(await contentOf(bench, copy)).toEqual([{ tickets: 3 }, 0]);
});

function spoil({ store }: Bench): void {
  store.damage = () => Buffer.from("no backup");
}

test("a wrong setting of the key is told, where nothing is encrypted that could not be read without it", async () => {
  const { bench, step } = await backedUp();
  const problem = new InputError("`decrypt-with` names no file");
  const openDecoder = () => Promise.reject(problem);
  await expect(open(bench, step, { openDecoder })).rejects.toBe(problem);
});

describe("no copy stays behind", () => {
  test.each<[string, (bench: Bench) => void, string]>([
    [
      "where the store breaks off",
      ({ store }) => {
        store.during = (deed) => {
          if (deed === "read") throw new ServiceError("the bucket is gone");
        };
      },
      "the bucket is gone",
    ],
    ["where the backup is damaged", spoil, "JSON"],
    [
      "where the run is cancelled while it is filled",
      ({ database }) => {
        database.during = (deed) => {
          expect(database.scratches.size).toBe(1);
          if (deed === "restore") throw new CancelledError("the run was cancelled");
        };
      },
      "the run was cancelled",
    ],
  ])("%s", async (_, harm, told) => {
    const { bench, step } = await backedUp();
    harm(bench);
    await expect(open(bench, step)).rejects.toThrow(told);
    expect(bench.database.scratches.size).toBe(0);
  });

  test("where it has no address that a tool could use, which is a defect of the adapter", async () => {
    const { bench, step } = await backedUp();
    const { port, record } = step.database;
    const addressless: typeof port = {
      ...port,
      async openScratch() {
        const { url: _, ...scratch } = await port.openScratch();
        return scratch;
      },
    };
    const nameless = { ...step, database: { port: addressless, record } };
    await expect(open(bench, nameless)).rejects.toThrow("a copy of tickets has no address");
    expect(bench.database.scratches.size).toBe(0);
  });
});
