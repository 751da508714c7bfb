import { afterAll, beforeAll, expect, test } from "vitest";
import { openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;

beforeAll(async () => {
  quickstart = await openQuickstart();
}, 60_000);
afterAll(() => quickstart.close());

function asRun(id: string, attempt = "1"): void {
  Object.assign(quickstart.env, { GITHUB_RUN_ID: id, GITHUB_RUN_ATTEMPT: attempt, GITHUB_JOB: "act" });
}

test("what a person has taken back between two steps of a job is not begun anew by the next step", async () => {
  expect((await quickstart.run("deploy", { version: "v1" })).failure).toBe(undefined);
  quickstart.world.checkOut("v2");
  asRun("77");
  for (const stage of ["backup", "migrate"])
    expect((await quickstart.run(stage, { version: "v2" })).failure?.message).toBe(undefined);
  asRun("78");
  expect((await quickstart.run("rollback", { which: "any" })).failure?.message).toBe(undefined);
  asRun("77");
  const before = quickstart.traces();
  const { failure } = await quickstart.run("deploy-slot", { version: "v2" });
  expect(failure).toMatchObject({ code: "refused" });
  expect(failure?.message).toBe("v2 was finished or taken back by another run in the meantime");
  expect(quickstart.traces()).toEqual(before);
  // Whoever runs all of it again wants it again.
  asRun("77", "2");
  expect((await quickstart.run("deploy-slot", { version: "v2" })).failure?.message).toBe(undefined);
}, 60_000);
