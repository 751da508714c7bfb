import { expect, test } from "vitest";
import { InputError, RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import { routerContract } from "../../contracts/router.ts";
import type { Served } from "../../servers/launchdarkly/flag.ts";
import { flagBench, visitors } from "./launchdarkly-flag.ts";

routerContract("the launchdarkly router", async () => {
  const bench = await flagBench();
  const { fake } = bench;
  const serve = (weights: readonly number[]): Served => ({
    rollout: { variations: weights.map((weight, variation) => ({ variation, weight })), contextKind: "user" },
  });
  return {
    open: () => bench.open(),
    disturb: async () => void Object.assign(fake.targeting, { fallthrough: serve([37_000, 63_000]) }),
    async ruin() {
      fake.variations.push({ _id: "33333333-third", value: 3 });
      Object.assign(fake.targeting, { fallthrough: serve([20_000, 20_000, 60_000]) });
    },
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
});

const cohorts = { internal: "staff", beta: ["b-1", "b-2"], tenants: { kind: "tenant", members: ["acme"] } };
const people = [
  { key: "s-1", segments: ["staff"] },
  { key: "b-1" },
  { key: "b-2" },
  { key: "acme", kind: "tenant" },
  { key: "acme" },
];

test("the split is what visitors get, and whoever has the new release keeps it while the weight grows", async () => {
  await using bench = await flagBench();
  const router = bench.open();
  let before: readonly string[] = [];
  for (const weight of [5, 10, 25, 50, 75, 100]) {
    await router.setWeight("green", weight);
    const now = new Set(bench.fake.on(visitors));
    expect(Math.abs(now.size / visitors.length - weight / 100)).toBeLessThan(0.04);
    expect(before.filter((key) => !now.has(key))).toEqual([]);
    before = [...now];
  }
  await router.setWeight("green", 0);
  expect(bench.fake.on(visitors)).toEqual([]);
});

test("a percentage keeps how it tells people apart", async () => {
  await using bench = await flagBench();
  const variations = [10_000, 90_000].map((weight, variation) => ({ variation, weight }));
  bench.fake.targeting.fallthrough = { rollout: { variations, bucketBy: "country", contextKind: "tenant" } };
  await bench.open().setWeight("green", 20);
  expect(bench.fake.targeting.fallthrough.rollout).toMatchObject({ bucketBy: "country", contextKind: "tenant" });
  expect(bench.fake.calls.at(-2)?.instructions).toMatchObject([
    { kind: "updateFallthroughVariationOrRollout", rolloutWeights: { "11111111-on": 20_000, "22222222-off": 80_000 } },
  ]);
});

test("a new percentage counts the contexts that the input names", async () => {
  await using bench = await flagBench();
  await bench.open({ "launchdarkly-context-kind": "tenant" }).setWeight("green", 20);
  expect(bench.fake.targeting.fallthrough.rollout?.contextKind).toBe("tenant");
});

test.each(["9a-rule", "the EU"])("a rule called `%s` is rolled out instead of the default rule", async (rule) => {
  await using bench = await flagBench();
  const clauses = [{ attribute: "country", op: "in", values: ["FR"], negate: false }];
  const mine = { _id: "9a-rule", description: "the EU", clauses, trackEvents: false, variation: 1 };
  bench.fake.targeting.rules.push(mine);
  const router = bench.open({ "launchdarkly-rule": rule });
  const { raw } = await router.read();
  await router.setWeight("green", 100);
  const [french, other] = [{ key: "a", attributes: { country: "FR" } }, { key: "b" }];
  expect(bench.fake.on([french, other])).toEqual(["a"]);
  await router.restore(raw);
  expect(bench.fake.targeting.rules).toMatchObject([{ _id: "9a-rule", variation: 1 }]);
});

test("a flag that is off has no share; a weight switches it on in the very patch that makes the share small", async () => {
  await using bench = await flagBench();
  Object.assign(bench.fake.targeting, { on: false, fallthrough: { variation: 0 } });
  const router = bench.open();
  const { raw, ...split } = await router.read();
  expect(split).toEqual({ active: "blue", weight: 0 });
  await router.setWeight("green", 0);
  expect(bench.fake.targeting.on).toBe(false);
  await router.setWeight("green", 10);
  const patches = bench.fake.calls.filter(({ method }) => method === "PATCH");
  expect(patches.map(({ instructions }) => instructions.map(({ kind }) => kind))).toEqual([
    ["updateFallthroughVariationOrRollout", "turnFlagOn"],
  ]);
  await router.restore(raw);
  expect(bench.fake.targeting).toMatchObject({ on: false, fallthrough: { variation: 0 } });
});

test("cohorts have the new release at any weight, alone and before other rules, and lose it when they are taken out", async () => {
  await using bench = await flagBench();
  const blocked = { attribute: "key", op: "in", values: ["b-1", "s-1"], negate: false };
  bench.fake.targeting.rules.push({ _id: "foreign", clauses: [blocked], trackEvents: false, variation: 1 });
  const router = bench.open({ "launchdarkly-cohorts": cohorts });
  expect(await router.cohorts?.read()).toEqual([]);
  await router.cohorts?.write("green", ["internal", "tenants"]);
  expect(bench.fake.on(people)).toEqual(["s-1", "acme"]);
  await router.cohorts?.write("green", ["internal", "beta"]);
  expect(bench.fake.on(people)).toEqual(["s-1", "b-1", "b-2"]);
  expect([...((await bench.open({ "launchdarkly-cohorts": cohorts }).cohorts?.read()) ?? [])].sort()).toEqual([
    "beta",
    "internal",
  ]);
  const { raw } = await router.read();
  await router.setWeight("green", 1);
  await router.cohorts?.write("green", []);
  expect(bench.fake.targeting.rules.map(({ _id }) => _id)).toEqual(["foreign"]);
  expect(await router.read()).toMatchObject({ active: "blue", weight: 1 });
  await router.restore(raw);
  expect(bench.fake.on(people)).toEqual(["s-1", "b-1", "b-2"]);
});

test("a cohort switches a flag on without giving it to anybody else", async () => {
  await using bench = await flagBench();
  Object.assign(bench.fake.targeting, { on: false, fallthrough: { variation: 0 } });
  await bench.open({ "launchdarkly-cohorts": cohorts }).cohorts?.write("green", ["internal"]);
  expect(bench.fake.targeting.on).toBe(true);
  expect(bench.fake.on([...people, ...visitors])).toEqual(["s-1"]);
});

test("the same cohorts twice are written once, and a cohort is never held back", async () => {
  await using bench = await flagBench();
  const router = bench.open({ "launchdarkly-cohorts": cohorts });
  await router.cohorts?.write("green", ["internal"]);
  const { version } = bench.fake.targeting;
  await router.cohorts?.write("green", ["internal"]);
  await expect(router.cohorts?.write("green", ["gamma"])).rejects.toThrow(/`gamma` is not configured.*internal, beta/);
  await expect(router.cohorts?.write("blue", ["internal"])).rejects.toBeInstanceOf(InputError);
  expect(bench.fake.targeting.version).toBe(version);
});

test("cohorts are not written over an edit by somebody else", async () => {
  await using bench = await flagBench();
  const router = bench.open({ "launchdarkly-cohorts": cohorts });
  await router.read();
  bench.fake.targeting.fallthrough = { variation: 0 };
  await expect(router.cohorts?.write("green", ["internal"])).rejects.toBeInstanceOf(RefusedError);
  expect(bench.fake.targeting.rules).toEqual([]);
});

test("without configured cohorts the router knows none, and it follows the release", async () => {
  await using bench = await flagBench();
  expect(bench.open().cohorts).toBeUndefined();
  expect(bench.open().follows).toBe("release");
});

test("variations are found by name or by value, whatever they are", async () => {
  await using bench = await flagBench();
  bench.fake.variations.splice(0, 2, { _id: "v1", value: { n: 2 }, name: "New" }, { _id: "v2", value: "old" });
  await bench.open({ "launchdarkly-on": "New", "launchdarkly-off": "old" }).setWeight("green", 30);
  expect(await bench.open({ "launchdarkly-on": '{"n":2}', "launchdarkly-off": '"old"' }).read()).toMatchObject({
    weight: 30,
  });
  await expect(bench.open().read()).rejects.toThrow("0 variations with the name or value `true`");
});

const rolled = (...weights: number[]) => ({
  rollout: { variations: weights.map((weight, variation) => ({ variation, weight })) },
});
test.each<[string, Served, string]>([
  ["nothing", {}, "serves another variation, or none"],
  ["half a percent", rolled(500, 99_500), "gives `true` 0.5 %"],
  ["too little", rolled(10_000, 80_000), "not between `true` and `false` alone"],
  ["an experiment", { rollout: { ...rolled(50_000, 50_000).rollout, seed: 61 } }, "experiment"],
])("a flag that serves %s is neither read nor overwritten", async (_, fallthrough, what) => {
  await using bench = await flagBench();
  bench.fake.targeting.fallthrough = fallthrough;
  const error = await bench
    .open()
    .setWeight("green", 10)
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(ServiceError);
  expect(error.message).toContain(what);
  expect(bench.fake.targeting.version).toBe(7);
});

test("every bad input is told at once, before anything is asked", async () => {
  await using bench = await flagBench();
  const inputs = { "launchdarkly-url": "http://launchdarkly.example.com", "launchdarkly-off": "true" };
  expect(() => bench.open(inputs)).toThrow(/2 problems.*launchdarkly-url.*https.*launchdarkly-off/s);
  expect(bench.fake.calls).toEqual([]);
});
