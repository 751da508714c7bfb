import { expect, test } from "vitest";
import { AbortedError, ServiceError } from "../../src/kit/errors.ts";
import type { Context } from "../../src/stages/context.ts";
import { deploySlot } from "../../src/stages/deploy-slot.ts";
import { type Bench, openBench, v1, v2 } from "../doubles/bench.ts";
import { slotWith } from "../doubles/host.ts";

function run(bench: Bench, context: Context): Promise<{ readonly url: string }> {
  const { slot } = bench.chain();
  if (slot === null) throw new Error("the chain has a host");
  return deploySlot(context, slot);
}

async function deploying(bench: Bench, effects = bench.run()): Promise<{ url: string } | (Error & { hint?: string })> {
  const ends: unknown[] = [];
  await bench.within(async (context) => {
    if (context.session.state.open === null) await context.session.write({ phase: "done", deed: "open", release: v2 });
    ends.push(await run(bench, context).catch((error: unknown) => error));
  }, effects);
  return ends[0] as Error;
}

test("a release is prepared, started, and believed once it answers", async () => {
  const bench = await openBench();
  expect(await deploying(bench)).toEqual({ url: "http://green.test", slot: "green" });
  expect(bench.host.deeds).toEqual(["prepare green v2", "start green v2"]);
  expect(bench.deeds()).toEqual([
    "done open v2",
    "intend prepare green",
    "done prepare green",
    "intend start green",
    "done start green",
  ]);
  expect(bench.entries("prepare", "intend")).toMatchObject([
    { before: { green: { status: "empty" } }, asked: { slot: "green", commit: v2.commit } },
  ]);
  expect(bench.entries("start", "intend")).toMatchObject([{ undo: { deed: "stop", slot: "green" } }]);
  expect(bench.host.slots.blue).toEqual(slotWith("blue", v1));
});

test("a release that does not become ready speaks against its commit; its last lines are shown", async () => {
  const bench = await openBench();
  bench.host.unwell.add("v2");
  const effects = bench.run();
  const error = await deploying(bench, effects);
  expect(error).toBeInstanceOf(AbortedError);
  expect(error).toMatchObject({
    message: "v2 did not become ready in slot green: its process has ended",
    hint: "The active slot was not touched. Its last log lines are printed above.",
  });
  expect(effects.lines).toContain("last lines of v2 in slot green\nno such table: tickets");
  expect(bench.deeds().slice(-2)).toEqual(["intend start green", "failed start green"]);
  await bench.within(async ({ session }) =>
    expect(session.state.open?.failure).toBe("v2 did not become ready in slot green: its process has ended"),
  );
});

test("files that cannot be had speak against nobody", async () => {
  const bench = await openBench();
  bench.host.during = (deed) => {
    if (deed.startsWith("prepare")) throw new ServiceError("the disk is full");
  };
  expect(await deploying(bench)).toMatchObject({ message: "the disk is full" });
  await bench.within(async ({ session }) => expect(session.state.open?.failure).toBe(null));
});

test("a process that died between preparing and starting goes on with starting", async () => {
  const bench = await openBench();
  bench.host.during = (deed) => {
    if (!deed.startsWith("start")) return;
    bench.journal.isReachable = false;
    throw new Error("killed");
  };
  await deploying(bench);
  bench.journal.isReachable = true;
  bench.host.during = () => undefined;
  bench.host.deeds.length = 0;
  expect(await deploying(bench)).toMatchObject({ url: "http://green.test" });
  expect(bench.host.deeds).toEqual(["start green v2"]);
});

test("a cancelled start blames nobody", async () => {
  const bench = await openBench();
  const effects = bench.run();
  bench.host.during = (deed) => {
    if (deed.startsWith("ready")) effects.cancel(new Error("cancelled by SIGINT"));
  };
  expect(await deploying(bench, effects)).toMatchObject({ message: "cancelled by SIGINT" });
  await bench.within(async ({ session }) => expect(session.state.open?.failure).toBe(null));
});
