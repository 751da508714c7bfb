import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { named } from "./backend.ts";
import { patiently, quickstart, start } from "./child.ts";
import { cleanUp, cleanUps, type Door, flagFile, openDoorTo } from "./open-door.ts";

afterEach(cleanUp);

async function slotOf(door: Door, visitor: string): Promise<string | null> {
  const response = await fetch(door.url, { headers: { cookie: `visitor=${visitor}` } });
  await response.arrayBuffer();
  return response.headers.get("x-slot");
}

async function visitorsOn(door: Door, slot: string, howMany: number): Promise<Set<string>> {
  const found = new Set<string>();
  for (let from = 0; from < howMany; from += 50) {
    const names = Array.from({ length: Math.min(50, howMany - from) }, (_, n) => `visitor-${from + n}`);
    const slots = await Promise.all(names.map((name) => slotOf(door, name)));
    for (const [n, name] of names.entries()) if (slots[n] === slot) found.add(name);
  }
  return found;
}

describe("the split", () => {
  test("sends about 10 % of the visitors to the new slot, and only adds to them when the weight grows", async () => {
    const door = await openDoorTo(named("b1"), named("g1"), 10);
    const tenth = await visitorsOn(door, "green", 300);
    expect(tenth.size).toBeGreaterThan(300 * 0.07);
    expect(tenth.size).toBeLessThan(300 * 0.13);
    await door.split(["blue", 50], ["green", 50]);
    const half = await visitorsOn(door, "green", 300);
    expect(half.size).toBeGreaterThan(300 * 0.44);
    expect([...tenth].filter((visitor) => !half.has(visitor))).toEqual([]);
  });

  test("keeps a new visitor where the first request went, by a cookie that is set once", async () => {
    const door = await openDoorTo(named("b1"), named("g1"), 50);
    for (let n = 0; n < 10; n++) {
      const first = await fetch(door.url);
      const [cookie] = (first.headers.get("set-cookie") ?? "").split(";");
      expect(cookie).toMatch(/^visitor=[\da-f-]{36}$/);
      const again = await fetch(door.url, { headers: { cookie: `theme=dark; ${cookie}` } });
      expect(again.headers.get("x-slot")).toBe(first.headers.get("x-slot"));
      expect(again.headers.get("set-cookie")).toBeNull();
    }
  });

  test("a new weight is in effect for the very next request once the door tells the file's hash", async () => {
    const door = await openDoorTo(named("b1"), named("g1"));
    for (const [active, other] of [
      ["green", "blue"],
      ["blue", "green"],
    ] as const) {
      await door.split([active, 100], [other, 0]);
      const response = await fetch(door.url);
      expect(response.headers.get("x-slot")).toBe(active);
      expect(response.headers.get("x-served-commit")).toBe(active === "blue" ? "b1" : "g1");
      expect(await door.state()).toMatchObject({ active, weight: 0 });
    }
    await door.split(["green", 75], ["blue", 25]);
    expect(await door.state()).toMatchObject({ active: "green", weight: 25, inFlight: { blue: 0, green: 0 } });
  });
});

describe("the flag file", () => {
  const toGreen = Object.entries({ blue: 0, green: 100 });
  const wrong: readonly (readonly [string, string])[] = [
    ["JSON that breaks off", '{"flags":{"release":'],
    ["an empty file", ""],
    ["no such flag", '{"flags":{}}'],
    [
      "a disabled flag",
      flagFile(
        [
          ["blue", 0],
          ["green", 100],
        ],
        { state: "DISABLED" },
      ),
    ],
    [
      "shares that do not add up",
      flagFile([
        ["blue", 10],
        ["green", 100],
      ]),
    ],
    [
      "a share below zero",
      flagFile([
        ["blue", -1],
        ["green", 101],
      ]),
    ],
    [
      "a share that is text",
      flagFile([
        ["blue", "0"],
        ["green", "100"],
      ]),
    ],
    ["one share", flagFile([["green", 100]])],
    [
      "one slot twice",
      flagFile([
        ["green", 50],
        ["green", 50],
      ]),
    ],
    [
      "a third slot",
      flagFile([
        ["blue", 0],
        ["green", 50],
        ["red", 50],
      ]),
    ],
    ["a body that is no list", flagFile({ green: 100 })],
    ["another rule", flagFile(null, { targeting: { if: [true, "green", "blue"] } })],
    [
      "variants that mean something else",
      flagFile(
        [
          ["blue", 0],
          ["green", 100],
        ],
        { variants: { blue: "green", green: "blue" } },
      ),
    ],
    ["a third variant", flagFile(toGreen, { variants: { blue: "blue", green: "green", red: "red" } })],
    [
      "a share with more in it",
      flagFile([
        ["blue", 0, 0],
        ["green", 100],
      ]),
    ],
    ["a second rule", flagFile(null, { targeting: { fractional: toGreen, if: [true, "green"] } })],
    [
      "a default that is no slot",
      flagFile(
        [
          ["blue", 0],
          ["green", 100],
        ],
        { defaultVariant: "red" },
      ),
    ],
  ];

  test("stays the last valid one when a wrong one comes, and each wrong one is told of once", async () => {
    const door = await openDoorTo(named("b1"), named("g1"));
    const { sha256 } = await door.state();
    for (const [n, [, content]] of wrong.entries()) {
      door.write(content);
      await vi.waitFor(() => expect(kept(door)).toHaveLength(n + 1), patiently);
      expect(await slotOf(door, "anybody")).toBe("blue");
      expect(await door.state()).toMatchObject({ sha256, active: "blue", weight: 0 });
    }
    await sleep(250);
    expect(kept(door)).toHaveLength(wrong.length);
    await door.split(["green", 100], ["blue", 0]);
    expect(await slotOf(door, "anybody")).toBe("green");
  });

  test("may be missing for a moment", async () => {
    const door = await openDoorTo(named("b1"), named("g1"));
    const { sha256 } = await door.state();
    const [, path] = door.child.process.spawnargs.slice(2);
    rmSync(path ?? "");
    await vi.waitFor(() => expect(kept(door)[0]?.why).toContain("ENOENT"), patiently);
    expect((await door.state()).sha256).toBe(sha256);
    await door.split(["blue", 90], ["green", 10]);
  });

  test.each(wrong.slice(0, 3))("the door does not open with %s", async (_, content) => {
    const folder = mkdtempSync(join(tmpdir(), "door-"));
    cleanUps.push(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "flags.json"), content);
    const slots = ["--blue", "http://127.0.0.1:9", "--green", "http://127.0.0.1:9"];
    const child = start(join(quickstart, "door/door.ts"), ["--flags", join(folder, "flags.json"), ...slots]);
    expect(await child.ended).toBe(1);
    expect(child.facts.map(({ event }) => event)).toEqual(["failed"]);
  });
});

function kept({ child }: Door): readonly Readonly<Record<string, unknown>>[] {
  return child.facts.filter(({ event }) => event === "flags-kept");
}
