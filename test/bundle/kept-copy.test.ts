import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRunner, type Runner, type Step } from "./runner.ts";

const folder = mkdtempSync(join(tmpdir(), "deploy-actions-copy-"));
let runner: Runner;

beforeAll(async () => {
  runner = await openRunner(folder);
  runner.checkOut("v1");
  const { code, log } = await runner.step("deploy", { with: { version: "v1" } });
  expect(code, log).toBe(0);
  new DatabaseSync(runner.world.database).exec("INSERT INTO tickets (title) VALUES ('call Ms Schmidt back')");
}, 60_000);
afterAll(async () => {
  await runner?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const masked = "[{ table: tickets, column: title, with: hash }]";

/** The runner calls the same action once more at the end of the job, with what the step has left. */
function endOfJob(step: Step, given: Readonly<Record<string, string>>): Promise<Step> {
  const state = Object.entries(step.state).map(([name, value]) => [`STATE_${name}`, value]);
  return runner.step("backup-post", { with: given, env: Object.fromEntries(state) });
}

test("a restored copy stays for later steps with its columns hidden, and the end of the job removes it", async () => {
  const given = { standalone: "true", "keep-copy": "true", mask: masked };
  const step = await runner.step("backup", { with: given });
  expect(step.code, step.log).toBe(0);
  const { sqlite } = JSON.parse(step.outputs.copies ?? "{}") as { sqlite: string };
  const copy = new DatabaseSync(sqlite, { readOnly: true });
  const titles = copy.prepare("SELECT title FROM tickets").all() as { title: string }[];
  copy.close();
  expect(titles).toHaveLength(1);
  expect(titles[0]?.title).not.toContain("Schmidt");
  const end = await endOfJob(step, given);
  expect(end.code, end.log).toBe(0);
  expect(existsSync(sqlite)).toBe(false);
});

test("a copy that somebody has removed already is told at the end of the job by its name", async () => {
  const given = { standalone: "true", "keep-copy": "true" };
  const step = await runner.step("backup", { with: given });
  expect(step.code, step.log).toBe(0);
  const { sqlite } = JSON.parse(step.outputs.copies ?? "{}") as { sqlite: string };
  rmSync(join(sqlite, ".."), { recursive: true });
  const end = await endOfJob(step, given);
  expect(end.code).toBe(1);
  expect(end.error).toContain(sqlite);
});

test("the end of a job whose backup kept nothing does nothing", async () => {
  const step = await runner.step("backup", { with: { standalone: "true" } });
  expect(step.code, step.log).toBe(0);
  expect(step.outputs.copies).toBe("");
  expect((await endOfJob(step, {})).code).toBe(0);
});
