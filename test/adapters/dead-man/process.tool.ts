import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { RefusedError } from "../../../src/kit/errors.ts";
import type { Router } from "../../../src/stages/ports/router.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { startSshd } from "../../servers/sshd.ts";
import { openSsh } from "../executors/open-ssh.ts";
import { flagFile, openRouter, rule } from "../routers/flag-files.ts";
import { haproxyBench } from "../routers/haproxy-bench.ts";
import { openLink, releases } from "../routers/link-places.ts";
import { openNginx, startDoor } from "../routers/nginx-places.ts";
import { deadManOf, homeEffects, hour, leftIn, until } from "./guarded.ts";

const soon = { within: 3000, by: "process" } as const;
const late = { within: hour, by: "process" } as const;

/** Arms it for the split of now, and moves traffic to green. */
async function raise(router: Router, weight: number, order: { within: number; by: "process" } = soon) {
  const { raw } = await router.read();
  await deadManOf(router).arm(raw, order);
  await router.setWeight("green", weight);
}

async function shareOfGreen(open: () => Router): Promise<number> {
  const { active, weight } = await open().read();
  return active === "green" ? 100 - weight : weight;
}

async function comesBack(open: () => Router): Promise<void> {
  await until(async () => (await deadManOf(open()).state())?.firedAt !== null);
  await until(async () => (await shareOfGreen(open)) === 0);
}

test("a link that nobody renews leads back at the deadline, and its commands follow there", async () => {
  await using site = await releases();
  await using home = await temporaryFolder();
  const followed = join(home.path, "it's followed");
  const open = () =>
    openLink({ "link-root": site.root, "link-after-switch": [["touch", followed]] }, homeEffects(home.path));
  await raise(open(), 100);
  await rm(followed);
  expect(await site.current()).toBe("green");
  await comesBack(open);
  expect(await site.current()).toBe("blue");
  expect(await readFile(followed, "utf8")).toBe("");
  expect(await open().verify("green", 0)).toBe("unknown");
});

test("nginx gets its earlier file back, loads it, and serves by it", async () => {
  await using door = await startDoor("upstream");
  await using home = await temporaryFolder();
  const effects = homeEffects(home.path);
  const open = () => openNginx(door.inputs, effects);
  const before = await door.text();
  await raise(open(), 25);
  await comesBack(open);
  expect(await door.text()).toBe(before);
  expect(await open().verify("green", 0)).toBe("in-effect");
});

test("HAProxy gets its earlier weights back through its socket, and so does its state file", async () => {
  await using bench = await haproxyBench();
  await using home = await temporaryFolder();
  const stateFile = join(bench.haproxy.folder, "state");
  const given = { inputs: { "haproxy-state-file": stateFile }, effects: homeEffects(home.path) };
  const open = () => bench.open(given);
  await writeFile(stateFile, "1\n");
  await chmod(stateFile, 0o664);
  await raise(open(), 25);
  const during = await readFile(stateFile, "utf8");
  await comesBack(open);
  expect(await open().verify("green", 0)).toBe("in-effect");
  // It follows the weights.
  await until(async () => (await readFile(stateFile, "utf8")) !== during);
  expect((await stat(stateFile)).mode & 0o777).toBe(0o664);
});

test("a flag file goes back to its earlier rule; what others have changed in it before the last renewal stays", async () => {
  await using file = await flagFile();
  await using home = await temporaryFolder();
  const effects = homeEffects(home.path);
  const open = () => openRouter({ "flagd-file": file.path }, effects);
  await raise(open(), 10, late);
  const others = {
    flags: { release: rule("blue", 10), banner: { state: "ENABLED", variants: { on: true }, defaultVariant: "on" } },
  };
  await file.put(others);
  await deadManOf(open()).renew(soon);
  await comesBack(open);
  const { flags } = JSON.parse(await file.text());
  expect(flags.banner).toEqual(others.flags.banner);
  expect(flags.release).toEqual(rule("blue", 0));
});

