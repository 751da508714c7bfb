import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { missingTickets } from "../../examples/quickstart/load/missing-tickets.ts";
import { type Customers, openCustomers } from "../chain/customers.ts";
import { type Company, type How, openCompany } from "./company.ts";
import { expectDiscreet, expectLive } from "./evidence.ts";

const act = inject("act");

// One after the other: each test but the last ones leaves v1, or its twin, live.
describe.skipIf(act === null)("a workflow run by act", () => {
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

  test("whose migration fails on real data leaves schema, slots and traffic as they were", async () => {
    const { columns } = company.database();
    const run = await company.run("v1-migration");
    expect(run.code).toBe(1);
    expect(run.ran).toContain("act/migrate");
    expect(run.ran).not.toContain("act/slot");
    expect(company.database().columns).toEqual(columns);
    await expectLive(company, "v1");
    expectDiscreet(company, run);
  });

  test("that is cancelled in the middle of a step puts everybody back", async () => {
    const running = await company.start("v1.1");
    await running.says("Watch 50 %");
    running.process.kill("SIGINT");
    const run = await running.done;
    expect(run.code).not.toBe(0);
    expect(run.jobs.act?.steps.find(({ id }) => id === "shift")?.result).toBe("failure");
    await expectLive(company, "v1");
    expectDiscreet(company, run);
  });

  test("that races another one is refused, and the other one goes live", async () => {
    const runs = await Promise.all([company.run("v1.2"), company.run("v1.3")]);
    expect(runs.map(({ code }) => code).toSorted(), runs.map(({ log }) => log).join("\n")).toEqual([0, 1]);
    const [winner, loser] = runs[0]?.code === 0 ? runs : runs.toReversed();
    expect(loser?.log).toContain("outcome=refused");
    expect(loser?.ran.filter((step) => step.startsWith("act/")).length).toBeLessThan(4);
    await expectLive(company, winner === runs[0] ? "v1.2" : "v1.3");
    for (const run of runs) expectDiscreet(company, run);
  });

  test.each<[string, How, string]>([
    ["was rejected", { answers: { "production-approve": "rejected" } }, "ended with `failure`"],
    ["nobody has answered", { answers: { "production-approve": "none" } }, "nobody has approved `production-approve`"],
    ["was passed three days ago", { approvedAgo: 72 * 3_600_000 }, "longer ago than the 24 h that an approval counts"],
  ])(
    "whose gate %s is refused by the acting job, and nothing is taken back that was not changed",
    async (_, how, why) => {
      const [before, { columns }, traffic] = [company.journal()?.live, company.database(), await company.traffic()];
      const run = await company.run("v2", how);
      expect(run.code).toBe(1);
      expect(run.jobs.act?.steps.at(-1), run.log).toMatchObject({ id: "first", outputs: { outcome: "refused" } });
      expect(run.log).toContain(why);
      expect(Object.keys(run.jobs)).not.toContain("guard");
      expect(run.ran).toContain("report/1");
      expect(company.database().columns).toEqual(columns);
      expect(company.journal()).toMatchObject({ open: null, lease: null, live: before });
      expect(await company.traffic()).toEqual(traffic);
    },
  );

  test("that uses single actions by their short names migrates and closes the release", async () => {
    const run = await company.run("v2-single", { workflow: "single" });
    expect(run.code, run.log).toBe(0);
    expect(company.database().columns).toContain("priority");
    expect(company.journal("single/production")).toMatchObject({
      open: null,
      lease: null,
      good: [{ version: "v2-single" }],
    });
    expect(run.said.filter((line) => line.includes(company.secrets.GITHUB_TOKEN))).toEqual([]);
  });

  test("that uses the root action does the whole chain in one step", async () => {
    const run = await company.run("v2", { workflow: "whole" });
    expect(run.code, run.log).toBe(0);
    expect(run.jobs.chain?.steps.length).toBe(2);
    await expectLive(company, "v2");
    expectDiscreet(company, run);
  });

  test("loses none of the tickets that were confirmed meanwhile", async () => {
    await sleep(100);
    await customers.leave();
    expect(customers.confirmed.length).toBeGreaterThan(100);
    expect(missingTickets(company.world.database, customers.confirmed)).toEqual([]);
    expect(customers.unanswered).toEqual([]);
  });
});
