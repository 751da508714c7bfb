import { expect, test } from "vitest";
import { backUp } from "../../src/stages/back-up.ts";
import type { Manifest } from "../../src/stages/ports/store.ts";
import { newestOfEach, storedSets } from "../../src/stages/stored-set.ts";
import { dumpStep, openBench } from "../doubles/bench.ts";
import { databasePlace } from "../doubles/database.ts";
import { storePlace } from "../doubles/store.ts";

const owner = { application: "shop", environment: "production" };

/** Two items of one section, in one store. */
async function twoItems() {
  const bench = await openBench();
  const users = { database: databasePlace(), store: bench.store };
  return { bench, steps: [dumpStep(bench), dumpStep(users, { item: "users" })] as const };
}

test("an item that the newest set lacks is looked for in older ones", async () => {
  const { bench, steps } = await twoItems();
  const both = await bench.within((context) => backUp(context, steps));
  await bench.clock.pass(1_000);
  const alone = await bench.within((context) => backUp(context, [steps[0]]));
  const sets = await storedSets(steps, owner, bench.run());
  const chosen = newestOfEach(sets, ["tickets", "users"]).map(({ set, items }) => [set.name, items]);
  expect(chosen).toEqual([
    [alone.name, ["tickets"]],
    [both.name, ["users"]],
  ]);
  expect(() => newestOfEach(sets, ["orders"])).toThrow("there is no verified backup of `orders`");
});

test("a part that was not proven is no newest one of its item", async () => {
  const { bench, steps } = await twoItems();
  const proven = await bench.within((context) => backUp(context, steps));
  await bench.clock.pass(1_000);
  await bench.within((context) => backUp(context, [steps[0], { ...steps[1], verify: "structure" }]));
  const sets = await storedSets(steps, owner, bench.run());
  expect(newestOfEach(sets, ["users"])[0]?.set.name).toBe(proven.name);
});

test("a set that is not in every store that it names counts as none, and is told", async () => {
  const bench = await openBench();
  const far = storePlace("memory://far");
  const steps = [dumpStep(bench), dumpStep({ database: databasePlace(), store: far }, { item: "users" })];
  const { name } = await bench.within((context) => backUp(context, steps));
  far.published.clear();
  const effects = bench.run();
  expect(await storedSets(steps, owner, effects)).toEqual([]);
  expect(effects.lines).toContain(`warn: Backup ${name} is passed over: memory://far does not hold its part of it`);
});

test("one broken manifest does not stand before the others", async () => {
  const { bench, steps } = await twoItems();
  await bench.within((context) => backUp(context, steps));
  const list = steps[0].store.port.list;
  const spoilt = (passOver?: (problem: string) => void): Promise<readonly Manifest[]> => {
    passOver?.("`old.json` is not JSON");
    return list(passOver);
  };
  const port = { ...steps[0].store.port, list: spoilt };
  const effects = bench.run();
  const sets = await storedSets([{ ...steps[0], store: { ...steps[0].store, port } }], owner, effects);
  expect(sets).toHaveLength(1);
  expect(effects.lines).toContain("warn: A backup in memory://backups is passed over: `old.json` is not JSON");
});
