import { describe, expect, test } from "vitest";
import { moments, telltaleOf } from "../../src/core/moments.ts";
import { CancelledError, ServiceError } from "../../src/kit/errors.ts";
import { writeFreely } from "../../src/stages/free-entries.ts";
import { missingMessages, type News, type NotifyStep, notify } from "../../src/stages/notify.ts";
import { type Channel, type DeliverOptions, DeliveryError, type Message } from "../../src/stages/ports/channel.ts";
import { type Bench, openBench, type RunEffects, v2 } from "../doubles/bench.ts";
import { memoryJournal } from "../doubles/journal.ts";

interface Delivered extends Message {
  readonly options: DeliverOptions;
}

/** A channel in memory; `fail` may throw in the receiver's place. */
function memoryChannel(parts: Partial<Channel> = {}) {
  const got: Delivered[] = [];
  const place = { got, fail: (_: Message): void => undefined };
  const channel: Channel = {
    moments,
    keepsOpen: false,
    async deliver(message, options) {
      got.push({ ...message, options });
      place.fail(message);
      return { status: 200, ref: options.ref ?? `ref-${got.length}` };
    },
    ...parts,
  };
  return Object.assign(place, { channel });
}

const stepOf = (port: Channel, parts: Partial<NotifyStep> = {}): NotifyStep => ({
  item: "team",
  channel: "memory",
  port,
  moments: ["started", "done", "stable", "rolled-back"],
  audience: "developers",
  template: null,
  stableAfter: 3_600_000,
  required: false,
  timeout: 10_000,
  hooks: { before: [], after: [] },
  ...parts,
});

const newsOf = (parts: Partial<News> = {}): News => ({
  moment: "started",
  release: v2,
  goodSince: null,
  facts: {
    version: "v2",
    commit: v2.commit,
    environment: "production",
    application: "shop",
    actor: "alice",
    reason: "",
    url: "",
    outcome: "",
  },
  ...parts,
});

/** Tells as a run of its own would: it reads the journal first. */
async function tell(bench: Bench, steps: readonly NotifyStep[], news: News, effects: RunEffects = bench.run()) {
  const journal = memoryJournal(bench.journal);
  const { state } = await journal.head();
  const known = telltaleOf(state, await journal.entries(100), news.release.commit);
  return notify(effects, steps, news, { ...known, write: (draft) => writeFreely(journal, effects, draft) });
}

const resultsOf = (notices: Awaited<ReturnType<typeof notify>>) => notices.map(({ result }) => result);

describe("a moment", () => {
  test("is written down before it is told and afterwards, with no word of the message", async () => {
    const bench = await openBench();
    const { channel, got } = memoryChannel();
    const seen: string[] = [];
    const watching: Channel = {
      ...channel,
      deliver(message, options) {
        seen.push(...bench.deeds());
        return channel.deliver(message, options);
      },
    };
    const template = "{version} by {actor} with words";
    await tell(bench, [stepOf(watching, { template })], newsOf());
    expect(seen).toEqual(["intend notify"]);
    expect(bench.deeds()).toEqual(["intend notify", "done notify"]);
    const [intend] = bench.entries("notify", "intend");
    expect(intend).toMatchObject({
      item: "team",
      release: v2,
      asked: { moment: "started", audience: "developers", channel: "memory" },
    });
    expect(bench.entries("notify", "done")).toMatchObject([
      { of: intend?.id, after: { moment: "started", status: 200, ref: "ref-1" } },
    ]);
    expect(got[0]?.delivery).toBe(intend?.id);
    expect(JSON.stringify(bench.journal.entries)).not.toContain("with words");
    expect((await memoryJournal(bench.journal).head()).state.publication?.told).toEqual([
      { moment: "started", item: "team", ref: "ref-1" },
    ]);
  });

  test("is told once, however often it is asked for", async () => {
    const bench = await openBench();
    const { channel, got } = memoryChannel();
    expect(resultsOf(await tell(bench, [stepOf(channel)], newsOf()))).toEqual(["told"]);
    expect(resultsOf(await tell(bench, [stepOf(channel)], newsOf()))).toEqual(["told already"]);
    expect(got.length).toBe(1);
  });

  test("is told to everybody who wants it, whoever cannot be reached", async () => {
    const bench = await openBench();
    const [broken, whole] = [memoryChannel(), memoryChannel()];
    broken.fail = () => {
      throw new DeliveryError("it answered 404", { status: 404 });
    };
    const steps = [
      stepOf(broken.channel),
      stepOf(whole.channel, { item: "ops" }),
      stepOf(whole.channel, { item: "none", moments: [] }),
    ];
    const effects = bench.run();
    expect(resultsOf(await tell(bench, steps, newsOf(), effects))).toEqual(["undelivered", "told", "not wanted"]);
    expect(effects.lines).toContain("warn: team (`started`): it answered 404");
  });

  test("is told while another run holds the lease", async () => {
    const bench = await openBench();
    const { channel } = memoryChannel();
    await bench.within(async () => {
      expect(resultsOf(await tell(bench, [stepOf(channel)], newsOf()))).toEqual(["told"]);
    });
  });
});

