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
    expect(company.github.problems).toEqual([]);
    // A job that lacks a permission would be told so here.
    expect(company.github.calls.filter(({ status }) => status >= 300)).toEqual([]);
    if (customers === undefined) return;
    expect(customers.unanswered).toEqual([]);
    expect(customers.refused).toEqual([]);
  });

  /** What the deployments of the environment have come to, oldest first. */
  const statuses = () =>
    company.github.state.deployments.map(({ sha, statuses }) => [sha, ...statuses.map(({ state }) => state)]);

  test("puts the first release live", async () => {
    const run = await company.run("v1");
    expect(run.code, run.log).toBe(0);
    expect(run.jobs.act?.result).toBe("success");
    expect(run.ran.filter((step) => step.startsWith("act/")).length).toBeGreaterThan(5);
    expect(run.summary).toContain("is live and verified good");
    expect(statuses()).toEqual([[company.commit("v1"), "in_progress", "success"]]);
    await expectLive(company, "v1");
    expectDiscreet(company, run);
    customers = openCustomers(company.world.door);
  });

  test("puts the next one live in two watched steps, and nobody notices but the readers of its pull request", async () => {
    const { calls, state } = company.github;
    const before = calls.length;
    const run = await company.run("v2");
    expect(run.code, run.log).toBe(0);
    expect(run.log).toContain("Verdict at 50 %: pass");
    expect(run.log).toContain("Verdict at 100 %: pass");
    await expectLive(company, "v2");
    expect(company.database().columns).toContain("priority");
    expectDiscreet(company, run);
    expect(state.comments).toMatchObject([{ number: 7, body: expect.stringContaining("is live and verified good") }]);
    expect(run.ran.filter((step) => /^(announce|started|report)\/1$/.test(step)).length).toBe(3);
    expect(statuses()).toEqual([
      [company.commit("v1"), "in_progress", "success", "inactive"],
      [company.commit("v2"), "in_progress", "success"],
    ]);
    const made = calls.slice(before).map(({ operation }) => operation);
    console.log(`GitHub was called ${made.length} times by the whole workflow, one pull request included`);
    expect(made.length, made.join("\n")).toBeLessThanOrEqual(25 + 2);
  });

  test("changes nothing when it is run for what is live already", async () => {
    const state = () => [company.journal()?.live, company.journal()?.backups.length, company.database().columns];
    const before = [...state(), ...statuses()];
    const run = await company.run("v2");
    expect(run.jobs.act).toBe(undefined);
    expect([...state(), ...statuses()]).toEqual(before);
    await expectLive(company, "v2");
  });

  test("stops before anybody is moved when the smoke test of the idle slot fails", async () => {
    const run = await company.run("v3-smoke");
    expect(run.code).toBe(1);
    expect(run.ran).not.toContain("act/shift");
    expect(run.log).not.toContain("of the traffic to slot");
    expect(run.log).toContain("v3-smoke was taken back");
    expect(statuses().at(-1)).toEqual([company.commit("v3-smoke"), "in_progress", "failure"]);
    await expectLive(company, "v2");
    expectDiscreet(company, run);
  });

  test("puts everybody back when a watched step fails, tells its pull request and opens the revert", async () => {
    const run = await company.run("v3");
    expect(run.code).toBe(1);
    expect(run.log).toMatch(/Verdict at 50 %: fail/);
    expect(run.jobs.act?.steps.find(({ id }) => id === "shift")?.outputs).toMatchObject({
      verdict: "fail",
      weight: "0",
    });
    expect(statuses().slice(1)).toEqual([
      [company.commit("v2"), "in_progress", "success"],
      [company.commit("v3-smoke"), "in_progress", "failure"],
      [company.commit("v3"), "in_progress", "failure"],
    ]);
    await expectLive(company, "v2");
    expect(company.journal()?.bad.map(({ commit }) => commit)).toContain(company.commit("v3"));
    expect(run.summary).toContain("was **rolled back**");
    const { comments, pulls } = company.github.state;
    expect(comments.map(({ number }) => number)).toEqual([7, 8]);
    expect(comments[1]?.body).toContain("was **rolled back**");
    // `rollback: { revert-pull-request: true }`
    expect(pulls.slice(2)).toMatchObject([{ title: expect.stringContaining("Revert"), base: "main", state: "open" }]);
    expectDiscreet(company, run);
  });

  test("loses none of the tickets that were confirmed meanwhile", async () => {
    await customers.leave();
    expect(customers.confirmed.length).toBeGreaterThan(100);
    expect(missingTickets(company.world.database, customers.confirmed)).toEqual([]);
    expect(company.database().tickets).toBe(customers.confirmed.length);
  });
});
