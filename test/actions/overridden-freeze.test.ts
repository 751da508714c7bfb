import { afterAll, beforeAll, expect, test } from "vitest";
import { openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;
const ramp = { steps: "10, 50, 100", watch: "2s", "probe-rate": 60, "min-requests": 1 };

beforeAll(async () => {
  quickstart = await openQuickstart();
}, 60_000);
afterAll(() => quickstart.close());

test("a release that was let out in a freeze goes on in it, without being asked why at every further step", async () => {
  expect((await quickstart.run("deploy", { version: "v1" })).failure).toBe(undefined);
  quickstart.world.checkOut("v2");
  quickstart.configure((file) => {
    Object.assign(file["traffic-shift"] ?? {}, ramp);
    file.plan = { freeze: [{ cron: "* * * * *", for: "2m", why: "sale" }] };
  });
  for (const stage of ["backup", "migrate", "deploy-slot", "smoke-test"]) {
    const { failure } = await quickstart.run(stage, { version: "v2", "override-freeze": "the shop is down" });
    expect([stage, failure?.message]).toEqual([stage, undefined]);
  }
  expect((await quickstart.run("traffic-shift", { to: "10" })).outputs).toMatchObject({ weight: "10" });
  const risen = await quickstart.run("continue", { to: "50" });
  expect(risen.failure?.message).toBe(undefined);
  expect(risen.outputs).toMatchObject({ weight: "50" });
}, 60_000);
