import { rm } from "node:fs/promises";
import { delimiter } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { ServiceError } from "../../../src/kit/errors.ts";
import { temporaryFolder } from "../../effects.ts";
import { timers } from "../../servers/timers-stand-in.ts";
import { openLink, releases } from "../routers/link-places.ts";
import { deadManOf, homeEffects, hour, leftIn, until } from "./guarded.ts";

/** A link on a machine whose systemd says this of itself. */
async function machine(state?: string) {
  const [site, home] = [await releases(), await temporaryFolder()];
  const manager = timers(home.path, state);
  const PATH = [manager.path, process.env.PATH].join(delimiter);
  return {
    site,
    home: home.path,
    manager,
    open: () => openLink({ "link-root": site.root }, homeEffects(home.path, { PATH })),
    async [Symbol.asyncDispose]() {
      await site[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

const auto = { within: 3000, by: "auto" } as const;

test("a timer of systemd wakes it at the deadline, and nothing waits until then", async () => {
  await using here = await machine();
  const router = here.open();
  const { raw } = await router.read();
  await deadManOf(router).arm(raw, auto);
  await router.setWeight("green", 100);
  expect(here.manager.set()).toHaveLength(1);
  await until(async () => (await deadManOf(here.open()).state())?.firedAt !== null);
  await until(async () => (await here.site.current()) === "blue");
});

test("a renewal sets a timer under a new name before the one before it is stopped", async () => {
  await using here = await machine();
  const deadMan = deadManOf(here.open());
  await deadMan.arm("blue", { ...auto, within: hour });
  const [first] = here.manager.set();
  await deadMan.renew({ ...auto, within: hour });
  const [second, ...more] = here.manager.set();
  expect(more).toEqual([]);
  expect(second).not.toBe(first);
  expect(here.manager.calls()).toHaveLength(2);
  await deadMan.disarm();
  expect(here.manager.set()).toEqual([]);
  expect(await leftIn(here.home)).toEqual([]);
});

test("a timer that rings after a renewal, because it was never stopped, puts nothing back", async () => {
  await using here = await machine();
  const router = here.open();
  await deadManOf(router).arm("blue", auto);
  await router.setWeight("green", 100);
  const [left] = here.manager.set();
  // As a run does that dies between the two: the timer is forgotten, not stopped.
  const folder = `${here.home}/.local/state/deploy-actions/${(await leftIn(here.home))[0]}`;
  await rm(`${folder}/timer`);
  await deadManOf(router).renew({ within: hour, by: "auto" });
  expect(here.manager.set()).toContain(left);
  await until(() => !here.manager.set().includes(left ?? ""));
  await wait(500);
  expect(await deadManOf(here.open()).state()).toMatchObject({ firedAt: null });
  expect(await here.site.current()).toBe("green");
  await deadManOf(router).disarm();
});

test("where systemd does not run a process waits instead, and whoever insists on systemd is told", async () => {
  await using here = await machine("offline");
  const deadMan = deadManOf(here.open());
  await deadMan.arm("blue", { ...auto, within: hour });
  expect(here.manager.set()).toEqual([]);
  expect(await deadMan.state()).toMatchObject({ firedAt: null });
  await deadMan.disarm();
  await expect(deadMan.arm("blue", { within: hour, by: "systemd" })).rejects.toThrow(ServiceError);
  expect(await deadMan.state()).toBeNull();
});