describe("a message that did not get through", () => {
  test("is told anew by the next run, without a word about it, where it certainly did not arrive", async () => {
    const bench = await openBench();
    const place = memoryChannel();
    place.fail = () => {
      throw new DeliveryError("it answered 503", { status: 503 });
    };
    await tell(bench, [stepOf(place.channel)], newsOf());
    expect(bench.entries("notify", "failed")).toMatchObject([
      { reason: "it answered 503", evidence: { status: 503, isAmbiguous: false } },
    ]);
    place.fail = () => undefined;
    await tell(bench, [stepOf(place.channel)], newsOf());
    expect(place.got.map(({ isRepeated }) => isRepeated)).toEqual([false, false]);
  });

  test("is repeated under the same id, and says so, where nobody knows", async () => {
    const bench = await openBench();
    const place = memoryChannel();
    place.fail = () => {
      throw new DeliveryError("it broke off", { isAmbiguous: true });
    };
    for (const _ of [1, 2]) await tell(bench, [stepOf(place.channel)], newsOf());
    place.fail = () => undefined;
    await tell(bench, [stepOf(place.channel)], newsOf());
    expect(place.got.map(({ isRepeated }) => isRepeated)).toEqual([false, true, true]);
    expect(new Set(place.got.map(({ delivery }) => delivery)).size).toBe(1);
    expect(place.got.at(-1)?.title).toMatch(/^Repeated/);
  });

  test("is repeated where the run died between telling and writing it down", async () => {
    const bench = await openBench();
    const place = memoryChannel();
    const effects = bench.run();
    place.fail = () => {
      bench.journal.isReachable = false;
    };
    expect(resultsOf(await tell(bench, [stepOf(place.channel)], newsOf(), effects))).toEqual(["told"]);
    expect(effects.lines.join("\n")).toContain("the message counts as not told");
    bench.journal.isReachable = true;
    await tell(bench, [stepOf(place.channel)], newsOf());
    expect(place.got.map(({ isRepeated }) => isRepeated)).toEqual([false, true]);
  });

  test("is not sent where it cannot be written down first", async () => {
    const bench = await openBench();
    const { channel, got } = memoryChannel();
    bench.journal.beforeAppend = () => {
      throw new ServiceError("the journal cannot be reached");
    };
    expect(resultsOf(await tell(bench, [stepOf(channel)], newsOf()))).toEqual(["undelivered"]);
    expect(got).toEqual([]);
  });

  test("fails the step only where it is required", async () => {
    const bench = await openBench();
    const place = memoryChannel();
    place.fail = () => {
      throw new DeliveryError("it answered 404", { status: 404 });
    };
    const steps = [stepOf(place.channel), stepOf(place.channel, { item: "audit", required: true })];
    const notices = await tell(bench, steps, newsOf());
    expect(missingMessages(steps, notices)).toMatchObject({
      code: "service_failed",
      message: "required messages were not delivered: audit (`started`): it answered 404",
    });
    expect(missingMessages(steps.slice(0, 1), notices)).toBeNull();
  });

  test("in the middle of which the run was cancelled counts as possibly told, and ends the step", async () => {
    const bench = await openBench();
    const effects = bench.run();
    const { channel } = memoryChannel({
      async deliver() {
        effects.cancel(new CancelledError("cancelled by SIGINT"));
        throw effects.signal.reason;
      },
    });
    await expect(tell(bench, [stepOf(channel)], newsOf(), effects)).rejects.toThrow("cancelled by SIGINT");
    expect(bench.entries("notify", "failed")).toMatchObject([{ evidence: { isAmbiguous: true } }]);
  });
});

