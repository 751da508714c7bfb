import { afterAll, beforeAll, expect, test } from "vitest";
import { openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;
beforeAll(async () => {
  quickstart = await openQuickstart();
  quickstart.configure((content) => {
    delete content.backup;
  });
}, 60_000);
afterAll(() => quickstart.close());

test("a stage that nothing configures is an error of its own step", async () => {
  const { failure } = await quickstart.run("backup", { version: "v1" });
  expect(failure?.message).toContain("backup: is not configured");
  expect(quickstart.world.git("for-each-ref", "refs/deploy-actions")).toBe("");
});

test("a chain that is the same for everybody leaves it out and opens the release all the same", async () => {
  const backup = await quickstart.run("backup", { version: "v1", "if-configured": "true" });
  expect(backup.failure).toBe(undefined);
  expect(backup.outputs).toMatchObject({ release: quickstart.world.commit("v1"), changed: "false" });
  for (const stage of ["migrate", "deploy-slot", "smoke-test", "traffic-shift"]) {
    expect((await quickstart.run(stage, { version: "v1", "if-configured": "true" })).failure, stage).toBe(undefined);
  }
  expect((await quickstart.run("continue", {})).outputs).toMatchObject({ weight: "100", changed: "true" });
});
