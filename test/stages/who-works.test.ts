import { expect, test } from "vitest";
import { CancelledError, ServiceError } from "../../src/kit/errors.ts";
import { holderStillWorks, jobStillWorks, openerStillWorks } from "../../src/stages/who-works.ts";
import { writer } from "../core/entries.ts";
import { openBench } from "../doubles/bench.ts";
import { githubPlace, memoryGitHub } from "../doubles/github.ts";

const job = { id: 1, name: "deploy / act", attempt: 1, status: "completed", conclusion: "failure", endedAt: null };
const elsewhere = { ...writer, host: "build-2", id: "77/1/act" };

/** Somebody on build-1 asks; run 77 goes on, its job has ended. */
async function asking() {
  const bench = await openBench();
  const place = githubPlace();
  place.runs.set("77", "running");
  place.jobs.set("77", [job]);
  const effects = bench.run();
  const own = { ...elsewhere, host: effects.run.host, pid: 4711 };
  return { bench, place, own, effects, facts: { effects, github: async () => memoryGitHub(place) } };
}

test.each<["running" | "ended" | "unknown", Partial<typeof job>, string]>([
  ["ended", { status: "in_progress" }, "ended"],
  ["unknown", {}, "unknown"],
  ["running", {}, "ended"],
  ["running", { status: "in_progress" }, "alive"],
  ["running", { status: "in_progress", attempt: 2 }, "ended"],
])(
  "for whoever waits for its lease, a job of a run that is %s and is itself %o is %s",
  async (state, parts, liveness) => {
    const { place, facts } = await asking();
    if (state === "unknown") place.runs.clear();
    else place.runs.set("77", state);
    place.jobs.set("77", [{ ...job, ...parts }]);
    expect(await jobStillWorks(elsewhere, facts)).toBe(liveness);
  },
);

test("for whoever looks after a release, a job that died in a run that goes on is that run's own affair", async () => {
  const { place, facts } = await asking();
  expect(await holderStillWorks(elsewhere, facts)).toBe("alive");
  expect(await openerStillWorks(elsewhere, facts)).toBe("alive");
  expect(place.requests).toEqual(["runState 77", "runState 77"]);
  place.runs.set("77", "ended");
  expect(await holderStillWorks(elsewhere, facts)).toBe("ended");
  expect(await openerStillWorks(elsewhere, facts)).toBe("ended");
});

test("where GitHub does not know the run, the process tells whether the holder works, and nobody whether the run does", async () => {
  const { bench, place, own, facts } = await asking();
  place.runs.clear();
  expect(await holderStillWorks(own, facts)).toBe("ended");
  bench.alive.add(own.pid);
  expect(await holderStillWorks(own, facts)).toBe("alive");
  expect(await openerStillWorks(own, facts)).toBe("unknown");
  expect(await holderStillWorks(elsewhere, facts)).toBe("unknown");
});

test("at a terminal a process that works is at work, and one that has ended may be followed by the next command", async () => {
  const { bench, place, own, facts } = await asking();
  const person = { ...own, id: "a-uuid" };
  expect(await openerStillWorks(person, facts)).toBe("unknown");
  expect(await holderStillWorks(person, facts)).toBe("ended");
  bench.alive.add(person.pid);
  expect(await openerStillWorks(person, facts)).toBe("alive");
  expect(await jobStillWorks({ ...person, host: "build-2" }, facts)).toBe("unknown");
  expect(place.requests).toEqual([]);
});

test("without a token, and without an answer, nothing is known, and the latter is said", async () => {
  const { place, effects, facts } = await asking();
  expect(await jobStillWorks(elsewhere, { ...facts, github: async () => null })).toBe("unknown");
  expect(effects.lines).toEqual([]);
  place.fail = (request) => (request.startsWith("jobs") ? new ServiceError("GitHub is away") : undefined);
  expect(await jobStillWorks(elsewhere, facts)).toBe("unknown");
  expect(effects.lines).toEqual(["warn: Whether run 77 still works could not be asked: GitHub is away"]);
});

test("a run that is cancelled while it asks stops", async () => {
  const { place, effects, facts } = await asking();
  const reason = new CancelledError("cancelled by SIGTERM");
  place.fail = () => {
    effects.cancel(reason);
    return new ServiceError("GitHub is away");
  };
  await expect(jobStillWorks(elsewhere, facts)).rejects.toBe(reason);
});
