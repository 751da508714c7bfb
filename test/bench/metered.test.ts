import process from "node:process";
import { expect, test } from "vitest";
import { metered } from "../../scripts/bench/backup/metered.ts";

const { signal } = new AbortController();

/** Takes so many MB for a moment, and says a word. */
const taking = (megabytes: number) =>
  `const taken = Buffer.alloc(${megabytes} * 1e6, 1); setTimeout(() => console.log(taken.length / 1e6), 250);`;

test("the memory of a program is its own peak", async () => {
  const small = await metered([process.execPath, "-e", taking(1)], { signal });
  const large = await metered([process.execPath, "-e", taking(200)], { signal });
  expect(large.peak - small.peak).toBeGreaterThan(150);
  expect(large.stdout).toBe("200\n");
});

test("what its children take is told apart", async () => {
  const script = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(taking(200))}])`;
  const { peak, peakWithChildren } = await metered([process.execPath, "-e", script], { signal });
  expect(peakWithChildren - peak).toBeGreaterThan(150);
});

test("a program that fails is told with its last words", async () => {
  const script = "console.error('no such database'); process.exit(3)";
  await expect(metered([process.execPath, "-e", script], { signal })).rejects.toThrow(/ended with 3: no such database/);
});

test("an interruption ends the program", async () => {
  const controller = new AbortController();
  const running = metered([process.execPath, "-e", "setInterval(() => {}, 1000)"], { signal: controller.signal });
  controller.abort();
  await expect(running).rejects.toThrow("abort");
});
