import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readProcess } from "../../src/adapters/executors/proc.ts";
import { CancelledError, TimeoutError } from "../../src/kit/errors.ts";
import { withHooks, withHooksAround } from "../../src/stages/commands.ts";
import { runDeploySlot } from "../../src/stages/pipeline.ts";
import { openSession } from "../../src/stages/session.ts";
import { openBench, opened, v2 } from "../doubles/bench.ts";
import { memoryHost } from "../doubles/host.ts";
import { journalPlace, memoryJournal } from "../doubles/journal.ts";
import { temporaryFolder, testEffects } from "../effects.ts";

/** A program that starts another one, tells both ids, and never ends; it does not even listen to SIGTERM. */
const hangs = (folder: string) =>
  [
    "node",
    "-e",
    `const { spawn } = require("node:child_process"), { writeFileSync } = require("node:fs");
     process.on("SIGTERM", () => {});
     const child = spawn("sleep", ["600"]);
     writeFileSync(${JSON.stringify(join(folder, "ids"))}, JSON.stringify([process.pid, child.pid]));
     setInterval(() => {}, 1000);`,
  ] as const;

/** A stage with the real clock and real programs. */
async function openRealStage(folder: string) {
  const place = journalPlace();
  const effects = testEffects({ folder });
  const terms = { length: 30_000, wait: 0, requestAbort: null };
  const session = await openSession(memoryJournal(place), effects, terms);
  return { place, session, effects, context: { effects, session, application: "shop", environment: "production" } };
}

async function idsIn(folder: string): Promise<readonly number[]> {
  return JSON.parse(await readFile(join(folder, "ids"), "utf8")) as number[];
}

const isGone = (pid: number) => (readProcess(pid)?.isZombie ?? true) === true;

test("a command that hangs is ended with everything it has started, and the failure names stage and limit", async () => {
  await using folder = await temporaryFolder();
  const { context, session, place } = await openRealStage(folder.path);
  let hasBegun = false;
  const hooks = { before: [hangs(folder.path)], after: [], timeLimit: 700 };
  const work = withHooks(context, "migrate", hooks, async () => {
    hasBegun = true;
  });
  const error: unknown = await work.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TimeoutError);
  expect((error as Error).message).toBe("migrate was stopped, because it took longer than its `time-limit` of 700 ms");
  expect(hasBegun).toBe(false);
  const ids = await idsIn(folder.path);
  expect(ids).toHaveLength(2);
  expect(ids.filter((id) => !isGone(id))).toEqual([]);
  // It has failed: nobody has interrupted it.
  const [failed] = place.entries.filter(({ phase }) => phase === "failed");
  expect(failed).toMatchObject({ deed: "command", evidence: "environment" });
  expect(session.signal.aborted).toBe(false);
  await session[Symbol.asyncDispose]();
}, 20_000);

test("a rollback is neither stopped by its time limit nor kept from beginning by a command that hangs", async () => {
  await using folder = await temporaryFolder();
  const { context, session, effects } = await openRealStage(folder.path);
  const hooks = { before: [hangs(folder.path)], after: [], timeLimit: 300 };
  const restored = await withHooksAround(context, "rollback", hooks, async () => {
    await effects.sleep(600, session.signal);
    return "v1";
  });
  expect(restored).toBe("v1");
  expect(effects.lines).toContainEqual(
    expect.stringMatching(/^warn: rollback was stopped.*; the rollback begins without it$/),
  );
  await session[Symbol.asyncDispose]();
}, 20_000);

test("a stage that is done in time is not touched by its limit, and the clock does not keep it waiting", async () => {
  const bench = await openBench();
  const before = bench.clock.elapsed();
  await bench.within(async (context) => {
    const hooks = { before: [], after: [], timeLimit: 60_000 };
    expect(await withHooks(context, "backup", hooks, async () => "done")).toBe("done");
  });
  expect(bench.clock.elapsed() - before).toBeLessThan(1000);
});

test("a slot that does not come up in the stage's time has failed as other slots do, and the release is still open", async () => {
  const bench = await openBench();
  await bench.within(async (context) => {
    const { session, effects } = context;
    await session.write({ phase: "done", deed: "open", release: v2 });
    const host = opened("host", {
      ...memoryHost(bench.host),
      ready: async (_slot: unknown, _release: unknown, _within: unknown, signal?: AbortSignal) => {
        await effects.sleep(10 ** 9, signal);
        throw new Error("nobody waits that long");
      },
    });
    const hooks = { before: [], after: [], timeLimit: 5_000 };
    const slot = { host, readyTimeout: 10 ** 9, drain: 0, afterPromote: "stop" as const, hooks };
    await expect(runDeploySlot(context, bench.chain({ slot }))).rejects.toThrow(
      "deploy-slot was stopped, because it took longer than its `time-limit` of 5 s",
    );
    expect(session.state.open).toMatchObject({ version: "v2", prepared: true, started: false, failure: null });
  });
});

test("a run that is cancelled within a stage's limit was cancelled, not too slow", async () => {
  const bench = await openBench();
  const effects = bench.run();
  await bench.within(async (context) => {
    const hooks = { before: [], after: [], timeLimit: 60_000 };
    const work = withHooks(context, "smoke-test", hooks, async ({ session }) => {
      effects.cancel(new CancelledError("cancelled by SIGTERM"));
      await effects.sleep(1000, session.signal);
    });
    await expect(work).rejects.toThrow("cancelled by SIGTERM");
  }, effects);
});
