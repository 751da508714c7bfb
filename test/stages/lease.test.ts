import { expect, test } from "vitest";
import type { Writer } from "../../src/core/journal.ts";
import type { RunIdentity } from "../../src/kit/effects.ts";
import { RefusedError, ServiceError } from "../../src/kit/errors.ts";
import { jobStillWorks } from "../../src/stages/who-works.ts";
import { fullEntry } from "../../src/stages/writer.ts";
import { type Bench, openBench, v2 } from "../doubles/bench.ts";
import { memoryJournal } from "../doubles/journal.ts";

/** Takes the lease as a process that never does anything again. */
async function leaveLease(bench: Bench, identity: Partial<RunIdentity> = {}, length = 30_000): Promise<void> {
  const journal = memoryJournal(bench.journal);
  const head = await journal.head();
  const effects = bench.run(identity);
  const entry = fullEntry({ phase: "done", deed: "take-lease", asked: { length } }, effects, head.state.epoch + 1);
  await journal.append(entry, head);
}

async function leaseNow(bench: Bench) {
  return (await memoryJournal(bench.journal).head()).state.lease;
}

async function refusal(work: Promise<unknown>): Promise<RefusedError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RefusedError);
  return error as RefusedError;
}

test("the lease is taken in a new epoch and given back at the end", async () => {
  const bench = await openBench();
  const before = (await memoryJournal(bench.journal).head()).state.epoch;
  await bench.within(async ({ session }) => {
    expect(session.state.epoch).toBe(before + 1);
    expect(session.state.lease).toMatchObject({ epoch: before + 1, length: 30_000, holder: { actor: "alice" } });
  });
  expect(await leaseNow(bench)).toBe(null);
  expect(bench.journal.entries.slice(-2).map(({ deed }) => deed)).toEqual(["take-lease", "release-lease"]);
});

test.each([
  { length: 30_000, first: 10_000 },
  { length: 900_000, first: 300_000 },
])("a lease of $length ms is renewed every $first ms", async ({ length, first }) => {
  const bench = await openBench();
  const session = await bench.session(bench.run(), { length });
  await bench.clock.pass(first - 1);
  expect(bench.entries("renew")).toHaveLength(0);
  await bench.clock.pass(1);
  expect(bench.entries("renew")).toHaveLength(1);
  await bench.clock.pass(2 * first);
  expect(bench.entries("renew")).toHaveLength(3);
  await session[Symbol.asyncDispose]();
  await bench.clock.pass(3 * first);
  expect(bench.entries("renew")).toHaveLength(3);
});

test("a second run is refused and told who holds the lease and since when", async () => {
  const bench = await openBench();
  bench.alive.add(4711);
  await leaveLease(bench, { pid: 4711, actor: "bob" });
  const written = bench.journal.entries.length;
  const error = await refusal(bench.session());
  expect(error.message).toBe(
    "another run holds the lease: bob (process 4711 on build-1), since 2026-11-20T12:00:00.000Z",
  );
  expect(error.hint).toBe("Wait for it, give `wait: 30m`, or run `deploy-actions rollback`, which asks it to stop.");
  expect(bench.journal.entries).toHaveLength(written);
});

test("a holder on a runner is named by its run's address", async () => {
  const bench = await openBench();
  await leaveLease(bench, { host: "runner-7", url: "https://github.test/shop/actions/runs/9" });
  const error = await refusal(bench.session());
  expect(error.message).toBe(
    "another run holds the lease: alice (https://github.test/shop/actions/runs/9), since 2026-11-20T12:00:00.000Z",
  );
});

test("a run that may wait gets the lease as soon as it is given back", async () => {
  const bench = await openBench();
  bench.alive.add(1);
  const first = await bench.session(bench.run({ pid: 1 }));
  const second = bench.session(bench.run(), { wait: 60_000 });
  await bench.clock.pass(3_000);
  expect(await leaseNow(bench)).toMatchObject({ holder: { pid: 1 } });
  await first[Symbol.asyncDispose]();
  await bench.clock.pass(1_000);
  expect((await second).state.lease).toMatchObject({ epoch: first.state.epoch + 1 });
  await (await second)[Symbol.asyncDispose]();
});

test("a run that may wait is refused when the time is up", async () => {
  const bench = await openBench();
  bench.alive.add(1);
  await leaveLease(bench, { pid: 1 });
  const error = await refusal(bench.clock.run(bench.session(bench.run(), { wait: 5_000 })));
  expect(bench.clock.elapsed()).toBe(5_000);
  expect(error.hint).toBe("It did not end in time, or run `deploy-actions rollback`, which asks it to stop.");
});

