import { afterAll, beforeAll, expect, test } from "vitest";
import type { JournalState } from "../../src/core/journal.ts";
import { answers, type Receiver, receiver } from "../adapters/channels/receiver.ts";
import { openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;
let to: Receiver;
beforeAll(async () => {
  quickstart = await openQuickstart();
  to = await receiver();
  quickstart.env.HOOK = `${to.url}/secretpath`;
  quickstart.configure((file) => {
    const hook = { channel: "webhook", "webhook-url": "$HOOK", "webhook-unsigned": true };
    file.notify = [
      { name: "team", ...hook },
      { name: "customers", ...hook, moments: "stable", message: "{version} is out" },
    ] as never;
  });
}, 30_000);
afterAll(async () => {
  await quickstart.close();
  await to[Symbol.asyncDispose]();
});

const ref = () => quickstart.world.git("for-each-ref", "--format=%(refname)", "refs/deploy-actions").trim();
const state = () => JSON.parse(quickstart.world.git("show", `${ref()}:state.json`)) as JournalState;

// One after the other: each test begins where the one before has ended.
test("a step tells a moment, once, and the journal knows nothing of the address", async () => {
  const first = await quickstart.run("notify", { moment: "started", version: "v1" });
  expect([first.failure?.message, first.outputs]).toMatchObject([undefined, { told: '["team"]', undelivered: "[]" }]);
  const { outputs } = await quickstart.run("notify", { moment: "started", version: "v1" });
  expect(outputs).toMatchObject({ told: "[]", journal: "" });
  expect(to.received.length).toBe(1);
  expect(JSON.parse(to.received[0]?.body ?? "")).toMatchObject({
    moment: "started",
    version: "v1",
    application: "quickstart",
  });
  expect(state().publication?.told).toMatchObject([{ moment: "started", item: "team" }]);
  const everything = quickstart.world.git("log", "-p", "--format=%B", ref());
  expect(everything).not.toMatch(/secretpath|127\.0\.0\.1/);
  expect(first.lines.join("\n")).not.toContain("secretpath");
});

test("`only` tells one item, and a required message that is not delivered fails the step with its outputs set", async () => {
  to.reply(answers(404, {}, "gone"));
  const { failure, outputs } = await quickstart.run("notify", { moment: "held", only: "team", required: "true" });
  expect(failure).toMatchObject({ code: "service_failed" });
  expect(outputs).toMatchObject({ told: "[]", undelivered: '["team"]', journal: expect.stringMatching(/./) });
});

test("everything that is wrong with the section is said at once, and nothing is told", async () => {
  const before = to.received.length;
  quickstart.configure((file) => {
    file.notify = { channel: "slack", "slack-url": "http://example.com", moments: "donne", message: "{verson}" };
  });
  const { failure } = await quickstart.run("notify", { moment: "done" });
  expect(failure?.message.split("\n").slice(1)).toEqual([
    "- notify (slack): moments: unknown moment `donne`; did you mean `done`?",
    "- notify (slack): message: unknown placeholder `verson`; did you mean `version`?",
    "- notify (slack): slack-url: must begin with https; where the way to it is safe, set `slack-http: true`",
  ]);
  expect(to.received.length).toBe(before);
});

test("without a section there is nothing to tell, and the step says so", async () => {
  quickstart.configure((file) => {
    delete file.notify;
  });
  expect((await quickstart.run("notify")).failure).toMatchObject({ code: "invalid_input" });
});
