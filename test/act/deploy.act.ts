import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { missingTickets } from "../../examples/quickstart/load/missing-tickets.ts";
import { type Customers, openCustomers } from "../chain/customers.ts";
import { type Company, openCompany } from "./company.ts";
import { expectDiscreet, expectLive } from "./evidence.ts";

const act = inject("act");

// One after the other: each release follows the one that the test before has left live.
describe.skipIf(act === null)("the workflow of the front page, run by act", () => {
  let company: Company;
  let customers: Customers;
  beforeAll(async () => {
    company = await openCompany(act ?? "");
  });
  afterAll(async () => {
    await customers?.leave();
    await company?.close();
  });
  afterEach(async () => {
    if (customers === undefined) return;
    expect(customers.unanswered).toEqual([]);
    expect(customers.refused).toEqual([]);
  });

  test("puts the first release live", async () => {
    const run = await company.run("v1");
    expect(run.code, run.log).toBe(0);
    expect(run.jobs.act?.result).toBe("success");
    expect(run.ran.filter((step) => step.startsWith("act/")).length).toBeGreaterThan(5);
    expect(run.summary).toContain("is live and verified good");
    await expectLive(company, "v1");
    expectDiscreet(company, run);
    customers = openCustomers(company.world.door);
  });

  test("puts the next one live in two watched steps, and nobody notices", async () => {
    const run = await company.run("v2");
    expect(run.code, run.log).toBe(0);
    expect(run.log).toContain("Verdict at 50 %: pass");
    expect(run.log).toContain("Verdict at 100 %: pass");
    await expectLive(company, "v2");
    expect(company.database().columns).toContain("priority");
    expectDiscreet(company, run);
  });

  test("changes nothing when it is run for what is live already", async () => {
    const state = () => [company.journal()?.live, company.journal()?.backups.length, company.database().columns];
    const before = state();
    const run = await company.run("v2");
    expect(run.jobs.act).toBe(undefined);
    expect(state()).toEqual(before);
    await expectLive(company, "v2");
  });

  test("stops before anybody is moved when the smoke test of the idle slot fails", async () => {
    const run = await company.run("v3-smoke");
    expect(run.code).toBe(1);
    expect(run.ran).not.toContain("act/shift");
    expect(run.log).not.toContain("of the traffic to slot");
    expect(run.log).toContain("v3-smoke was taken back");
    await expectLive(company, "v2");
    expectDiscreet(company, run);
  });

  test("puts everybody back when a watched step fails", async () => {
    const run = await company.run("v3");
    expect(run.code).toBe(1);
    expect(run.log).toMatch(/Verdict at 50 %: fail/);
    expect(run.jobs.act?.steps.find(({ id }) => id === "shift")?.outputs).toMatchObject({
      verdict: "fail",
      weight: "0",
    });
    await expectLive(company, "v2");
    expect(company.journal()?.bad.map(({ commit }) => commit)).toContain(company.commit("v3"));
    expectDiscreet(company, run);
  });

  test("loses none of the tickets that were confirmed meanwhile", async () => {
    await customers.leave();
    expect(customers.confirmed.length).toBeGreaterThan(100);
    expect(missingTickets(company.world.database, customers.confirmed)).toEqual([]);
    expect(company.database().tickets).toBe(customers.confirmed.length);
  });
});