test("a holder on this machine that has died is followed at once, and the journal says whom", async () => {
  const bench = await openBench();
  await leaveLease(bench, { id: "the-dead-one", pid: 4711 }, 900_000);
  const session = await bench.session();
  expect(bench.clock.elapsed()).toBe(0);
  expect(bench.entries("take-lease").at(-1)?.before).toEqual({ from: "the-dead-one" });
  await session[Symbol.asyncDispose]();
});

test("the same process id on another machine, boot or container says nothing about the holder", async () => {
  const bench = await openBench();
  await leaveLease(bench, { host: "build-1/another-boot/pid:[1]", pid: 4711 });
  await refusal(bench.session());
});

test("a holder that cannot be seen is followed only after its whole length of silence, on one's own clock", async () => {
  const bench = await openBench();
  await leaveLease(bench, { host: "elsewhere" });
  const run = bench.run();
  // A wall clock that is a year ahead must not matter.
  const effects = { ...run, now: () => run.now() + 365 * 86_400_000 };
  const session = bench.session(effects, { wait: 120_000 });
  await bench.clock.pass(29_900);
  expect(await leaseNow(bench)).toMatchObject({ holder: { host: "elsewhere" } });
  await bench.clock.pass(600);
  expect((await session).state.lease).toMatchObject({ holder: { host: "build-1" } });
  await (await session)[Symbol.asyncDispose]();
});

test("a holder that cannot be seen and renews is never followed", async () => {
  const bench = await openBench();
  const first = await bench.session(bench.run({ host: "elsewhere" }));
  const second = bench.session(bench.run(), { wait: 600_000 });
  second.catch(() => undefined);
  await bench.clock.pass(599_000);
  expect(await leaseNow(bench)).toMatchObject({ holder: { host: "elsewhere" }, epoch: first.state.epoch });
  await bench.clock.pass(2_000);
  await refusal(second);
  await first[Symbol.asyncDispose]();
});

test("of two runs that want the lease at the same time one gets it, and the other is told who", async () => {
  const bench = await openBench();
  bench.alive.add(1).add(2);
  const runs = [bench.run({ pid: 1, actor: "alice" }), bench.run({ pid: 2, actor: "bob" })];
  const ends = await Promise.allSettled(runs.map((run) => bench.session(run)));
  const [winner] = ends.flatMap((end) => (end.status === "fulfilled" ? [end.value] : []));
  const losers = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as Error] : []));
  expect(losers).toHaveLength(1);
  expect(losers[0]?.message).toContain(`another run holds the lease: ${winner?.state.lease?.holder.actor}`);
  await winner?.[Symbol.asyncDispose]();
});

test("a rollback asks the holder to stop once, and takes the lease when the holder has yielded", async () => {
  const bench = await openBench();
  bench.alive.add(1);
  const holder = await bench.session(bench.run({ pid: 1 }));
  await holder.write({ phase: "done", deed: "open", release: v2 });
  const requestAbort = { reason: "the site is down", within: 900_000 };
  const rollback = bench.session(bench.run({ actor: "bob" }), { requestAbort });
  await bench.clock.pass(9_000);
  expect(bench.entries("abort-requested")).toHaveLength(1);
  expect(holder.signal.aborted).toBe(false);
  await bench.clock.pass(1_500);
  expect(holder.signal.reason).toMatchObject({
    code: "cancelled",
    message: "bob asked this run to stop: the site is down",
  });
  await holder[Symbol.asyncDispose]();
  await bench.clock.pass(1_000);
  const session = await rollback;
  expect(session.state.open).toMatchObject({ version: "v2", abortRequested: null });
  expect(bench.entries("abort-requested")).toHaveLength(1);
  await session[Symbol.asyncDispose]();
});

test("a holder that never yields is named to the rollback that has waited for it", async () => {
  const bench = await openBench();
  bench.alive.add(4711);
  await leaveLease(bench, { pid: 4711 });
  const requestAbort = { reason: "enough", within: 20_000 };
  const error = await refusal(bench.clock.run(bench.session(bench.run(), { requestAbort })));
  expect(bench.clock.elapsed()).toBe(20_000);
  expect(error.message).toBe(
    "alice (process 4711 on build-1), since 2026-11-20T12:00:00.000Z was asked to stop and has not done so in time",
  );
  expect(error.hint).toBe(
    "End that process (it may be in the middle of a migration: look first), then run `rollback` again.",
  );
});

test("waiting for the lease ends when the run is cancelled", async () => {
  const bench = await openBench();
  bench.alive.add(1);
  await leaveLease(bench, { pid: 1 });
  const effects = bench.run();
  const session = bench.session(effects, { wait: 600_000 });
  session.catch(() => undefined);
  await bench.clock.pass(1_000);
  const reason = new Error("cancelled by SIGINT");
  effects.cancel(reason);
  await expect(session).rejects.toBe(reason);
  expect(await leaseNow(bench)).toMatchObject({ holder: { pid: 1 } });
});

