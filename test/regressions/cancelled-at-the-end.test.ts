import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { orPutBack, type Work } from "../../src/actions/begin.ts";
import { flagdRouter } from "../../src/adapters/routers/flagd.ts";
import { nextStage } from "../../src/core/chain.ts";
import { CancelledError } from "../../src/kit/errors.ts";
import { runPipeline } from "../../src/stages/pipeline.ts";
import { openBench, v2 } from "../doubles/bench.ts";

const flags = {
  release: {
    state: "ENABLED",
    variants: { blue: "blue", green: "green" },
    defaultVariant: "blue",
    targeting: {
      fractional: [
        ["blue", 100],
        ["green", 0],
      ],
    },
  },
};

function flagFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "flags-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "flags.json"), JSON.stringify({ flags }));
  return join(folder, "flags.json");
}

test("a run that is cancelled while it checks the public address puts the traffic back, and says so", async () => {
  const bench = await openBench();
  const path = flagFile();
  const effects = bench.run();
  const cluster = {
    "flagd-config-map": undefined,
    "flagd-kubectl-context": undefined,
    "flagd-kubectl-config": undefined,
  };
  const given = { ...cluster, "flagd-file": path, "flagd-flag": "release", "flagd-confirm-url": undefined };
  const about = { effects, application: "shop", environment: "production" };
  const port = flagdRouter.open({ ...given, "flagd-confirm-within": 0 }, about);
  const router = { port, record: { kind: "router", name: "flagd", with: { "flagd-file": path } } };
  // Asked for the slot's own checks once everything has arrived.
  const smoke = (slot: string) => {
    if (slot === "green") effects.cancel(new CancelledError("cancelled by SIGINT"));
    if (slot === "green") throw new CancelledError("cancelled by SIGINT");
    return [];
  };
  const chain = bench.chain({ smoke, shifts: [{ ...bench.shift(), item: "flagd", router }] });
  const shape = { backups: [], migrates: false, deploys: true, checks: false, shifts: ["flagd"] };
  const work = bench.within(async (context) => {
    const { session } = context;
    await session.write({ phase: "done", deed: "open", release: v2 });
    const inHand = { context, session, chain } as unknown as Work;
    const failure = await orPutBack(inHand, () => runPipeline(context, chain)).catch((error: Error) => error);
    const { open } = session.state;
    return { failure, next: open && nextStage(open, shape) };
  }, effects);
  const { failure, next } = await work;
  expect(failure).toBeInstanceOf(CancelledError);
  expect(String(failure)).toContain("All traffic is back on slot blue");
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ flags });
  // Whoever continues begins the ramp again, and does not check v1 in the name of v2.
  expect(next).toBe("traffic-shift");
});
