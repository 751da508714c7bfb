import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";

const script = join(import.meta.dirname, "../../scripts/demo.ts");

function start(...args: readonly string[]): { child: ChildProcess; ended: Promise<number | null>; stderr: string[] } {
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const stderr: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => stderr.push(text));
  return { child, stderr, ended: once(child, "close").then(([code]) => code as number | null) };
}

/** Processes that were started with this text in their environment. */
function processesWith(text: string): readonly string[] {
  return readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, "utf8").includes(text);
    } catch {
      return false;
    }
  });
}

test("wrong options cost nothing but a message with the remedy", async () => {
  const demo = start("--break", "disk", "--kepp");
  demo.child.stdout?.resume();
  expect(await demo.ended).toBe(2);
  expect(demo.stderr.join("")).toBe(
    [
      "unknown option `kepp`; did you mean `keep`?",
      "--break: must be one of: smoke, traffic, migration, backup, kill",
      "`npm run demo -- --help` tells what is possible.",
      "",
    ].join("\n"),
  );
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "%s in the middle of a deployment leaves no process and no folder behind",
  async (signal, code) => {
    const demo = start("--keep");
    let folder = "";
    let wasRunning: readonly string[] = [];
    for await (const line of createInterface({ input: demo.child.stdout as NodeJS.ReadableStream })) {
      folder ||= /Everything happens in (\S+)/.exec(line)?.[1] ?? "";
      if (!line.includes("answers as v1")) continue;
      wasRunning = processesWith(folder);
      demo.child.kill(signal);
    }
    expect(await demo.ended).toBe(code);
    expect(demo.stderr.join("")).toContain(`Interrupted by ${signal}`);
    // The door, the deployer and the slot.
    expect(wasRunning.length).toBeGreaterThanOrEqual(3);
    expect(processesWith(folder)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  },
  60_000,
);