test("whoever renews in time keeps the traffic where it is, by the same process", async () => {
  await using site = await releases();
  await using home = await temporaryFolder();
  const open = () => openLink({ "link-root": site.root }, homeEffects(home.path));
  await raise(open(), 100, { within: 2000, by: "process" });
  const first = await deadManOf(open()).state();
  const renewed = await deadManOf(open()).renew(late);
  expect(Date.parse(renewed?.until ?? "")).toBeGreaterThan(Date.parse(first?.until ?? "") + hour / 2);
  await until(() => Date.now() > Date.parse(first?.until ?? "") + 2000);
  expect(await site.current()).toBe("green");
  expect(await deadManOf(open()).state()).toEqual({ ...renewed, firedAt: null });
  await deadManOf(open()).disarm();
});

test("one that is disarmed puts nothing back and leaves nothing behind; disarming twice is no failure", async () => {
  await using site = await releases();
  await using home = await temporaryFolder();
  const open = () => openLink({ "link-root": site.root }, homeEffects(home.path));
  await raise(open(), 100, { within: 2000, by: "process" });
  const { until: deadline } = (await deadManOf(open()).state()) ?? { until: "" };
  await deadManOf(open()).disarm();
  await deadManOf(open()).disarm();
  expect(await leftIn(home.path)).toEqual([]);
  expect(await deadManOf(open()).state()).toBeNull();
  expect(await deadManOf(open()).renew(late)).toBeNull();
  await until(() => Date.now() > Date.parse(deadline) + 2000);
  expect(await site.current()).toBe("green");
});

test("one that has fired is not renewed, and says when it did; arming anew forgets it", async () => {
  await using site = await releases();
  await using home = await temporaryFolder();
  const open = () => openLink({ "link-root": site.root }, homeEffects(home.path));
  await raise(open(), 100);
  await comesBack(open);
  await expect(deadManOf(open()).renew(late)).rejects.toBeInstanceOf(RefusedError);
  expect(await site.current()).toBe("blue");
  await raise(open(), 100, late);
  expect(await deadManOf(open()).state()).toMatchObject({ firedAt: null });
  await deadManOf(open()).disarm();
});

test("what cannot be put back at the deadline is tried again until it can", async () => {
  await using site = await releases();
  await using home = await temporaryFolder();
  const [gate, tries] = [join(home.path, "gate"), join(home.path, "tries")];
  await mkdir(tries);
  const after = [
    ["mktemp", "-p", tries],
    ["test", "-e", gate],
  ];
  const open = () => openLink({ "link-root": site.root, "link-after-switch": after }, homeEffects(home.path));
  await writeFile(gate, "");
  await raise(open(), 100);
  await rm(gate);
  const before = (await readdir(tries)).length;
  await until(async () => (await readdir(tries)).length > before);
  expect(await site.current()).toBe("blue");
  expect(await open().verify("green", 0)).toBe("not-yet");
  await writeFile(gate, "");
  await until(async () => (await open().verify("green", 0)) !== "not-yet");
});

test("a deployment that is killed leaves a place that puts its traffic back", async () => {
  await using site = await releases();
  await using home = await temporaryFolder();
  const script = join(import.meta.dirname, "dead-deployer.ts");
  const child = spawn(process.execPath, [script, site.root, home.path, "4000"], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  await once(child.stdout, "data");
  expect(await site.current()).toBe("green");
  process.kill(-(child.pid ?? 0), "SIGKILL");
  await until(async () => (await site.current()) === "blue");
  await comesBack(() => openLink({ "link-root": site.root }, homeEffects(home.path)));
});

test("over ssh it goes on when the connection is dropped, and can be renewed by another one", async () => {
  await using server = await startSshd();
  await using site = await releases();
  const open = () => openLink({ "link-root": site.root }, testEffects(), openSsh(server, testEffects()));
  await raise(open(), 100, late);
  server.drop();
  expect(await deadManOf(open()).renew({ within: 2000, by: "process" })).not.toBeNull();
  server.drop();
  await until(async () => (await readlink(join(site.root, "current"))) === "blue");
  await comesBack(open);
  await deadManOf(open()).disarm();
  expect(await leftIn(server.folder)).toEqual([]);
});
