import { expect, test } from "vitest";
import type { OpenRelease } from "../../src/core/journal.ts";
import { CancelledError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import { digestPlan, refuseOtherPlan } from "../../src/stages/approved-plan.ts";
import { checkGates, gatesToCheck } from "../../src/stages/check-gates.ts";
import { entry, lease, opened, stateAfter, writer } from "../core/entries.ts";
import { githubPlace, memoryGitHub, rulesOf } from "../doubles/github.ts";
import { testEffects } from "../effects.ts";

const hour = 3_600_000;
const now = Date.parse("2026-11-20T12:00:00.000Z");
const terms = { now, validFor: 24 * hour, reviewers: "required" as const };
const gate = "production-approve";
const job = { id: 1, attempt: 1, status: "completed", conclusion: "success", endedAt: "2026-11-20T11:00:00.000Z" };
const review = { environments: [gate], state: "approved" as const, user: "alice", comment: "" };

function asking(id = "77/1/act") {
  const place = githubPlace();
  place.jobs.set("77", [{ ...job, name: `gate ${gate}` }]);
  place.reviews.set("77", [review]);
  place.environments.set(gate, rulesOf(gate, { reviewers: ["alice"] }));
  const run = { ...testEffects().run, id };
  return { place, options: { gates: [gate], run, github: async () => memoryGitHub(place), terms } };
}

test("a step without a gate asks nobody", async () => {
  const { place, options } = asking();
  expect(await checkGates({ ...options, gates: [] })).toEqual([]);
  expect(place.requests).toEqual([]);
});

test("a gate that was reviewed costs two questions, and one that nobody has reviewed a third", async () => {
  const { place, options } = asking();
  expect(await checkGates(options)).toMatchObject([{ gate, run: "77", user: "alice" }]);
  expect(place.requests).toEqual(["jobs 77", "reviews 77"]);
  place.reviews.clear();
  await expect(checkGates(options)).rejects.toThrow("nobody has approved");
  expect(place.requests.at(-1)).toBe(`environment ${gate}`);
});

test("of several gates one that is shut is enough", async () => {
  const { place, options } = asking();
  place.environments.set("legal", rulesOf("legal", { reviewers: ["bob"] }));
  const work = checkGates({ ...options, gates: [gate, "legal"] });
  await expect(work).rejects.toThrow("not approved: run 77 has no job `gate legal`");
});

test("outside of a workflow run and without an answer a gate is shut", async () => {
  await expect(checkGates(asking("a-uuid").options)).rejects.toThrow(/cannot be verified: this is no run/);
  const { place, options } = asking();
  place.fail = () => new ServiceError("GitHub is away");
  const error: unknown = await checkGates(options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RefusedError);
  expect((error as Error).message).toMatch(/cannot be verified: GitHub is away$/);
  place.fail = () => new CancelledError("cancelled by SIGTERM");
  await expect(checkGates(options)).rejects.toThrow(CancelledError);
});

const approval = { gate, run: "77", user: "alice", comment: "", at: "2026-11-20T11:00:00.000Z" };
const openedBy = (id: string, at = approval.at) =>
  stateAfter(
    lease(),
    { ...opened(3), run: { ...writer, id } },
    entry("done", "approve", { after: { ...approval, at } }),
  ).open as OpenRelease;

test("a further step of the same run has its approval already, and another gate has still to be asked for", () => {
  const { options } = asking();
  expect(gatesToCheck(openedBy("77/1/act"), options)).toEqual([]);
  expect(gatesToCheck(openedBy("77/1/act"), { ...options, gates: [gate, "legal"] })).toEqual(["legal"]);
  expect(gatesToCheck(openedBy("78/1/act"), { ...options, gates: [] })).toEqual([]);
});

test("the release of another run is not taken on", () => {
  expect(() => gatesToCheck(openedBy("78/1/act"), asking().options)).toThrow(/was opened by another run/);
  expect(() => gatesToCheck(openedBy("a-uuid"), asking().options)).toThrow(/was opened by another run/);
});

test("a re-run days later does not live on the old approval, while the attempt that opened the release may take its time", () => {
  const old = "2026-11-17T12:00:00.000Z";
  expect(gatesToCheck(openedBy("77/1/act", old), asking("77/1/act").options)).toEqual([]);
  expect(gatesToCheck(openedBy("77/1/act"), asking("77/2/act").options)).toEqual([]);
  expect(() => gatesToCheck(openedBy("77/1/act", old), asking("77/2/act").options)).toThrow(/longer ago than the 24 h/);
});

test("plans that are equal have equal digests, and what differs is named", () => {
  const parts = { commit: "1", migrations: "[]", configuration: "{}" };
  const names = Object.keys(parts);
  const approved = digestPlan(parts);
  expect(() => refuseOtherPlan(approved, digestPlan({ ...parts }), names)).not.toThrow();
  expect(() => refuseOtherPlan(undefined, approved, names)).not.toThrow();
  expect(() => refuseOtherPlan(approved.slice(0, 64), approved, names)).not.toThrow();
  const other = digestPlan({ ...parts, commit: "2", configuration: "{a}" });
  expect(() => refuseOtherPlan(approved, other, names)).toThrow("plan changed since approval: commit, configuration");
  // Equal parts do not make up for another whole: only the first digest decides.
  const forged = [other.slice(0, 64), ...approved.split("-").slice(1)].join("-");
  expect(() => refuseOtherPlan(forged, approved, names)).toThrow("plan changed since approval");
});
