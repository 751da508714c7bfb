import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { openRunner, type Runner } from "./runner.ts";

let runner: Runner;
let event: Readonly<Record<string, string>>;
let witness: string;

const secret = "hunter2-the-production-password";

/** A fork's pull request that would print every variable, checked out as GitHub does it. */
beforeAll(async () => {
  runner = await openRunner(mkdtempSync(join(tmpdir(), "deploy-actions-proposal-")));
  const { folder, git, commit } = runner.world;
  const base = commit("v2");
  git("checkout", "--quiet", "--detach", base);
  const path = join(folder, "repository/.github/deploy.yml");
  const file = parse(readFileSync(path, "utf8")) as Record<string, Record<string, unknown>>;
  const theft = ["sh", "-c", "printenv"];
  for (const section of ["migrate", "deploy-slot", "backup"]) file[section] = { ...file[section], before: [theft] };
  writeFileSync(path, stringify({ ...file, application: "$DATABASE" }));
  const migration = "-- migrate:up\nALTER TABLE tickets DROP COLUMN priority;\n\n-- migrate:down\nSELECT 1;\n";
  writeFileSync(join(folder, "repository/db/migrations/20261201090000_drop_priority.sql"), migration);
  git("add", "--all");
  const author = ["-c", "user.name=mallory", "-c", "user.email=m@example.com"];
  git(...author, "commit", "--quiet", "--all", "--message", "harmless");
  const head = git("rev-parse", "HEAD");
  const told = { pull_request: { number: 12, base: { sha: base, ref: "main" }, head: { sha: head } } };
  writeFileSync(join(folder, "event.json"), JSON.stringify(told));
  witness = join(folder, "started");
  event = {
    GITHUB_EVENT_NAME: "pull_request",
    GITHUB_EVENT_PATH: join(folder, "event.json"),
    GITHUB_SHA: head,
    DATABASE: secret,
    PATH: programsIn(join(folder, "bin")),
  };
});
afterAll(() => runner.close());

/** A PATH on which git works, and everything else that could be started leaves its name behind. */
function programsIn(bin: string): string {
  mkdirSync(bin);
  const real = execFileSync("/bin/sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  const put = (name: string, line: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${line}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  put("git", `exec ${real} "$@"`);
  for (const name of ["sh", "bash", "printenv", "node", "dbmate", "tar"]) put(name, `echo ${name} >> ${witness}`);
  return bin;
}

test("the shipped plan tells of a theft, prints no secret and starts nothing but git", async () => {
  const { code, outputs, summary, log } = await runner.step("plan", { env: event });
  expect({ code, error: log.includes("::error::") }).toEqual({ code: 0, error: false });
  expect(JSON.stringify([outputs, summary, log])).not.toContain(secret);
  expect(existsSync(witness)).toBe(false);
  expect(outputs).toMatchObject({ outcome: "success", digest: "" });
  expect(summary).toContain("### Changes to `.github/deploy.yml`, used only after the merge");
  expect(summary).toContain('| `migrate.before[0][2]` |  | `"printenv"` |');
});

test("the shipped dry run of `migrate` judges what the merge would apply, for people and for code scanning, from git alone", async () => {
  const { code, outputs, summary, log } = await runner.step("migrate", { with: { "dry-run": "true" }, env: event });
  expect(code, log).toBe(0);
  expect(outputs).toMatchObject({ verdict: "UNSAFE", applied: "[]", pending: '["20261201090000"]' });
  expect(summary).toContain("two releases: the first one stops using it");
  const [run] = JSON.parse(readFileSync(outputs.sarif ?? "", "utf8")).runs;
  expect(run.results).toMatchObject([
    { ruleId: "C4", level: "error" },
    { ruleId: "LOCK", level: "warning" },
  ]);
  const [{ physicalLocation }] = run.results[0].locations;
  expect(physicalLocation).toMatchObject({
    artifactLocation: { uri: "db/migrations/20261201090000_drop_priority.sql" },
    region: { startLine: 2 },
  });
  expect(JSON.stringify([outputs, summary, log])).not.toContain(secret);
  expect(existsSync(witness)).toBe(false);
});

test("no other shipped action does anything there", async () => {
  for (const action of ["deploy", "backup", "migrate", "report"]) {
    const { code, outputs, log, error } = await runner.step(action, { env: event });
    expect([action, code, outputs.outcome]).toEqual([action, 1, "refused"]);
    expect(error).toContain(`\`${action}\` does nothing on a \`pull_request\` event`);
    expect(log).not.toContain(secret);
  }
  expect(existsSync(witness)).toBe(false);
  expect(runner.world.git("for-each-ref", "refs/deploy-actions")).toBe("");
}, 30_000);
