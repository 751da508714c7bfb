import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeGitHub, openFakeGitHub } from "../github/fake.ts";
import { openRunner, type Runner, type Step } from "./runner.ts";

const folder = mkdtempSync(join(tmpdir(), "deploy-actions-origin-"));
const bare = join(folder, "origin.git");
let runner: Runner;
let github: FakeGitHub;

beforeAll(async () => {
  runner = await openRunner(folder);
  runner.checkOut("v1");
  execFileSync("git", ["init", "--quiet", "--bare", bare]);
  runner.world.git("remote", "add", "origin", bare);
  const origin = runner.world.git("rev-parse", "--absolute-git-dir").trim();
  github = await openFakeGitHub({ origin, seed: { repository: { full_name: "shop/quickstart" } } });
});
afterAll(async () => {
  await runner?.close();
  await github?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const ref = "refs/deploy-actions/v1/quickstart/production";
const planted = { token: "ghs_plantedTokenOfTheJob0123456789", password: "correct-horse-battery-staple" };
const given = {
  journal: "origin",
  version: "v1",
  "github-token": planted.token,
  "smoke-test": "{ checks: [{ name: list, get: /api/tickets, headers: { authorization: Bearer $API_TOKEN } }] }",
  "env-allow": "DATABASE, BACKUPS, DBMATE, SLOTS, BLUE_PORT, GREEN_PORT, DOOR, FLAGS, API_TOKEN",
};

const api = () => ({ GITHUB_API_URL: github.url, GITHUB_GRAPHQL_URL: github.graphqlUrl });

let deployed: Step;

test("the journal is kept at the remote, and the checkout holds nothing of it", async () => {
  deployed = await runner.step("deploy", { with: given, env: { API_TOKEN: planted.password, ...api() } });
  expect(deployed.outputs, deployed.log).toMatchObject({ outcome: "success", weight: "100" });
  const at = (...words: string[]) => execFileSync("git", ["--git-dir", bare, ...words], { encoding: "utf8" });
  expect(at("for-each-ref", "--format=%(refname)")).toBe(`${ref}\n`);
  const entry = JSON.parse(at("show", `${ref}:entry.json`)) as { deed: string; run: object };
  expect(entry).toMatchObject({
    deed: "release-lease",
    run: { id: "4711/1/act", actor: "octocat", url: "https://github.test/shop/quickstart/actions/runs/4711" },
  });
  expect(JSON.parse(at("show", `${ref}:state.json`))).toMatchObject({
    open: null,
    lease: null,
    live: { version: "v1" },
  });
  expect(runner.world.git("for-each-ref", "refs/deploy-actions")).toBe("");
  expect(runner.world.git("status", "--porcelain")).toBe("");
});

test("another machine's checkout reads the same journal", async () => {
  const { outputs, summary, log } = await runner.step("report", { with: { journal: "origin" } });
  expect(outputs, log).toMatchObject({ outcome: "success", release: runner.world.commit("v1") });
  expect(summary).toContain("is live and verified good");
});

test("a secret is masked before anything else is said, and stands in no line, output, summary, file or object", () => {
  expect(deployed.log).toContain(`::add-mask::${planted.token}`);
  const lines = deployed.log.split("\n").filter((line) => !line.startsWith("::add-mask::"));
  for (const secret of Object.values(planted)) {
    expect(lines.filter((line) => line.includes(secret))).toEqual([]);
    expect(JSON.stringify(deployed.outputs) + deployed.summary).not.toContain(secret);
    expect(JSON.stringify(github.state)).not.toContain(secret);
    expect(filesWith(secret)).toEqual([]);
    expect(objectsWith(secret)).toEqual([]);
  }
});

test("the step leaves no temporary folder behind", () => {
  expect(readdirSync(runner.temporary).filter((name) => name.startsWith("deploy-actions-"))).toEqual([]);
});

test("a remote that cannot be reached is told, and nothing has moved", async () => {
  runner.world.git("remote", "set-url", "origin", join(folder, "gone.git"));
  const flags = readFileSync(runner.world.flags, "utf8");
  runner.checkOut("v2");
  const { code, outputs, error } = await runner.step("deploy", { with: { journal: "origin", version: "v2" } });
  expect(code).toBe(1);
  expect(outputs).toMatchObject({ outcome: "failure", reason: "service_failed" });
  expect(error).toContain("gone.git");
  expect(readFileSync(runner.world.flags, "utf8")).toBe(flags);
});

function filesWith(text: string): readonly string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path));
  return paths.filter((path) => statSync(path).isFile() && readFileSync(path).includes(text));
}

/** Git compresses what it keeps, so the objects are asked for one by one. */
function objectsWith(text: string): readonly string[] {
  const git = (words: readonly string[], input?: string) =>
    execFileSync("git", ["--git-dir", bare, ...words], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
      ...(input && { input }),
    });
  const all = git(["cat-file", "--batch-all-objects", "--batch-check=%(objectname)"]);
  return git(["cat-file", "--batch"], all)
    .split("\n")
    .filter((line) => line.includes(text));
}
