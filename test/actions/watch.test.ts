import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { EntryBody, JournalState, Writer } from "../../src/core/journal.ts";
import { change, entry, writer } from "../core/entries.ts";
import { type FakeGitHub, openFakeGitHub } from "../github/fake.ts";
import { openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;
let fake: FakeGitHub;
const token = { "github-token": "ghs_theTokenOfTheTest" };

/** The journal once v1 is live. */
let deployed = "";

beforeAll(async () => {
  quickstart = await openQuickstart();
  fake = await openFakeGitHub();
  watching({});
  const { failure } = await quickstart.run("deploy", { version: "v1" });
  expect(failure?.message).toBe(undefined);
  deployed = ref();
}, 60_000);
afterAll(async () => {
  await quickstart.close();
  await fake[Symbol.asyncDispose]();
});
beforeEach(() => {
  Object.assign(quickstart.env, fake.env, { GITHUB_REPOSITORY: "acme/shop" });
  quickstart.world.git("update-ref", place, deployed);
  quickstart.world.git("checkout", "--quiet", "--force", "v1");
});

const place = "refs/deploy-actions/v1/quickstart/production";
const ref = () => quickstart.world.git("for-each-ref", "--format=%(objectname)", place);
const state = () => JSON.parse(quickstart.world.git("show", `${place}:state.json`)) as JournalState;
const issues = () => fake.state.issues.filter(({ body }) => body?.includes("<!-- deploy-actions"));

/** The sections that a test is about; everything else as the quickstart has it, with short watches. */
function watching(section: Record<string, unknown>): void {
  quickstart.configure((file) => {
    Object.assign(file["traffic-shift"] ?? {}, { watch: "1s", "min-requests": 1 });
    file.watch = section;
  });
}

describe("the live release", () => {
  test("is looked at once at each age, by its checks and its traffic; a look in between writes nothing", async () => {
    watching({ ages: "1ms, 2ms, 7d" });
    const first = await quickstart.run("watch");
    expect(first.failure).toBe(undefined);
    expect(first.outputs).toMatchObject({ duty: "look 1ms, look 2ms", weight: "100", version: "v1" });
    expect(first.summary).toMatch(/- v1 at the age of 1ms, 2ms: smoke test `smoke-test`: 3 of 3 checks passed/);
    expect(first.summary).toMatch(/: traffic `flagd`: pass \(0 of \d+ requests failed/);
    expect(first.summary).toContain("last restore drill: none yet");
    expect(state()).toMatchObject({ watched: ["1ms", "2ms"], lease: null, open: null });
    const head = ref();
    const second = await quickstart.run("watch");
    expect(second.outputs).toMatchObject({ duty: "" });
    expect(ref()).toBe(head);
  });

  test("whose traffic proves nothing is looked at again next time, and nothing is written down", async () => {
    watching({ ages: "1ms" });
    quickstart.configure((file) => void Object.assign(file["traffic-shift"] ?? {}, { "min-requests": 100_000 }));
    const head = ref();
    const { failure, outputs, summary } = await quickstart.run("watch");
    expect([failure, outputs.duty, ref()]).toEqual([undefined, "", head]);
    expect(summary).toContain("nothing is wrong with v1 and nothing is proven: it is looked at again next time");
  });

  test("an age that is none is an input error before anything is looked at", async () => {
    watching({ ages: "2h, soon" });
    const { failure } = await quickstart.run("watch");
    expect(failure?.message).toContain("- watch: ages: must look like `30s`, `5m` or `24h`, not `soon`");
  });
});

test("what has to follow a release is noted at the first look after it, and becomes one issue when it is due", async () => {
  const what = "Drop the column `prio`; tell @octo-org/all <!-- x -->";
  watching({
    ages: "7d",
    "follow-ups": [
      { what, after: "1ms" },
      { what: "Review the limits", after: "7d" },
    ],
  });
  const untold = await quickstart.run("watch");
  expect(untold.failure).toBe(undefined);
  expect(untold.summary).toContain("1 follow-up is due, and without `github-token` no issue can be opened");
  expect(state().followUps).toMatchObject([
    { what, issue: null },
    { what: "Review the limits", issue: null },
  ]);
  const { outputs } = await quickstart.run("watch", token);
  const [issue] = issues().slice(-1);
  expect(outputs).toMatchObject({ duty: `follow-up ${issue?.number}` });
  expect(issue?.body).toMatch(
    /^<!-- deploy-actions follow-up [\w-]+ -->\nDrop the column `prio`; tell @\u200bocto-org\/all \\<!-- x --\\>\n/,
  );
  expect(state().followUps).toMatchObject([{ what, issue: issue?.number }, { issue: null }]);
  const head = ref();
  expect((await quickstart.run("watch", token)).outputs).toMatchObject({ duty: "" });
  expect(ref()).toBe(head);
});

describe("a release that a workflow run has opened", () => {
  const opener: Writer = { ...writer, id: "77/1/act", host: "elsewhere" };
  const own = (body: EntryBody): EntryBody => ({ ...body, id: randomUUID(), run: opener });

  /** v1 is live, and run 77 has prepared a slot for v2 before it went on to its next step. */
  async function openedByRun77(): Promise<void> {
    const release = { commit: quickstart.world.commit("v2"), version: "v2", slot: "blue" as const };
    const { epoch } = state();
    const [intend, done] = change("prepare", { epoch: epoch + 1, asked: { slot: "blue" } });
    const id = randomUUID();
    await quickstart.tell([
      own(entry("done", "take-lease", { epoch: epoch + 1, asked: { length: 900_000 } })),
      own(entry("done", "open", { epoch: epoch + 1, release })),
      { ...own(intend), id },
      { ...own(done), of: id },
      own(entry("done", "release-lease", { epoch: epoch + 1 })),
    ]);
  }

  test("is left alone while the run goes on, and taken back once GitHub says that it has ended", async () => {
    await openedByRun77();
    fake.add({ runs: [{ id: 77, status: "in_progress" }] });
    const head = ref();
    const early = await quickstart.run("watch", token);
    expect(early.outputs).toMatchObject({ duty: "", weight: "0" });
    expect(early.summary).toContain("the run that opened v2 still works, or waits for a gate");
    expect(ref()).toBe(head);
    fake.add({ runs: [{ id: 77, status: "completed", conclusion: "failure" }] });
    const { failure, outputs } = await quickstart.run("watch", token);
    expect(failure?.message).toMatch(
      /^v2 was taken back: it has no traffic yet and nobody finishes it\. v1 .* serves all traffic/,
    );
    expect(outputs).toMatchObject({ duty: "rollback", weight: "0" });
    expect(state()).toMatchObject({ open: null, live: { version: "v1" }, bad: [] });
  });

  test("is left alone where its step ends while its lease is waited for: what was unfinished then is finished now", async () => {
    const release = { commit: quickstart.world.commit("v2"), version: "v2", slot: "blue" as const };
    const epoch = state().epoch + 1;
    const [intend, done] = change("prepare", { epoch, asked: { slot: "blue" } });
    const id = randomUUID();
    await quickstart.tell([
      own(entry("done", "take-lease", { epoch, asked: { length: 60_000 } })),
      own(entry("done", "open", { epoch, release })),
      { ...own(intend), id },
    ]);
    const looking = quickstart.run("watch", { wait: "2m" });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await quickstart.tell([{ ...own(done), of: id }, own(entry("done", "release-lease", { epoch }))]);
    const { failure, outputs, summary } = await looking;
    expect([failure?.message, outputs.duty]).toEqual([undefined, ""]);
    expect(summary).toContain("another run has taken up v2 in the meantime");
    expect(state()).toMatchObject({ lease: null, open: { version: "v2", prepared: true, rollingBack: false } });
  });

  test("is left alone where GitHub cannot be asked", async () => {
    await openedByRun77();
    const head = ref();
    const { outputs, failure } = await quickstart.run("watch");
    expect([failure, outputs.duty, ref()]).toEqual([undefined, "", head]);
  });
});

test("nothing deployed yet is nothing to look after", async () => {
  quickstart.world.git("update-ref", "-d", place);
  const { outputs, summary, failure } = await quickstart.run("watch");
  expect(failure).toBe(undefined);
  expect(outputs).toMatchObject({ duty: "", version: "" });
  expect(summary).toContain("no release is live");
});

/** The last one, because nothing serves afterwards. */
test("a live release that does not answer any more fails the look, opens one issue, and is looked at again until it is well", async () => {
  watching({ ages: "1ms" });
  const { live } = state();
  await quickstart.world.host.stop(live?.slot ?? "blue", 1_000);
  const { failure, outputs } = await quickstart.run("watch", token);
  expect(failure).toMatchObject({ code: "aborted" });
  expect(failure?.message).toMatch(
    /^v1, live since .*, does not pass any more: .*Nothing was changed. Issue \d+ tells of it\.$/,
  );
  expect(failure?.hint).toMatch(/`rollback` cannot help: the release is closed.*Deploy a repaired commit\.$/);
  expect(outputs).toMatchObject({ duty: "look 1ms" });
  expect((await quickstart.run("watch", { ...token, "on-failure": "tell" })).failure).toBe(undefined);
  expect(
    issues()
      .map(({ title }) => title)
      .filter((title) => title.includes("v1")),
  ).toEqual(["quickstart v1 fails in production"]);
  expect(state()).toMatchObject({ watched: [], live: { commit: live?.commit }, open: null });
});
