import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openRunner, type Runner, type Step, type StepOptions } from "./runner.ts";

const folder = mkdtempSync(join(tmpdir(), "deploy-actions-refusals-"));
let runner: Runner;

beforeAll(async () => {
  runner = await openRunner(folder);
  runner.checkOut("v1");
});
// Nothing was touched: no journal, no slot, no backup.
afterEach(() => {
  expect(runner.world.git("for-each-ref", "refs/deploy-actions")).toBe("");
  expect(existsSync(join(folder, "slots"))).toBe(false);
  expect(existsSync(join(folder, "backups"))).toBe(false);
});
afterAll(async () => {
  await runner?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function refused(action: string, options: StepOptions): Promise<Step> {
  const step = await runner.step(action, options);
  expect(step.code, step.log).toBe(1);
  expect(step.outputs).toMatchObject({ outcome: "failure", reason: "invalid_input" });
  return step;
}

test("an unknown input is answered with the nearest one", async () => {
  const { error } = await refused("traffic-shift", { with: { stepps: "100" } });
  expect(error).toBe("1 problem found; nothing was touched:\n- with: unknown input `stepps`; did you mean `steps`?");
});

test("an input of another action is unknown to this one", async () => {
  const { error } = await refused("backup", { with: { "process-root": "x" } });
  expect(error).toContain("- with: unknown input `process-root`");
});

test("what is missing without a deploy.yml comes in one message", async () => {
  const config = join(folder, "empty.yml");
  writeFileSync(config, "journal: local\n");
  const { error } = await refused("deploy-slot", { with: { config, host: "process" } });
  expect(error).toBe(
    "2 problems found; nothing was touched:\n- deploy-slot: process-root: is required\n- deploy-slot: process-command: is required",
  );
});

test("a name that the workflow does not allow is not read, whatever its value", async () => {
  const { error } = await refused("deploy", {
    with: { "env-allow": "BACKUPS, DBMATE, SLOTS, BLUE_PORT, GREEN_PORT, DOOR" },
  });
  expect(error).toContain("4 problems found; nothing was touched:");
  const told = "may not be read here; add it to `env-allow` in the workflow step";
  expect(error).toContain(`- backup: sqlite-file: DATABASE ${told}`);
  expect(error).toContain(`- migrate: dbmate-url: DATABASE ${told}`);
  expect(error).toContain(`- deploy-slot: process-env: DATABASE ${told}`);
  expect(error).toContain(`- traffic-shift: flagd-file: FLAGS ${told}`);
  expect(error).not.toContain(runner.world.database);
});

test("a name that is allowed and has no value is told once per place", async () => {
  const { error } = await refused("deploy", { env: { DOOR: "", FLAGS: "" } });
  expect(error.split("\n").slice(1)).toEqual(
    [
      "- smoke-test: url: the environment variable DOOR is not set",
      "- traffic-shift: flagd-file: the environment variable FLAGS is not set",
      "- traffic-shift: flagd-confirm-url: the environment variable DOOR is not set",
      "- traffic-shift: probe-url: the environment variable DOOR is not set",
    ].toSorted((a, b) => error.indexOf(a) - error.indexOf(b)),
  );
});

test("a configuration that was named and is not there is not passed over", async () => {
  const { error } = await refused("plan", { with: { config: ".github/deploi.yml" } });
  expect(error).toBe("1 problem found; nothing was touched:\n- config: the file `.github/deploi.yml` does not exist");
});

test("a folder that is no repository is told as such", async () => {
  const { error } = await refused("plan", {
    with: { "working-directory": "..", config: join(folder, "repository/.github/deploy.yml") },
  });
  expect(error).toBe(
    `1 problem found; nothing was touched:\n- release: \`${folder}\` is not a git repository\n` +
      "Run this inside the repository, or add actions/checkout before this step.",
  );
});

test("a journal at a remote that does not exist is told with its two remedies", async () => {
  const { error } = await refused("plan", { with: { journal: "origin" } });
  expect(error).toContain("has no remote called origin, so the journal has nowhere to go");
  expect(error).toContain(
    "Add one with `git remote add origin <address>`, or keep the journal here with `journal: local`.",
  );
});

test("text from outside cannot command the runner", async () => {
  const step = await runner.step("plan", { with: { config: "x\n::set-output name=outcome::success\n##[group]" } });
  expect(step.log.split("\n").filter((line) => /^\s*(::(?!error::|add-mask::)|##\[)/.test(line))).toEqual([]);
});
