import { chmod, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FlagdCore } from "@openfeature/flagd-core";
import { expect, test } from "vitest";
import { other, type Slot } from "../../../src/core/slots.ts";
import { InputError, RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import { routerContract } from "../../contracts/router.ts";
import { plainEffects } from "../plain-effects.ts";
import { flagFile, openRouter, rule } from "./flag-files.ts";

routerContract("flagd", async () => {
  const file = await flagFile();
  return {
    open: file.open,
    disturb: () => file.put({ flags: { release: rule("blue", 33) } }),
    ruin: () => file.put("{"),
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
});

test.each(["green", "blue"] as const)("a visitor who is on %s stays there while its weight grows", async (to) => {
  await using file = await flagFile({ flags: { release: rule(other(to), 0) } });
  const router = file.open();
  let earlier = new Set<string>();
  for (const weight of [10, 25, 50, 100]) {
    await router.setWeight(to, weight);
    const now = visitorsOn(to, await file.text());
    expect([...earlier].filter((visitor) => !now.has(visitor))).toEqual([]);
    expect(Math.abs(now.size - weight * 100)).toBeLessThan(150);
    earlier = now;
  }
  await router.promote(to);
  expect(visitorsOn(to, await file.text()).size).toBe(10_000);
});

test("two releases after each other, each in its own direction, lose nobody on the way back either", async () => {
  await using file = await flagFile();
  const router = file.open();
  await router.setWeight("green", 25);
  const atQuarter = visitorsOn("green", await file.text());
  await router.setWeight("green", 50);
  await router.setWeight("green", 25);
  expect(visitorsOn("green", await file.text())).toEqual(atQuarter);
});

test("everything else in the file stays as it is, byte by byte", async () => {
  const others =
    '{\n\t"$schema": "x",\n  "flags": {\n    "price": {"n": 12345678901234567890, "s": "\\u00e4 \\/ #"},\n';
  await using file = await flagFile(
    `${others}    "release": ${JSON.stringify(rule("blue", 0), null, 2)},\n "z": 1.0 }}\n`,
  );
  await file.open().setWeight("green", 10);
  const text = await file.text();
  expect(text.startsWith(others)).toBe(true);
  expect(text.endsWith(',\n "z": 1.0 }}\n')).toBe(true);
  expect(JSON.parse(text).flags.release).toEqual(rule("blue", 10));
});

test("a flag of another name is found, and its metadata is kept", async () => {
  await using file = await flagFile({ flags: { "shop.slot": { ...rule("green", 0), metadata: { owner: "shop" } } } });
  await file.open({ "flagd-flag": "shop.slot" }).setWeight("blue", 5);
  expect(JSON.parse(await file.text()).flags["shop.slot"]).toEqual({
    ...rule("green", 5),
    metadata: { owner: "shop" },
  });
});

test("going back keeps what somebody has done to other flags in the meantime", async () => {
  await using file = await flagFile();
  const router = file.open();
  const { raw } = await router.read();
  await file.put({ flags: { release: rule("blue", 50), price: { state: "DISABLED" } } });
  await router.restore(raw);
  expect(JSON.parse(await file.text())).toEqual({ flags: { release: rule("blue", 0), price: { state: "DISABLED" } } });
});

test("mode and symbolic link stay, and no temporary file is left behind", async () => {
  await using file = await flagFile();
  await chmod(file.path, 0o640);
  await rename(file.path, join(file.folder, "real.json"));
  await symlink("real.json", file.path);
  await file.open().setWeight("green", 10);
  expect((await stat(file.path)).mode & 0o777).toBe(0o640);
  expect(JSON.parse(await readFile(join(file.folder, "real.json"), "utf8")).flags.release).toEqual(rule("blue", 10));
  expect((await readdir(file.folder)).sort()).toEqual([".temporary", "flags.json", "real.json"]);
});

test("a reader never sees half a file", async () => {
  await using file = await flagFile();
  const router = file.open();
  let writing = true;
  const reading = (async () => {
    let reads = 0;
    while (writing) {
      JSON.parse(await file.text());
      reads++;
    }
    return reads;
  })();
  for (let weight = 1; weight <= 40; weight++) await router.setWeight("green", weight);
  writing = false;
  expect(await reading).toBeGreaterThan(40);
});

test("a missing file is an input error whose hint holds a file that works", async () => {
  await using file = await flagFile();
  await rm(file.path);
  const error = await file
    .open()
    .read()
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toContain(file.path);
  await file.put(String(error.hint).slice(String(error.hint).indexOf("{")));
  expect(await file.open().read()).toMatchObject({ active: "blue", weight: 0 });
});

const blue = rule("blue", 0);
const split = (...fractional: unknown[]) => ({ flags: { release: { ...blue, targeting: { fractional } } } });
test.each([
  ["no JSON", "{,}", "is not JSON"],
  ["no object", "[]", "not a JSON object"],
  ["no flags", {}, "no map `flags`"],
  ["another flag only", { flags: { price: blue } }, "is not defined"],
  ["a flag that is off", { flags: { release: { ...blue, state: "DISABLED" } } }, "DISABLED"],
  [
    "a third variant",
    { flags: { release: { ...blue, variants: { blue: "blue", green: "green", red: "red" } } } },
    "red",
  ],
  ["a missing variant", { flags: { release: { ...blue, variants: { blue: "blue" } } } }, "variants"],
  ["variants crossed", { flags: { release: { ...blue, variants: { blue: "green", green: "blue" } } } }, "variants"],
  ["no targeting", { flags: { release: { ...blue, targeting: undefined } } }, "fractional"],
  ["a condition", { flags: { release: { ...blue, targeting: { if: [true, "blue"] } } } }, "if"],
  [
    "one more rule",
    { flags: { release: { ...blue, targeting: { ...(blue.targeting as object), if: [] } } } },
    "targeting.if",
  ],
  ["a bucket key", split({ var: "email" }, ["blue", 100], ["green", 0]), "email"],
  ["one share", split(["blue", 100]), "not between blue and green"],
  ["three shares", split(["blue", 50], ["green", 25], ["blue", 25]), "not between blue and green"],
  ["a slot twice", split(["blue", 50], ["blue", 50]), "not between blue and green"],
  ["a foreign slot", split(["blue", 50], ["red", 50]), "red"],
  ["no weight", split(["blue"], ["green"]), "whole percentage"],
  ["a text for a weight", split(["blue", "100"], ["green", 0]), "whole percentage"],
  ["half percents", split(["blue", 99.5], ["green", 0.5]), "whole percentage"],
  ["a negative weight", split(["blue", 110], ["green", -10]), "whole percentage"],
  ["weights of 90", split(["blue", 80], ["green", 10]), "add up to 90"],
  ["another default", { flags: { release: { ...blue, defaultVariant: "green" } } }, "lists `blue` first"],
])("%s is a service error that says so and names the file", async (_, content, what) => {
  await using file = await flagFile(content);
  const before = await file.text();
  const error = await file
    .open()
    .setWeight("green", 10)
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(ServiceError);
  expect(error.message).toContain(what);
  expect(error.message).toContain(file.path);
  expect(error.hint).toContain('"fractional":[["blue",100],["green",0]]');
  expect(await file.text()).toBe(before);
});

test("bytes that are no text are not rewritten", async () => {
  await using file = await flagFile();
  await writeFile(file.path, Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]));
  await expect(file.open().read()).rejects.toBeInstanceOf(ServiceError);
});

