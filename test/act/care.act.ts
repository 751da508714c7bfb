import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { type Company, openCompany } from "./company.ts";
import { expectDiscreet, expectLive } from "./evidence.ts";

const act = inject("act");

// One after the other: each test goes on with what the one before has left.
describe.skipIf(act === null)("the other workflows, run by act", () => {
  let company: Company;
  beforeAll(async () => {
    company = await openCompany(act ?? "", { hasStaging: true });
  });
  afterAll(async () => {
    await company?.close();
  });
  afterEach(() => {
    expect(company.github.problems).toEqual([]);
    expect(company.github.calls.filter(({ status }) => status >= 300)).toEqual([]);
  });

  test("promote what is good in staging, once it has been so for long enough", async () => {
    const staged = await company.run("v1", { workflow: "staging" });
    expect(staged.code, staged.log).toBe(0);
    expect(staged.jobs.gate).toBe(undefined);
    expect(company.journal("quickstart/staging")).toMatchObject({ open: null, live: { version: "v1" } });
    expect(company.journal()).toBe(null);
    // From here on whatever serves has to be production's.
    await company.staging?.stop();

    const early = await company.run(null, { workflow: "promote", inputs: { "min-age": "48h" } });
    expect(early.code).toBe(1);
    expect(early.log).toContain("2 d are asked");
    expect(Object.keys(early.jobs)).toEqual(["promote"]);
    expect(company.journal()).toBe(null);

    const run = await company.run(null, { workflow: "promote", inputs: { "min-age": "1s" } });
    expect(run.code, run.log).toBe(0);
    expect(company.journal()).toMatchObject({ live: { version: "v1" } });
    await expectLive(company, "v1");
    for (const one of [staged, run]) expectDiscreet(company, one);
  });

  test("back up what is live, outside of any release, and restore it from the store", async () => {
    const count = () => company.journal()?.backups.length ?? 0;
    const before = count();
    const run = await company.run(null, { workflow: "backup" });
    expect(run.code, run.log).toBe(0);
    expect(run.jobs.backup?.steps.at(-1)?.outputs).toMatchObject({ verified: "true" });
    expect(count()).toBe(before + 1);
    const { outputs } = run.jobs.drill?.steps.at(-1) ?? {};
    expect(outputs).toMatchObject({ verified: "true", backup: company.journal()?.backups[0]?.name });
    expect(company.journal()?.lastDrill).toMatchObject({ passed: true });
    await expectLive(company, "v1");
    expectDiscreet(company, run);
  });

  test("bring to its end what a lost machine has left in the middle of a ramp", async () => {
    const running = await company.start("v1.1");
    await running.says("Watch 50 %");
    running.kill();
    const lost = await running.done;
    expect(lost.code).toBe(null);
    expect(company.journal()?.open).toMatchObject({ version: "v1.1", failure: null });
    expect(company.journal()?.lease).not.toBe(null);
    expect((await company.traffic()).weight).toBe(50);

    const run = await company.run(null, { workflow: "watch" });
    expect(run.code, run.log).toBe(0);
    expect(run.jobs.watch?.steps.at(-1)?.outputs).toMatchObject({ duty: "continue", weight: "100" });
    expect(run.summary).toContain("is live and verified good");
    expect(company.github.state.deployments.at(-1)?.statuses.at(-1)?.state).toBe("success");
    await expectLive(company, "v1.1");
    expectDiscreet(company, run);
  });

  test("go no further with it than the approval of the lost run went", async () => {
    const running = await company.start("v1.2", { workflow: "ramped" });
    await running.says("Watch 50 %");
    running.kill();
    await running.done;
    const run = await company.run(null, { workflow: "watch" });
    expect(run.code, run.log).toBe(0);
    expect(run.log).toContain("Verdict at 50 %: pass");
    expect((await company.traffic()).weight).toBe(50);
    expect(company.journal()).toMatchObject({ lease: null, open: { version: "v1.2", failure: null } });
    expectDiscreet(company, run);
  });
});
