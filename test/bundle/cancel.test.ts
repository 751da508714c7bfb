import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAlone, expectServed, journalOf } from "../chain/evidence.ts";
import { declaredOutputs, openRunner, type Runner } from "./runner.ts";

const folder = mkdtempSync(join(tmpdir(), "deploy-actions-cancel-"));
let runner: Runner;

beforeAll(async () => {
  runner = await openRunner(folder);
  runner.checkOut("v1");
  const { code, log } = await runner.step("deploy", { with: { version: "v1" } });
  expect(code, log).toBe(0);
}, 60_000);
afterAll(async () => {
  await runner?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const v1 = { tag: "v1", slot: "green" } as const;

/** Milliseconds from the signal until the front door sends nobody to the slot any more. */
async function untilNobodyIsOn(slot: "blue" | "green"): Promise<number> {
  const start = performance.now();
  for (;;) {
    const { active, weight } = (await (await fetch(`${runner.world.door}/-/door`)).json()) as {
      active: string;
      weight: number;
    };
    if ((active === slot ? 100 - weight : weight) === 0) return performance.now() - start;
    if (performance.now() - start > 20_000) throw new Error("the traffic never went back");
    await new Promise((later) => setTimeout(later, 10));
  }
}

// The runner sends SIGINT and, 7.5 s later, SIGTERM; 2.5 s later it kills.
test.each(["SIGINT", "SIGTERM"] as const)(
  "%s in a traffic step puts the old weight back within 5 s, and the outputs say `cancelled`",
  async (signal) => {
    runner.checkOut("v2");
    const step = runner.start("deploy", { with: { version: "v2", "traffic-shift": "watch: 60s" } });
    await step.says("Watch 50 %");
    step.process.kill(signal);
    expect(await untilNobodyIsOn("blue")).toBeLessThan(5_000);
    const { code, outputs, error, log } = await step.done;
    expect(code, log).toBe(1);
    expect(Object.keys(outputs).sort()).toEqual(declaredOutputs("deploy"));
    expect(outputs).toMatchObject({ outcome: "cancelled", reason: "cancelled", slot: "blue" });
    expect(error).toBe(`cancelled by ${signal}; all traffic is back on slot green`);
    await expectServedByGreen();
    expect((await journalOf(runner.world)).state).toMatchObject({
      lease: null,
      open: { version: "v2", failure: null },
    });
    await rollBack();
  },
  60_000,
);

test("what a killed step has left is finished by `rollback` in another step", async () => {
  runner.checkOut("v2");
  const step = runner.start("deploy", { with: { version: "v2", "traffic-shift": "watch: 60s" } });
  await step.says("Watch 50 %");
  step.process.kill("SIGKILL");
  await step.done;
  await rollBack();
}, 60_000);

test("a step that is cancelled in a user's command ends the command and goes no further", async () => {
  runner.checkOut("v2");
  const before = (await journalOf(runner.world)).state.backups.length;
  const step = runner.start("backup", {
    with: { version: "v2", before: '[["sleep", "60"]]' },
    // Another attempt: what this very job has opened and lost is not opened by it once more.
    env: { GITHUB_RUN_ATTEMPT: "2" },
  });
  await step.says("Run sleep");
  step.process.kill("SIGINT");
  const { outputs, log } = await step.done;
  expect(outputs, log).toMatchObject({ outcome: "cancelled", reason: "cancelled" });
  expect((await journalOf(runner.world)).state.backups).toHaveLength(before);
  await rollBack();
}, 60_000);

async function rollBack(): Promise<void> {
  const { outputs, log } = await runner.step("rollback");
  expect(outputs, log).toMatchObject({ outcome: "success", "restored-release": runner.world.commit("v1") });
  await expectServed(runner.world, v1);
  await expectAlone(runner.world, v1);
}

async function expectServedByGreen(): Promise<void> {
  for (let visitor = 0; visitor < 5; visitor++) {
    const response = await fetch(`${runner.world.door}/health`);
    expect(await response.json()).toMatchObject({ commit: runner.world.commit("v1") });
  }
}
