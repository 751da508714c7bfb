import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { type Customers, openCustomers } from "../chain/customers.ts";
import { type Company, openCompany } from "./company.ts";
import { expectDiscreet, expectLive } from "./evidence.ts";
import type { Tag } from "./repository.ts";

const act = inject("act");

// `ramp: "50, 100"`: the approval covers 50 %, the rest has a gate of its own.
describe.skipIf(act === null)("a ramp with a further gate, run by act", () => {
  let company: Company;
  let customers: Customers;
  beforeAll(async () => {
    company = await openCompany(act ?? "");
    const first = await company.run("v1");
    expect(first.code, first.log).toBe(0);
    customers = openCustomers(company.world.door);
  });
  afterAll(async () => {
    await customers?.leave();
    await company?.close();
  });
  afterEach(() => {
    expect(company.github.problems).toEqual([]);
    expect(customers.unanswered).toEqual([]);
    expect(customers.refused).toEqual([]);
  });

  const expectHalf = async (tag: Tag) => {
    expect(company.journal()).toMatchObject({ lease: null, open: { commit: company.commit(tag), failure: null } });
    expect((await company.traffic()).weight).toBe(50);
  };

  test("goes live with two approvals, and the run is a good one", async () => {
    const run = await company.run("v1.1", { workflow: "ramped" });
    expect(run.code, run.log).toBe(0);
    expect(run.ran.filter((step) => step.endsWith("/first"))).toEqual(["act/first", "ramp-1/first", "finish/first"]);
    expect(run.jobs.act?.steps.find(({ id }) => id === "shift")?.outputs).toMatchObject({ weight: "50" });
    await expectLive(company, "v1.1");
    expectDiscreet(company, run);
  });

  test("waits at 50 % for a person where a step finds that its gate was rejected, and goes back when one says so", async () => {
    const run = await company.run("v1.2", { workflow: "ramped", answers: { "production-ramp-100": "rejected" } });
    expect(run.code).toBe(1);
    expect(run.jobs["ramp-1"]?.steps.at(-1)?.outputs, run.log).toMatchObject({ outcome: "refused" });
    expect(Object.keys(run.jobs)).not.toContain("guard");
    await expectHalf("v1.2");
    const back = await company.run(null, { workflow: "rollback", inputs: { reason: "the approver said no" } });
    expect(back.code, back.log).toBe(0);
    expect(back.summary).toContain("was **rolled back**");
    expect(back.summary).toContain("the approver said no");
    await expectLive(company, "v1.1");
    for (const one of [run, back]) expectDiscreet(company, one);
  });

  test("goes back by the guard where the gate's own job has failed, as GitHub has it after a rejection", async () => {
    const run = await company.run("v1.3", { workflow: "ramped", shut: "ramp-1-gate" });
    expect(run.code).toBe(1);
    expect(run.jobs["ramp-1"]).toBe(undefined);
    expect(run.jobs.guard?.result, run.log).toBe("success");
    expect(run.ran.filter((step) => step.startsWith("report/")).length).toBe(2);
    await expectLive(company, "v1.1");
    expectDiscreet(company, run);
  });

  test("stays at 50 % after that with `on-gate-rejected: hold`, and no watch allows itself more", async () => {
    const run = await company.run("v1.4", { workflow: "held", shut: "ramp-1-gate" });
    expect(run.code).toBe(1);
    expect(Object.keys(run.jobs)).not.toContain("guard");
    await expectHalf("v1.4");
    const watch = await company.run(null, { workflow: "watch" });
    expect(watch.code, watch.log).toBe(0);
    expect(watch.log).toContain("v1.4 has 50 %, and nobody has allowed more");
    await expectHalf("v1.4");
  });
});
