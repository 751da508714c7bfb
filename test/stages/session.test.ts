import { expect, test } from "vitest";
import { CancelledError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import type { Session } from "../../src/stages/session.ts";
import { fullEntry } from "../../src/stages/writer.ts";
import { type Bench, openBench, v2 } from "../doubles/bench.ts";
import { memoryJournal } from "../doubles/journal.ts";

const stop = { doing: "Stop slot green", deed: "stop", asked: { slot: "green" } } as const;

/** Somebody else takes the lease, because this run seemed to be dead. */
async function takeAway(bench: Bench): Promise<void> {
  const journal = memoryJournal(bench.journal);
  const head = await journal.head();
  const effects = bench.run({ actor: "bob", pid: 99, host: "build-2" });
  const draft = { phase: "done", deed: "take-lease", asked: { length: 30_000 } } as const;
  await journal.append(fullEntry(draft, effects, head.state.epoch + 1), head);
}

async function openV2(session: Session): Promise<void> {
  await session.write({ phase: "done", deed: "open", release: v2 });
}

test("a change is in the journal before it happens, and its result after it", async () => {
  const bench = await openBench();
  const seen: (readonly string[])[] = [];
  await bench.within(async ({ session }) => {
    await session.mutate(stop, async () => {
      seen.push(bench.deeds());
      expect(session.state.unfinished).toMatchObject([{ deed: "stop", asked: { slot: "green" } }]);
      return { status: "stopped" };
    });
    expect(session.state.unfinished).toEqual([]);
  });
  expect(seen).toEqual([["intend stop green"]]);
  expect(bench.deeds()).toEqual(["intend stop green", "done stop green"]);
  const [intend, done] = bench.entries("stop");
  expect(done).toMatchObject({ of: intend?.id, after: { status: "stopped" }, reason: null });
});

test("the newest entry of its own is what a session names", async () => {
  const bench = await openBench();
  await bench.within(async ({ session }) => {
    await session.mutate(stop, async () => null);
    expect(session.lastEntry).toBe(bench.entries("stop", "done")[0]?.id);
  });
});

test("a change that fails is in the journal with its reason, and the failure goes on", async () => {
  const bench = await openBench();
  const failure = new ServiceError("the port still answers");
  await bench.within(async ({ session }) => {
    const work = session.mutate(stop, async () => {
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    expect(session.state.unfinished).toEqual([]);
  });
  expect(bench.deeds()).toEqual(["intend stop green", "failed stop green"]);
  expect(bench.entries("stop", "failed")).toMatchObject([
    { reason: "the port still answers", evidence: "environment" },
  ]);
});

test("a change that a cancellation has cut short is told as interrupted", async () => {
  const bench = await openBench();
  const effects = bench.run();
  await bench.within(async ({ session }) => {
    const work = session.mutate(stop, async () => {
      effects.cancel(new CancelledError("cancelled by SIGINT"));
      session.signal.throwIfAborted();
    });
    await expect(work).rejects.toThrow("cancelled by SIGINT");
  }, effects);
  expect(bench.entries("stop", "failed")).toMatchObject([{ evidence: "interrupted" }]);
});

test("nothing is changed when the intent cannot be written down", async () => {
  const bench = await openBench();
  let happened = false;
  await bench.within(async ({ session }) => {
    bench.journal.isReachable = false;
    const work = session.mutate(stop, async () => {
      happened = true;
    });
    await expect(work).rejects.toThrow("the journal cannot be reached");
    bench.journal.isReachable = true;
  });
  expect(happened).toBe(false);
  expect(bench.deeds()).toEqual([]);
});

test("a change whose result could not be written down is settled as interrupted by the next run", async () => {
  const bench = await openBench();
  await bench.within(async ({ session }) => {
    const work = session.mutate(stop, async () => {
      bench.journal.isReachable = false;
    });
    await expect(work).rejects.toThrow("the journal cannot be reached");
  });
  expect(bench.deeds()).toEqual(["intend stop green"]);
  bench.journal.isReachable = true;
  await bench.within(async ({ session }) => {
    expect(session.state.unfinished).toEqual([]);
  });
  expect(bench.deeds()).toEqual(["intend stop green", "failed stop"]);
  expect(bench.entries("stop", "failed")).toMatchObject([
    {
      of: bench.entries("stop", "intend")[0]?.id,
      evidence: "interrupted",
      reason: "the process ended before this was finished",
    },
  ]);
});

test("no secret gets into the journal, wherever it stands", async () => {
  const bench = await openBench();
  const effects = bench.run();
  effects.mask("hunter2");
  await bench.within(async ({ session }) => {
    const intent = {
      ...stop,
      asked: { slot: "green", url: "postgres://shop:hunter2@db" },
      undo: ["hunter2"],
      adapter: { kind: "host", name: "memory", with: { password: "hunter2" } },
    };
    const work = session.mutate(intent, async () => {
      throw new ServiceError("hunter2 was wrong");
    });
    await expect(work).rejects.toThrow();
    await session.mutate(stop, async () => ({ told: "hunter2" }));
    await session.write({
      phase: "note",
      deed: "check",
      after: { target: "idle", passed: true },
      evidence: ["hunter2"],
    });
  }, effects);
  const written = JSON.stringify(bench.journal.entries);
  expect(written).not.toContain("hunter2");
  expect(written).toContain("postgres://shop:***@db");
});

test("a run that lost the race for an entry reads the journal again and decides again", async () => {
  const bench = await openBench();
  await bench.within(async ({ session }) => {
    await openV2(session);
    bench.journal.beforeAppend = async () => {
      bench.journal.beforeAppend = () => undefined;
      const journal = memoryJournal(bench.journal);
      const head = await journal.head();
      const bob = bench.run({ actor: "bob" });
      const note = { phase: "note", deed: "abort-requested", reason: "wrong day" } as const;
      await journal.append(fullEntry(note, bob, head.state.epoch), head);
    };
    await session.write({ phase: "note", deed: "check", after: { target: "idle", passed: true } });
    expect(session.state.open).toMatchObject({ checked: { idle: true }, abortRequested: { by: "bob" } });
    expect(session.signal.reason).toBeInstanceOf(CancelledError);
  });
  expect(bench.deeds()).toEqual(["done open v2", "note abort-requested", "note check idle passed"]);
});

test("a holder that comes back after a takeover is refused, changes nothing and writes nothing", async () => {
  const bench = await openBench();
  const effects = bench.run();
  let happened = false;
  const left: number[] = [];
  await bench.within(async ({ session }) => {
    await takeAway(bench);
    left.push(bench.journal.entries.length);
    const work = session.mutate(stop, async () => {
      happened = true;
    });
    const error = await work.then(
      () => null,
      (reason: unknown) => reason as RefusedError,
    );
    expect(error).toBeInstanceOf(RefusedError);
    expect(error?.message).toBe(
      "this run has lost the lease: it is now held by bob (process 99 on build-2), since 2026-11-20T12:00:00.000Z",
    );
    expect(error?.hint).toBe("Nothing more is changed by this run.");
  }, effects);
  expect(happened).toBe(false);
  expect(bench.journal.entries).toHaveLength(left[0] ?? 0);
});

test("a holder notices within ten seconds that the lease was taken from it, also when it writes nothing", async () => {
  const bench = await openBench();
  const session = await bench.session(bench.run(), { length: 900_000 });
  await takeAway(bench);
  await bench.clock.pass(10_000);
  expect(session.signal.reason).toBeInstanceOf(RefusedError);
  await session[Symbol.asyncDispose]();
  expect(bench.entries("release-lease")).toEqual([]);
});

test("a journal that is out of reach for a while costs nothing but a warning", async () => {
  const bench = await openBench();
  const effects = bench.run();
  const session = await bench.session(effects);
  bench.journal.isReachable = false;
  await bench.clock.pass(25_000);
  expect(session.signal.aborted).toBe(false);
  expect(effects.lines).toContain("warn: Journal: the journal cannot be reached");
  bench.journal.isReachable = true;
  await bench.clock.pass(10_000);
  expect(bench.entries("renew").length).toBeGreaterThan(0);
  expect(session.signal.aborted).toBe(false);
  await session[Symbol.asyncDispose]();
});

test("a lease that could not be renewed for its whole length counts as lost, because somebody else may hold it", async () => {
  const bench = await openBench();
  const session = await bench.session();
  await bench.clock.pass(10_000);
  bench.journal.isReachable = false;
  await bench.clock.pass(29_000);
  expect(session.signal.aborted).toBe(false);
  await bench.clock.pass(2_000);
  expect(session.signal.reason).toBeInstanceOf(RefusedError);
  expect(session.signal.reason).toMatchObject({
    message:
      "the lease could not be renewed for 30 s: the journal is out of reach, and another run may have taken over",
    hint: "Nothing more is changed by this run. `continue` or `rollback` goes on from the journal.",
  });
  await session[Symbol.asyncDispose]();
});

test("telling people something prolongs no lease: whoever watches the holder does not see it as a sign of life", async () => {
  const bench = await openBench();
  const session = await bench.session(bench.run(), { length: 900_000 });
  await bench.clock.pass(299_000);
  await session.write({ phase: "done", deed: "publish", release: v2, after: { deployment: 7 } });
  bench.journal.isReachable = false;
  await bench.clock.pass(602_000);
  expect(session.signal.reason).toBeInstanceOf(RefusedError);
  await session[Symbol.asyncDispose]();
});

test("a journal that never answers does not hide that the lease has run out", async () => {
  const bench = await openBench();
  const session = await bench.session();
  bench.journal.beforeAppend = () => new Promise(() => undefined);
  await bench.clock.pass(39_000);
  expect(session.signal.aborted).toBe(false);
  await bench.clock.pass(2_000);
  expect(session.signal.reason).toBeInstanceOf(RefusedError);
});

test("a process that stood still goes on when nobody has taken its place", async () => {
  const bench = await openBench();
  const run = bench.run();
  let lag = 0;
  const session = await bench.session({ ...run, monotonic: () => run.monotonic() + lag });
  lag = 3_600_000;
  await bench.clock.pass(40_000);
  expect(session.signal.aborted).toBe(false);
  expect(bench.entries("renew").length).toBeGreaterThan(0);
  await session[Symbol.asyncDispose]();
});

test("a process that stood still while another took its place is lost", async () => {
  const bench = await openBench();
  const run = bench.run();
  let lag = 0;
  const session = await bench.session({ ...run, monotonic: () => run.monotonic() + lag }, { length: 900_000 });
  lag = 3_600_000;
  await takeAway(bench);
  await bench.clock.pass(10_000);
  expect(session.signal.reason).toBeInstanceOf(RefusedError);
  expect(bench.entries("renew")).toEqual([]);
  await session[Symbol.asyncDispose]();
});

test("entries are written one at a time, in the order in which they were asked for", async () => {
  const bench = await openBench();
  await bench.within(async ({ session }) => {
    await openV2(session);
    const targets = Array.from({ length: 6 }, (_, i) => `item-${i}`);
    await Promise.all(
      targets.map((item) =>
        session.write({ phase: "note", deed: "check", item, after: { target: "idle", passed: true } }),
      ),
    );
    expect(bench.entries("check").map(({ item }) => item)).toEqual(targets);
  });
});
