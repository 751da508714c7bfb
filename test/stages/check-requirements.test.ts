import { expect, test } from "vitest";
import { met } from "../../src/core/preflight/finding.ts";
import { CancelledError, ServiceError } from "../../src/kit/errors.ts";
import { checkRequirements } from "../../src/stages/check-requirements.ts";
import type { Requirement } from "../../src/stages/ports/requirement.ts";
import { virtualClock } from "../doubles/clock.ts";
import { testEffects } from "../effects.ts";

const well = (what: string): Requirement => ({ what, look: async () => [met(what, "is there")] });

test("everything is told in the order of the file, whoever answers first, and what fails is one finding among them", async () => {
  const away: Requirement = {
    what: "redis a",
    look: async () => Promise.reject(new ServiceError("it is away", { hint: "start it" })),
  };
  const findings = await checkRequirements(testEffects(), [well("a"), away, well("b")]);
  expect(findings.map(({ what, judgement, found }) => [what, judgement, found])).toEqual([
    ["a", "met", "is there"],
    ["redis a", "refused", "could not be looked at: it is away"],
    ["b", "met", "is there"],
  ]);
  expect(findings[1]?.remedy).toBe("start it");
});

test("whoever never answers is in the way after a minute, and its question is ended", async () => {
  const clock = virtualClock();
  let ended: unknown = null;
  const silent: Requirement = {
    what: "tcp db:5432",
    look: (signal) => new Promise(() => signal.addEventListener("abort", () => (ended = signal.reason))),
  };
  const findings = await clock.run(checkRequirements(testEffects(clock.effects), [silent, well("b")]));
  expect(findings.map(({ judgement, found }) => `${judgement}: ${found}`)).toEqual([
    "refused: could not be looked at: tcp db:5432 has not answered within 60 s",
    "met: is there",
  ]);
  expect(ended).toBeInstanceOf(Error);
});

test("no more than eight are asked at once", async () => {
  let now = 0;
  let most = 0;
  const slow = (what: string): Requirement => ({
    what,
    async look() {
      now += 1;
      most = Math.max(most, now);
      await new Promise((turn) => setImmediate(turn));
      now -= 1;
      return [met(what, "is there")];
    },
  });
  const all = Array.from({ length: 30 }, (_, i) => slow(`r${i}`));
  expect(await checkRequirements(testEffects(), all)).toHaveLength(30);
  expect(most).toBe(8);
});

test("a secret that an answer repeats is hidden in the finding", async () => {
  const effects = testEffects();
  effects.mask("pl4nted");
  const talking: Requirement = { what: "http a", look: async () => [met("http a", "says pl4nted")] };
  expect(await checkRequirements(effects, [talking])).toEqual([met("http a", "says ***")]);
});

test("a cancelled run is cancelled and finds nothing; a defect of ours stays one", async () => {
  const controller = new AbortController();
  const cancelled: Requirement = {
    what: "a",
    look: async (signal) => {
      controller.abort(new CancelledError("cancelled by SIGINT"));
      signal.throwIfAborted();
      return [];
    },
  };
  await expect(checkRequirements(testEffects({ signal: controller.signal }), [cancelled])).rejects.toThrow("SIGINT");
  const defect: Requirement = { what: "a", look: async () => Promise.reject(new TypeError("x is undefined")) };
  await expect(checkRequirements(testEffects(), [defect])).rejects.toThrow(TypeError);
});
