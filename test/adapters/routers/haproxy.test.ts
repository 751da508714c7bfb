import { chmod, chown, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { ServiceError } from "../../../src/kit/errors.ts";
import { routerContract } from "../../contracts/router.ts";
import { temporaryFolder } from "../../effects.ts";
import { can } from "../../servers/programs.ts";
import { asNobody } from "../nobody.ts";
import { plainEffects } from "../plain-effects.ts";
import { haproxyBench } from "./haproxy-bench.ts";
import { countSlots, underLoad, visit } from "./under-load.ts";

const sticky = {
  backend: ["balance roundrobin", "cookie SLOT insert indirect nocache"],
  blue: "weight 100 cookie blue",
  green: "weight 0 cookie green",
};
const isRoot = process.geteuid?.() === 0;
const onGreen = { cookie: "SLOT=green" };

describe.runIf(can("haproxy"))("HAProxy", () => {
  routerContract("haproxy", async () => {
    const bench = await haproxyBench();
    return {
      open: bench.open,
      async disturb() {
        await bench.haproxy.say(
          "set server app/green weight 33;set server app/green state ready;set server app/blue weight 67;set server app/blue state ready",
        );
      },
      async ruin() {
        await bench.haproxy.say(
          "set server app/blue weight 2;set server app/green weight 1;set server app/green state ready",
        );
      },
      [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
    };
  });

  test("every weight is the share of requests that the slot really gets, to one percent", async () => {
    await using bench = await haproxyBench();
    const router = bench.open();
    for (const weight of [5, 10, 25, 50, 99]) {
      await router.setWeight("green", weight);
      const { green } = await countSlots(bench.haproxy.url, 300);
      // Each round is exact; where in it the counting begins is not known.
      expect(Math.abs(Number(green) - 3 * weight)).toBeLessThanOrEqual(3);
      expect(await router.verify("green", weight)).toBe("in-effect");
    }
    await router.setWeight("green", 100);
    expect(await countSlots(bench.haproxy.url, 50)).toEqual({ green: 50 });
  });

  test("no request fails while traffic moves over, back and over again", async () => {
    await using bench = await haproxyBench();
    const router = bench.open();
    const seen = await underLoad({ url: bench.haproxy.url, rate: 200 }, async () => {
      for (const weight of [10, 50, 100, 0, 100]) await router.setWeight("green", weight);
      await router.promote("green");
    });
    expect(seen.failures).toEqual([]);
    expect(seen.bySlot.blue).toBeGreaterThan(0);
    expect(seen.bySlot.green).toBeGreaterThan(0);
  });

  test("a visitor with a cookie for green stays there while its weight grows", async () => {
    await using bench = await haproxyBench(sticky);
    const router = bench.open();
    for (const weight of [10, 25, 50, 99, 100]) {
      await router.setWeight("green", weight);
      expect(await countSlots(bench.haproxy.url, 20, onGreen)).toEqual({ green: 20 });
    }
  });

  test("a release that is taken back keeps nobody, whatever cookie they have", async () => {
    await using bench = await haproxyBench(sticky);
    const router = bench.open();
    await router.setWeight("green", 50);
    expect(await visit(bench.haproxy.url, onGreen)).toBe("green");
    await router.setWeight("green", 0);
    expect(await countSlots(bench.haproxy.url, 20, onGreen)).toEqual({ blue: 20 });
    expect(await router.verify("green", 0)).toBe("in-effect");
  });

  test("weight 0 of the configuration alone does not keep cookies away: it is not called in effect until it is written", async () => {
    await using bench = await haproxyBench(sticky);
    const router = bench.open();
    expect(await visit(bench.haproxy.url, onGreen)).toBe("green");
    expect(await router.verify("green", 0)).toBe("unknown");
    await router.promote("blue");
    expect(await visit(bench.haproxy.url, onGreen)).toBe("blue");
    expect(await router.verify("green", 0)).toBe("in-effect");
    await bench.haproxy.say("set server app/green state ready");
    await router.read();
    await router.setWeight("green", 0);
    expect(await visit(bench.haproxy.url, onGreen)).toBe("blue");
  });

  test("people in a stick table are moved, too", async () => {
    const backend = [
      "balance roundrobin",
      "stick-table type string len 32 size 1k expire 1h",
      "stick on hdr(x-visitor)",
    ];
    await using bench = await haproxyBench({ backend });
    const router = bench.open();
    const visitor = { "x-visitor": "ada" };
    await router.setWeight("green", 100);
    expect(await visit(bench.haproxy.url, visitor)).toBe("green");
    await router.setWeight("green", 10);
    expect(await countSlots(bench.haproxy.url, 20, visitor)).toEqual({ green: 20 });
    await router.setWeight("green", 0);
    expect(await countSlots(bench.haproxy.url, 20, visitor)).toEqual({ blue: 20 });
  });

  test("what a slot is answering when its traffic is taken away it answers to the end, and it is counted until then", async () => {
    await using bench = await haproxyBench();
    const router = bench.open();
    await router.setWeight("green", 100);
    const slow = visit(`${bench.haproxy.url}slow`);
    await expect.poll(() => router.inFlight("green")).toBe(1);
    await router.setWeight("green", 0);
    expect(await router.inFlight("green")).toBe(1);
    expect(await router.inFlight("blue")).toBe(0);
    bench.slots.release();
    expect(await slow).toBe("green");
    await expect.poll(() => router.inFlight("green")).toBe(0);
  });

  test("a socket on a port serves as well as one in a folder", async () => {
    await using bench = await haproxyBench();
    const router = bench.open({ inputs: { "haproxy-socket": bench.haproxy.tcp } });
    await router.setWeight("green", 25);
    expect(await bench.open().read()).toMatchObject({ active: "blue", weight: 25 });
  });

  test("servers may have other names, and a backup or an idle third one takes no share", async () => {
    await using slots = await haproxyBench();
    const { blue, green } = slots.slots.ports;
    const more = [
      `server sorry 127.0.0.1:${blue} backup`,
      `server old 127.0.0.1:${blue} weight 0`,
      `server one 127.0.0.1:${blue} weight 50`,
      `server two 127.0.0.1:${green} weight 50`,
    ];
    await using bench = await haproxyBench({ more, blue: "weight 0", green: "weight 0" });
    const router = bench.open({ inputs: { "haproxy-servers": "one, two" } });
    expect(await router.read()).toMatchObject({ active: "blue", weight: 50 });
    await router.setWeight("green", 75);
    expect(await countSlots(bench.haproxy.url, 100)).toEqual({ blue: 25, green: 75 });
  });
});

describe.runIf(can("haproxy"))("A reload of HAProxy", () => {
  test("keeps the split and a slot in maintenance, where the state file is configured", async () => {
    await using folder = await temporaryFolder();
    const stateFile = join(folder.path, "state");
    await using bench = await haproxyBench({ stateFile });
    const router = bench.open({ inputs: { "haproxy-state-file": stateFile } });
    await router.setWeight("green", 40);
    await bench.haproxy.reload();
    expect(await countSlots(bench.haproxy.url, 100)).toEqual({ blue: 60, green: 40 });
    expect(await router.verify("green", 40)).toBe("in-effect");
    await router.setWeight("green", 100);
    const { raw } = await router.read();
    await bench.haproxy.reload();
    expect((await bench.open().read()).raw).toBe(raw);
    expect((await stat(stateFile)).mode & 0o777).toBe(0o644);
    expect(await readFile(stateFile, "utf8")).toMatch(/^1\n# be_id .*\n(.+\n)+$/);
  });

  test("loses it otherwise, and the next change is refused until it was read", async () => {
    await using bench = await haproxyBench();
    const router = bench.open();
    await router.setWeight("green", 40);
    await bench.haproxy.reload();
    expect(await router.verify("green", 40)).toBe("not-yet");
    await expect(router.setWeight("green", 50)).rejects.toThrow(/somebody else has changed the split/);
    expect(await router.read()).toMatchObject({ active: "blue", weight: 0 });
  });

  test("finds a state file that is as readable as before, whoever it belongs to", async () => {
    await using bench = await haproxyBench();
    await using folder = await temporaryFolder();
    const stateFile = join(folder.path, "state");
    await writeFile(stateFile, "1\n");
    await chmod(stateFile, 0o640);
    if (isRoot) await chown(stateFile, 65_534, 65_534);
    const { uid, gid, mode } = await stat(stateFile);
    await bench.open({ inputs: { "haproxy-state-file": stateFile } }).setWeight("green", 40);
    expect(await stat(stateFile)).toMatchObject({ uid, gid, mode });
    expect(await readFile(stateFile, "utf8")).toContain(" green ");
    expect(await readdir(folder.path)).toEqual(["state"]);
  });

  test.runIf(isRoot).each([
    ["is written into where this user may do so", 0o666, { uid: 0, mode: 0o100_666 }],
    ["is replaced by one that everybody may read where this user may not", 0o640, { uid: 65_534, mode: 0o100_644 }],
  ])("a state file of somebody else %s", async (_, mode, after) => {
    await using bench = await haproxyBench();
    await using folder = await temporaryFolder();
    const stateFile = join(folder.path, "state");
    await writeFile(stateFile, "1\n");
    await chmod(stateFile, mode);
    await chmod(folder.path, 0o777);
    await letEverybodyLog(bench.haproxy.folder);
    const inputs = { "haproxy-socket": bench.haproxy.tcp, "haproxy-state-file": stateFile };
    await asNobody(() => bench.open({ inputs }).setWeight("green", 40));
    expect(await stat(stateFile)).toMatchObject(after);
    expect(await readFile(stateFile, "utf8")).toContain(" green ");
    expect(await readdir(folder.path)).toEqual(["state"]);
  });

  test("a state file that cannot be written stops a ramp, and is a warning where traffic is put back", async () => {
    await using bench = await haproxyBench();
    await using folder = await temporaryFolder();
    const effects = plainEffects();
    const router = bench.open({ effects, inputs: { "haproxy-state-file": `${folder.path}/${"s".repeat(300)}` } });
    const error = await router.setWeight("green", 10).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ServiceError);
    expect(String(error)).toContain("a reload of HAProxy would lose it");
    expect(await router.read()).toMatchObject({ weight: 10 });
    await router.setWeight("green", 0);
    expect(await bench.open().read()).toMatchObject({ active: "blue", weight: 0 });
    expect(effects.lines.join("\n")).toContain("warn: the split is in effect, but");
  });
});

/** What HAProxy says is written down by this process, which is nobody for a while. */
async function letEverybodyLog(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  await writeFile(join(folder, "log"), "", { flag: "a" });
  await chmod(join(folder, "log"), 0o666);
}
