import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { processHost } from "../../../src/adapters/hosts/process.ts";
import { InputError } from "../../../src/kit/errors.ts";
import type { Host } from "../../../src/stages/ports/host.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { quietPort } from "../quiet-port.ts";
import { filesOnly, openReleases } from "./release-folders-bench.ts";
import { systemdBench } from "./systemd-bench.ts";

/** A repository whose commit names a submodule, as `git submodule add` does it, and has a program in `app`. */
function repositoryWithSubmodule(folder: string) {
  const path = join(folder, "with-submodule");
  mkdirSync(join(path, "app"), { recursive: true });
  const git = (...words: string[]) => execFileSync("git", ["-C", path, ...words], { encoding: "utf8" }).trim();
  git("init", "-q");
  writeFileSync(join(path, "app/server.mjs"), "");
  git("add", ".");
  git("update-index", "--add", "--cacheinfo", `160000,${"a".repeat(40)},lib/theme`);
  git("-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false", "commit", "-qm", "one");
  return { path, release: { commit: git("rev-parse", "HEAD"), version: "v1" } };
}

async function refusal(host: Host, release: { commit: string; version: string }, input: string) {
  const error = await host.prepare("blue", release).catch((caught) => caught);
  expect(error).toBeInstanceOf(InputError);
  expect(error.problems).toEqual([{ where: input, what: expect.stringContaining("has submodules (`lib/theme`)") }]);
}

test("releases: a commit with submodules is refused before anything is touched", async () => {
  await using folder = await temporaryFolder();
  const { path, release } = repositoryWithSubmodule(folder.path);
  const root = join(folder.path, "www");
  const inputs = { ...filesOnly, "releases-root": root, "releases-repository": path };
  await refusal(openReleases(inputs, testEffects({ folder: folder.path })), release, "releases-repository");
  expect(existsSync(join(root, "releases"))).toBe(false);
});

test("releases: a part of the repository without submodules is taken", async () => {
  await using folder = await temporaryFolder();
  const { path, release } = repositoryWithSubmodule(folder.path);
  const root = join(folder.path, "www");
  const inputs = { ...filesOnly, "releases-root": root, "releases-repository": join(path, "app") };
  await openReleases(inputs, testEffects({ folder: folder.path })).prepare("blue", release);
  expect(existsSync(join(root, "blue/server.mjs"))).toBe(true);
});

test("systemd: a commit with submodules is refused before anything is touched", async () => {
  await using at = await systemdBench();
  const { path, release } = repositoryWithSubmodule(at.folder);
  await refusal(at.open({ "systemd-repository": path }), release, "systemd-repository");
  expect(existsSync(join(at.root, "blue", release.commit))).toBe(false);
});

test("process: a commit with submodules is refused before anything is touched", async () => {
  await using folder = await temporaryFolder();
  const { path, release } = repositoryWithSubmodule(folder.path);
  const inputs = {
    "process-root": join(folder.path, "srv"),
    "process-ports": [String(await quietPort()), String(await quietPort())],
    "process-command": ["node", "server.mjs"] as [string, ...string[]],
    "process-env": undefined,
    "process-health": "/health",
    "process-repository": path,
  };
  const context = { effects: testEffects({ folder: folder.path }), application: "shop", environment: "test" };
  await refusal(processHost.open(inputs, context), release, "process-repository");
  expect(existsSync(join(folder.path, "srv/blue", release.commit))).toBe(false);
});