test("a folder in the file's place is a service error", async () => {
  await using file = await flagFile();
  await expect(file.open({ "flagd-file": "." }).read()).rejects.toBeInstanceOf(ServiceError);
});

test("a file that cannot be replaced stays as it is and is a service error", async () => {
  await using file = await flagFile();
  // The temporary file beside it would need a longer name than the file system allows.
  const path = join(file.folder, `${"f".repeat(245)}.json`);
  await rename(file.path, path);
  const router = openRouter({ "flagd-file": path }, plainEffects());
  await expect(router.setWeight("green", 10)).rejects.toBeInstanceOf(ServiceError);
  expect(await router.read()).toMatchObject({ active: "blue", weight: 0 });
});

test("a refused promotion says how much the slot gets", async () => {
  await using file = await flagFile({ flags: { release: rule("blue", 40) } });
  const error = await file
    .open()
    .promote("green")
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(RefusedError);
  expect(error.message).toBe("slot `green` gets 40 % of the traffic and cannot be promoted");
});

function visitorsOn(slot: Slot, text: string): Set<string> {
  const flagd = new FlagdCore();
  flagd.setConfigurations(text);
  const visitors = Array.from({ length: 10_000 }, (_, i) => `visitor-${i}`);
  return new Set(visitors.filter((targetingKey) => variantOf(flagd, targetingKey) === slot));
}

function variantOf(flagd: FlagdCore, targetingKey: string): string {
  return flagd.resolveStringEvaluation("release", "neither", { targetingKey }).value;
}