test("a holder elsewhere of whose run somebody knows that it has ended is not waited for", async () => {
  const bench = await openBench();
  await leaveLease(bench, { host: "build-2", id: "77/1/act" });
  const asked: string[] = [];
  const askLiveness = async ({ id }: { readonly id: string }) => {
    asked.push(id);
    return "ended" as const;
  };
  await using _session = await bench.session(bench.run(), { askLiveness });
  expect(asked).toEqual(["77/1/act"]);
  expect((await leaseNow(bench))?.holder.host).toBe("build-1");
});

test("while a holder lives elsewhere, somebody is asked about it every 30 s and not more often", async () => {
  const bench = await openBench();
  await leaveLease(bench, { host: "build-2" }, 900_000);
  const asked: number[] = [];
  const askLiveness = async () => {
    asked.push(bench.clock.elapsed());
    return "alive" as const;
  };
  const terms = { wait: 100_000, askLiveness };
  await refusal(bench.clock.run(bench.session(bench.run(), terms)));
  expect(asked).toHaveLength(4);
  expect(asked.map((at, i) => at - (asked[i - 1] ?? at - 30_000) >= 30_000)).toEqual([true, true, true, true]);
});

test("nobody is asked about a holder that can be seen from here", async () => {
  const bench = await openBench();
  await leaveLease(bench, { pid: 4711 });
  bench.alive.add(4711);
  const terms = { askLiveness: () => Promise.reject(new Error("asked all the same")) };
  expect((await refusal(bench.session(bench.run(), terms))).message).toContain("another run holds the lease");
});

test("an answer that does not come leaves the holder unknown, and says so", async () => {
  const bench = await openBench();
  await leaveLease(bench, { host: "build-2", id: "77/1/act" });
  const effects = bench.run();
  const github = () => Promise.reject(new ServiceError("GitHub is away"));
  await refusal(
    bench.session(effects, { askLiveness: (holder: Writer) => jobStillWorks(holder, { effects, github }) }),
  );
  expect(effects.lines).toContain("warn: Whether run 77 still works could not be asked: GitHub is away");
});

test("a rollback asks the holder to stop at once, however long it takes to hear whether that one still runs", async () => {
  const bench = await openBench();
  const holder = await bench.session(bench.run({ actor: "alice", pid: 42, host: "build-2" }), { length: 900_000 });
  await holder.write({ phase: "done", deed: "open", release: v2 });
  const effects = bench.run({ actor: "bob", host: "build-3" });
  const askLiveness = () => effects.sleep(94_000).then(() => "unknown" as const);
  const taking = bench.session(effects, { requestAbort: { reason: "errors", within: 60_000 }, askLiveness });
  await bench.clock.pass(2_000);
  expect(bench.entries("abort-requested")).toMatchObject([{ reason: "errors" }]);
  await holder[Symbol.asyncDispose]();
  await using session = await bench.clock.run(taking);
  expect(bench.clock.elapsed()).toBeLessThan(5_000);
  expect(session.state.lease?.holder.actor).toBe("bob");
});

test("a late answer that the holder has ended is believed unless that one has written since it was asked about", async () => {
  const bench = await openBench();
  const holder = await bench.session(bench.run({ actor: "alice", pid: 42, host: "build-2" }), { length: 900_000 });
  const effects = bench.run({ actor: "bob", host: "build-3" });
  const asked: number[] = [];
  const askLiveness = async () => {
    asked.push(bench.clock.elapsed());
    await effects.sleep(5_000);
    return "ended" as const;
  };
  const taking = bench.session(effects, { requestAbort: { reason: "errors", within: 600_000 }, askLiveness });
  await bench.clock.pass(2_000);
  await holder.write({ phase: "note", deed: "renew" });
  await bench.clock.pass(20_000);
  expect(bench.entries("take-lease").at(-1)?.run.actor).toBe("alice");
  await using _session = await bench.clock.run(taking);
  expect(asked).toHaveLength(2);
  expect(bench.clock.elapsed()).toBeLessThan(60_000);
});

test("a run that may not wait for the holder does wait for the answer whether there still is one", async () => {
  const bench = await openBench();
  await leaveLease(bench, { host: "build-2" });
  const effects = bench.run();
  const askLiveness = () => effects.sleep(3_000).then(() => "ended" as const);
  await using session = await bench.clock.run(bench.session(effects, { wait: 0, askLiveness }));
  expect(session.state.lease?.holder.id).toBe(effects.run.id);
});