describe("an announcement", () => {
  test("is withdrawn by a rollback, wanted or not, once, and nothing good is told afterwards", async () => {
    const bench = await openBench();
    const { channel, got } = memoryChannel();
    const customers = [stepOf(channel, { moments: ["stable"] })];
    const goodSince = bench.run().now() - 3_600_000;
    await tell(bench, customers, newsOf({ moment: "stable", goodSince }));
    expect(resultsOf(await tell(bench, customers, newsOf({ moment: "rolled-back" })))).toEqual(["withdrawn"]);
    expect(resultsOf(await tell(bench, customers, newsOf({ moment: "rolled-back" })))).toEqual(["told already"]);
    expect(resultsOf(await tell(bench, customers, newsOf({ moment: "done" })))).toEqual(["over"]);
    expect(got.map(({ title }) => title)).toEqual([
      "shop v2 has been good in production for 1 h",
      "Withdrawn: shop v2 in production, announced as good, was rolled back",
    ]);
  });

  test.each([
    ["of a release that is not live", null],
    ["of a release that is good for less than `stable-after`", 3_599_999],
  ])("%s is not made", async (_, age) => {
    const bench = await openBench();
    const { channel, got } = memoryChannel();
    const goodSince = age === null ? null : bench.run().now() - age;
    expect(resultsOf(await tell(bench, [stepOf(channel)], newsOf({ moment: "stable", goodSince })))).toEqual([
      "not yet",
    ]);
    expect([got, bench.deeds()]).toEqual([[], []]);
  });
});

test("what a channel has opened is known to it when it ends", async () => {
  const bench = await openBench();
  const { channel, got } = memoryChannel({ keepsOpen: true });
  const step = stepOf(channel, { moments: ["started"] });
  await tell(bench, [step], newsOf());
  await tell(bench, [step], newsOf({ moment: "done" }));
  expect(got.map(({ options }) => options.ref)).toEqual([null, "ref-1"]);
});

test("secrets in a reason are hidden from people and from the journal", async () => {
  const bench = await openBench();
  const effects = bench.run();
  effects.mask("hunter2");
  const place = memoryChannel();
  place.fail = () => {
    throw new DeliveryError("it answered 400: hunter2 is wrong", { status: 400 });
  };
  const { facts } = newsOf();
  const [notice] = await tell(
    bench,
    [stepOf(place.channel)],
    newsOf({ facts: { ...facts, reason: "hunter2" } }),
    effects,
  );
  expect(JSON.stringify([place.got[0]?.text, place.got[0]?.facts, notice, bench.journal.entries])).not.toContain(
    "hunter2",
  );
});

describe("commands around a message", () => {
  test("run where something is told, and are noted without their arguments", async () => {
    const bench = await openBench();
    const { channel } = memoryChannel();
    const hooks = { before: [["echo", "argument"]], after: [["true"]] } as const;
    await tell(bench, [stepOf(channel, { hooks })], newsOf());
    await tell(bench, [stepOf(channel, { hooks })], newsOf());
    expect(bench.deeds()).toEqual(["note notify", "intend notify", "done notify", "note notify"]);
    expect(bench.entries("notify", "note").map(({ asked }) => asked)).toEqual([
      { command: "echo", when: "before" },
      { command: "true", when: "after" },
    ]);
    expect(JSON.stringify(bench.journal.entries)).not.toContain("argument");
  });

  test("keep the message back where the first fails, and do not take it back where the last does", async () => {
    const bench = await openBench();
    const { channel, got } = memoryChannel();
    const failing = [["false"]] as const;
    const before = stepOf(channel, { hooks: { before: failing, after: [] } });
    expect(resultsOf(await tell(bench, [before], newsOf()))).toEqual(["undelivered"]);
    expect(got).toEqual([]);
    const after = stepOf(channel, { hooks: { before: [], after: failing } });
    expect(await tell(bench, [after], newsOf())).toMatchObject([
      { result: "told", problem: expect.stringContaining("afterwards") },
    ]);
  });
});
