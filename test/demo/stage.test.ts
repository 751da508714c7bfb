import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { breaks } from "../../scripts/demo/options.ts";
import { checkOut, versions } from "../../scripts/demo/repository.ts";
import { type Stage, setStage } from "../../scripts/demo/stage.ts";
import { temporaryFolder } from "../effects.ts";

afterEach(() => vi.unstubAllEnvs());

const git = ({ repository, environment }: Stage, ...words: readonly string[]) =>
  execFileSync("git", words, { cwd: repository, env: { ...environment }, encoding: "utf8" }).trim();

/** A person whose git signs, runs hooks and has a template; all of it fails. */
function disturb(home: string): void {
  const hooks = join(home, "hooks");
  mkdirSync(join(home, "template/hooks"), { recursive: true });
  mkdirSync(hooks);
  for (const hook of [join(hooks, "pre-commit"), join(home, "template/hooks/pre-commit")]) {
    writeFileSync(hook, "#!/bin/sh\nexit 1\n");
    chmodSync(hook, 0o755);
  }
  const settings = [
    "[commit]\n  gpgSign = true\n[tag]\n  gpgSign = true\n[gpg]\n  program = /nowhere",
    `[core]\n  hooksPath = ${hooks}\n[init]\n  templateDir = ${join(home, "template")}\n  defaultBranch = trunk\n`,
  ];
  writeFileSync(join(home, ".gitconfig"), settings.join("\n"));
  vi.stubEnv("HOME", home);
  vi.stubEnv("GIT_DIR", "/nowhere");
}

test("nobody's git settings disturb the repository: three commits, three tags", async () => {
  await using home = await temporaryFolder();
  await using folder = await temporaryFolder();
  disturb(home.path);
  const stage = await setStage(folder.path, "traffic");
  const { v1, v2, v3 } = stage.commits;
  expect(git(stage, "log", "--format=%H %D")).toBe(`${v3} HEAD -> main, tag: v3\n${v2} tag: v2\n${v1} tag: v1`);
  await checkOut(stage, "v2");
  expect(git(stage, "rev-parse", "HEAD")).toBe(v2);
  expect(git(stage, "status", "--porcelain")).toBe("");
});

test.each(breaks)("with --break %s only v3 differs, and it is what its name says", async (broken) => {
  await using folder = await temporaryFolder();
  const stage = await setStage(folder.path, broken);
  const migration = git(stage, "show", "v3:db/migrations/20261116090000_add_due_date.sql");
  expect(migration.includes("UNIQUE INDEX")).toBe(broken === "migration");
  expect(git(stage, "show", "v3:readers.mjs").includes("No connection at all")).toBe(broken === "smoke");
  expect(git(stage, "ls-tree", "--name-only", "v2")).not.toContain("readers.mjs");
  for (const version of versions) {
    expect(git(stage, "show", `${version}:.github/deploy.yml`)).toContain("application: quickstart");
  }
});

test("the three ports differ and lie below those that the kernel gives to connections", async () => {
  await using folder = await temporaryFolder();
  const { ports, doorPort, names } = await setStage(folder.path, "traffic");
  const all = [ports.blue, ports.green, doorPort];
  expect(new Set(all).size).toBe(3);
  for (const port of all) expect(port).toBeLessThan(32_768);
  expect(names).toMatchObject({ BLUE_PORT: String(ports.blue), DOOR: `http://127.0.0.1:${doorPort}` });
});
