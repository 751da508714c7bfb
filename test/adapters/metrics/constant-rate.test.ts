import { expect, test } from "vitest";
import { type Fire, fireAtConstantRate } from "../../../src/adapters/metrics/constant-rate.ts";
import { plainEffects } from "../plain-effects.ts";

/** Collects what landed; each request takes as long as it is told to. */
function fire(rate: number, takes: () => Promise<void>, mostOutstanding = 1000) {
  const landed: number[] = [];
  const overflowed: number[] = [];
  const options: Fire<null> = {
    rate,
    mostOutstanding,
    async send(signal) {
      const dropped = new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
      await Promise.race([takes(), dropped]);
      return null;
    },
    landed: ({ at }) => void landed.push(at),
    overflowed: (at) => void overflowed.push(at),
  };
  return { landed, overflowed, options };
}

/** A clock that moves only when somebody sleeps, or when a test moves it. */
function virtualClock() {
  let time = 0;
  return {
    now: () => time,
    monotonic: () => time,
    advance: (milliseconds: number) => {
      time += milliseconds;
    },
    async sleep(milliseconds: number, signal?: AbortSignal) {
      await new Promise((turn) => setImmediate(turn));
      signal?.throwIfAborted();
      time += milliseconds;
    },
  };
}

const forever = () => new Promise<void>(() => {});
const pause = (milliseconds: number) => new Promise((waited) => setTimeout(waited, milliseconds));

test("requests go out evenly, at exactly the rate", async () => {
  const clock = virtualClock();
  const { landed, options } = fire(50, async () => {});
  await using running = fireAtConstantRate(clock, options);
  while (clock.now() < 1000) await pause(0);
  await running.finish();
  const gaps = landed.slice(1).map((at, i) => at - (landed[i] ?? 0));
  expect(Math.max(...gaps)).toBeCloseTo(20, 5);
  expect(Math.min(...gaps)).toBeCloseTo(20, 5);
  expect(landed.length).toBeGreaterThanOrEqual(50);
});

test("answers that never come delay nothing, up to the bound, and then are told of", async () => {
  const clock = virtualClock();
  const { landed, overflowed, options } = fire(100, forever, 30);
  await using running = fireAtConstantRate(clock, options);
  while (clock.now() < 1000) await pause(0);
  expect(running.sent).toBe(30);
  expect(overflowed.length).toBeGreaterThanOrEqual(70);
  expect(landed).toEqual([]);
});

test("a short stall is caught up with, and a long one is owned up to", async () => {
  const clock = virtualClock();
  const { options } = fire(100, async () => {});
  await using running = fireAtConstantRate(clock, options);
  while (clock.now() < 500) await pause(0);
  clock.advance(500);
  await pause(10);
  expect(running.missed).toBe(0);
  expect(Math.abs(running.sent - clock.now() / 10)).toBeLessThan(2);
  clock.advance(60_000);
  await pause(10);
  expect(running.missed).toBeGreaterThan(5900);
  expect(Math.abs(running.sent + running.missed - clock.now() / 10)).toBeLessThan(2);
});

test("a process that cannot keep up with the rate still gets to everything else", async () => {
  const { options } = fire(1000, async () => {
    const end = performance.now() + 3;
    while (performance.now() < end);
  });
  let turns = 0;
  const turning = setInterval(() => void turns++, 5);
  await using running = fireAtConstantRate(plainEffects(), options);
  await pause(1500);
  clearInterval(turning);
  expect(turns).toBeGreaterThan(2);
  expect(running.sent).toBeLessThan(1500);
});

test("by the real clock, too, the rate is kept", async () => {
  const { landed, options } = fire(500, () => pause(100) as Promise<void>);
  await using running = fireAtConstantRate(plainEffects(), options);
  await pause(1000);
  await running.finish();
  expect(landed.length).toBeGreaterThan(400);
  expect(landed.length).toBeLessThan(600);
  expect(landed.length).toBe(running.sent);
});

test("finishing waits for what is in flight; disposing drops it and tells nobody", async () => {
  const slow = fire(100, () => pause(200) as Promise<void>);
  const finishing = fireAtConstantRate(plainEffects(), slow.options);
  await pause(100);
  await finishing.finish();
  expect(slow.landed.length).toBe(finishing.sent);

  const dropped = fire(100, () => pause(200) as Promise<void>);
  const disposing = fireAtConstantRate(plainEffects(), dropped.options);
  await pause(100);
  await disposing[Symbol.asyncDispose]();
  await pause(300);
  expect(disposing.sent).toBeGreaterThan(2);
  expect(dropped.landed).toEqual([]);
});

test("settling waits for those that were sent before, and for no later one", async () => {
  let isFirst = true;
  const { landed, options } = fire(50, () => {
    const wait = isFirst ? pause(150) : forever();
    isFirst = false;
    return wait as Promise<void>;
  });
  await using running = fireAtConstantRate(plainEffects(), options);
  const soon = Date.now() + 10;
  await running.settled(soon);
  expect(landed).toHaveLength(1);
});
