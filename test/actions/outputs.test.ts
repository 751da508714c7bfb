import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ended, openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;
beforeAll(async () => {
  quickstart = await openQuickstart();
  expect((await quickstart.run("deploy", { version: "v1" })).failure).toBe(undefined);
}, 60_000);
afterAll(() => quickstart.close());

const commit = (tag: string) => quickstart.world.commit(tag);
const quick = { steps: "50, 100", watch: "300ms", "probe-rate": "60", "min-requests": "1" };

async function succeed(action: string, given: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const ended = await quickstart.run(action, given);
  expect(ended.failure?.message).toBe(undefined);
  return ended;
}

async function fail(action: string, given: Readonly<Record<string, string>> = {}): Promise<Ended & { code: string }> {
  const ended = await quickstart.run(action, given);
  if (ended.failure === undefined) throw new Error(`${action} should have failed`);
  return { ...ended, code: ended.failure.code };
}

// One release after the other, as in a repository: each test begins where the one before has ended.
test("stages that succeed tell what they did", async () => {
  quickstart.world.checkOut("v3");
  const backup = await succeed("backup", { version: "v3" });
  expect(backup.outputs).toMatchObject({ release: commit("v3"), verified: "true" });
  const migrate = await succeed("migrate");
  expect(migrate.outputs).toMatchObject({
    applied: '["20261109090000","20261116090000"]',
    pending: "[]",
    verdict: "SAFE",
  });
  const slot = await succeed("deploy-slot");
  expect(slot.outputs).toMatchObject({ slot: "blue", "previous-release": commit("v1") });
}, 60_000);

test("evidence that decides nothing holds the weight, and the outputs say so", async () => {
  const { outputs, code, failure } = await fail("traffic-shift", { ...quick, "min-requests": "1000" });
  expect(code).toBe("refused");
  expect(outputs).toMatchObject({ weight: "50", verdict: "inconclusive" });
  expect(failure?.message).toMatch(/^held at 50 %: .*; 1000 are needed to judge$/);
  expect(failure?.hint).toBe("Nothing was put back. Run `continue` once there is evidence, or `rollback`.");
});

test("a step that fails tells its verdict, and that no traffic is left there", async () => {
  const { outputs, code, failure } = await fail("traffic-shift", quick);
  expect(code).toBe("aborted");
  expect(outputs).toMatchObject({ weight: "0", verdict: "fail", release: commit("v3") });
  expect(outputs.journal).toMatch(/^[0-9a-f-]{36}$/);
  expect(failure?.message).toMatch(
    /^the new release failed at (?:50|100) %: \d+ of \d+ requests failed \(.*; all traffic is back on slot green$/,
  );
});

test("a release that has failed gets no more traffic by another step", async () => {
  const { code, failure } = await fail("traffic-shift", quick);
  expect(code).toBe("refused");
  expect(failure?.message).toMatch(/^v3 has to be taken back: \d+ of \d+ requests failed/);
});

test("the rollback tells what serves", async () => {
  const { outputs, lines } = await succeed("rollback");
  expect(outputs).toMatchObject({ "restored-release": commit("v1"), database: "schema-stays", release: commit("v3") });
  expect(lines.at(-1)).toContain(`v1 (${commit("v1")}) serves all traffic`);
});

test("a smoke test that fails counts what passed and what did not", async () => {
  quickstart.world.checkOut("v2");
  quickstart.configure((file) => {
    Object.assign(file["smoke-test"] ?? {}, {
      checks: [
        { name: "list", get: "/api/tickets" },
        { name: "gone", get: "/gone" },
        { name: "slow", get: "/", expect: { within: "0s" } },
      ],
    });
  });
  await succeed("deploy-slot", { version: "v2" });
  const { outputs, code, failure } = await fail("smoke-test");
  expect(code).toBe("aborted");
  expect(outputs).toMatchObject({ passed: "2", failed: "2" });
  expect(failure?.message).toMatch(
    /^2 of 4 checks failed at http:\S+: gone: answered 404 instead of 200; slow: took \d+ ms, longer than 0 ms$/,
  );
  expect(failure?.hint).toBe("No traffic was moved to it.");
  await succeed("rollback");
}, 60_000);
