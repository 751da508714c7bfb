import { expect, test } from "vitest";
import type { Rehearsed } from "../../src/core/rehearsal/evidence.ts";
import { CancelledError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import { keepEvidence } from "../../src/stages/keep-evidence.ts";
import { openBench } from "../doubles/bench.ts";
import { memoryJournal } from "../doubles/journal.ts";

const evidence: Rehearsed = {
  ...{ commit: "a", at: "2026-11-20T12:00:00Z", fingerprint: "tickets", versions: ["2"] },
  ...{ verdict: "SAFE", previous: "works", steps: [], took: 12, down: "lossless" },
};

test("the journal is told beside a run that is at work, without its lease", async () => {
  const bench = await openBench();
  await bench.within(async ({ session }) => {
    await keepEvidence(memoryJournal(bench.journal), bench.run(), evidence);
    await session.write({ phase: "note", deed: "renew" });
    expect(session.state.rehearsals).toEqual([evidence]);
  });
});

test("a token that may only read is no reason to stop: the rehearsal is repeated then", async () => {
  const bench = await openBench();
  const effects = bench.run();
  const journal = memoryJournal(bench.journal);
  const refusing = (error: Error) => ({ ...journal, append: () => Promise.reject(error) });
  await keepEvidence(refusing(new RefusedError("the token may only read")), effects, evidence);
  expect(effects.lines).toEqual([
    expect.stringMatching(/^warn: The journal was not told .*: the token may only read$/),
  ]);
  await keepEvidence(refusing(new ServiceError("no route to host")), effects, evidence);
  for (const error of [new CancelledError("the run was cancelled"), new TypeError("x is not a function")])
    await expect(keepEvidence(refusing(error), effects, evidence)).rejects.toBe(error);
});
