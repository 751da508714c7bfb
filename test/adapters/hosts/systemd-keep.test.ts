import { existsSync, mkdirSync, readdirSync, readlinkSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import type { Executor } from "../../../src/kit/executor.ts";
import { systemdBench } from "./systemd-bench.ts";

type Bench = Awaited<ReturnType<typeof systemdBench>>;

const releasesIn = (at: Bench) => readdirSync(join(at.root, "blue")).filter((name) => /^[0-9a-f]{40}$/.test(name));

/** A release of the past in blue, as this host has left it; `age` in seconds. */
function old(at: Bench, digit: string, age: number, isOurs = true): string {
  const commit = digit.repeat(40);
  const folder = join(at.root, "blue", commit);
  mkdirSync(folder, { recursive: true });
  if (isOurs) writeFileSync(join(folder, ".deploy-actions-complete"), `${commit}\n`);
  const moment = Date.now() / 1000 - age;
  utimesSync(folder, moment, moment);
  return commit;
}

test("five releases stay in a slot, the oldest others go, and nothing is left of them", async () => {
  await using at = await systemdBench();
  const [a, b, c, d, e, f] = ["a", "b", "c", "d", "e", "f"].map((digit, i) => old(at, digit, 1000 - i * 10));
  await at.open().prepare("blue", at.releases.good);
  expect(releasesIn(at).sort()).toEqual([c, d, e, f, at.releases.good.commit].sort());
  expect([a, b].some((name) => existsSync(join(at.root, "blue", name ?? "")))).toBe(false);
  expect(readdirSync(join(at.root, "blue")).filter((name) => name.startsWith(".unpacking-"))).toEqual([]);
});

test("what the slot's link leads to stays, however old it is", async () => {
  await using at = await systemdBench({ "systemd-keep": "1" });
  const { good, next } = at.releases;
  await at.open().prepare("blue", good);
  await at.open({ "systemd-keep": "5" }).prepare("blue", next);
  utimesSync(join(at.root, "blue", good.commit), 1, 1);
  await at.open().prepare("blue", good);
  expect(readlinkSync(join(at.root, "blue/release"))).toBe(good.commit);
  expect(releasesIn(at)).toEqual([good.commit]);
});

test("folders that this host has not completed stay", async () => {
  await using at = await systemdBench({ "systemd-keep": "1" });
  const foreign = old(at, "a", 1000, false);
  mkdirSync(join(at.root, "blue/uploads"));
  await at.open().prepare("blue", at.releases.good);
  expect(releasesIn(at).sort()).toEqual([foreign, at.releases.good.commit].sort());
  expect(existsSync(join(at.root, "blue/uploads"))).toBe(true);
});

test("an old release that cannot be removed is told and is no failure; the next release tries again", async () => {
  await using at = await systemdBench({ "systemd-keep": "1" });
  const left = old(at, "a", 1000);
  const { exec } = at.effects;
  const stubborn: Executor = {
    ...exec,
    remove: async (path) => {
      if (basename(path).startsWith(".unpacking-")) throw new Error("device busy");
      await exec.remove(path);
    },
  };
  await at.open({}, stubborn).prepare("blue", at.releases.good);
  expect(at.effects.lines.join("\n")).toMatch(/^warn: old releases in `.*` could not be removed: device busy$/m);
  expect(releasesIn(at)).not.toContain(left);
  await at.open().prepare("blue", at.releases.next);
  expect(releasesIn(at)).toEqual([at.releases.next.commit]);
  expect(readdirSync(join(at.root, "blue")).filter((name) => name.startsWith(".unpacking-"))).toEqual([]);
});

test("the link is read as it is where the commit is masked", async () => {
  await using at = await systemdBench({ "systemd-keep": "1" });
  at.effects.mask(at.releases.good.commit);
  await at.open().prepare("blue", at.releases.good);
  expect(releasesIn(at)).toEqual([at.releases.good.commit]);
});
