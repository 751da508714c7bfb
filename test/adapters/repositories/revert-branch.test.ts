import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { revertBranches } from "../../../src/adapters/repositories/revert-branch.ts";
import type { Undoing } from "../../../src/stages/ports/reverter.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";

let origin: string;
let checkout: string;
let place: string;
const ids: Record<string, string> = {};

function git(at: string, ...args: readonly string[]): string {
  const who = ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "core.hooksPath=/dev/null"];
  return execFileSync("git", [...who, ...args], { cwd: at, encoding: "utf8", stdio: "pipe" }).trim();
}

function commit(name: string, files: Readonly<Record<string, string | null>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(checkout, path, ".."), { recursive: true });
    if (text === null) rmSync(join(checkout, path));
    else writeFileSync(join(checkout, path), text);
  }
  git(checkout, "add", "--all");
  git(checkout, "commit", "--quiet", "--no-gpg-sign", "--no-verify", "--message", name);
  ids[name] = git(checkout, "rev-parse", "HEAD");
}

const lines = (middle: string) => ["one", "two", middle, "four", "five", ""].join("\n");

/** good - merge (of feature) - direct on main; afterwards `later` on top. The checkout stands at `direct`. */
beforeEach(async () => {
  const folder = await temporaryFolder();
  place = folder.path;
  origin = join(place, "origin.git");
  checkout = join(place, "checkout");
  git(place, "init", "--quiet", "--bare", "--initial-branch=main", origin);
  git(place, "clone", "--quiet", `file://${origin}`, checkout);
  git(checkout, "checkout", "--quiet", "-B", "main");
  commit("good", { "a.txt": lines("three"), "gone.txt": "was here\n" });
  git(checkout, "checkout", "--quiet", "-b", "feature");
  commit("feature", { "a.txt": lines("THREE"), "gone.txt": null, "new/b.txt": "new\n" });
  git(checkout, "checkout", "--quiet", "main");
  git(checkout, "merge", "--quiet", "--no-ff", "--no-gpg-sign", "feature", "--message", "merge");
  ids.merge = git(checkout, "rev-parse", "HEAD");
  commit("direct", { "c.txt": "c\n" });
  git(checkout, "push", "--quiet", "origin", "main");
  commit("later", { "d.txt": "d\n" });
  git(checkout, "push", "--quiet", "origin", "main");
  git(checkout, "reset", "--quiet", "--hard", "HEAD~1");
  // Whatever the user has set for people would fail here.
  git(checkout, "config", "commit.gpgSign", "true");
  git(checkout, "config", "gpg.program", "/bin/false");
  for (const hook of ["pre-push", "post-commit", "post-checkout"]) {
    writeFileSync(join(checkout, ".git/hooks", hook), `#!/bin/sh\ntouch ${place}/hook-ran\nexit 1\n`);
    chmodSync(join(checkout, ".git/hooks", hook), 0o755);
  }
  return () => folder[Symbol.asyncDispose]();
});

const idOf = (name: string) => ids[name] ?? "";
const undo = (name: string, parent: string | null): Undoing => ({
  commit: idOf(name),
  parent: parent === null ? null : idOf(parent),
  message: `Undo ${name}\n\nIt was bad.\n`,
});
const reverter = (folder = checkout, token?: string) =>
  revertBranches(testEffects({ folder, temporary: place }), token);
const wish = (...list: readonly Undoing[]) => ({ branch: "deploy-actions/revert-v2", base: "main", undo: list });
const read = (path: string) => git(origin, "show", `deploy-actions/revert-v2:${path}`);

describe("a branch that reverts", () => {
  test("undoes merges and single commits, newest first, on top of what came later", async () => {
    const before = [
      git(checkout, "status", "--porcelain"),
      git(checkout, "for-each-ref"),
      git(checkout, "count-objects"),
    ];
    const made = await reverter().pushRevert(wish(undo("direct", "merge"), undo("merge", "good")));
    expect(made).toEqual({ state: "ready" });
    expect(git(origin, "ls-tree", "-r", "--name-only", "deploy-actions/revert-v2").split("\n")).toEqual([
      "a.txt",
      "d.txt",
      "gone.txt",
    ]);
    expect(read("a.txt")).toBe(lines("three").trim());
    const told = git(origin, "log", "--format=%s|%an|%P", "main..deploy-actions/revert-v2").split("\n");
    expect(told.map((line) => line.split("|").slice(0, 2))).toEqual([
      ["Undo merge", "deploy-actions"],
      ["Undo direct", "deploy-actions"],
    ]);
    const after = [
      git(checkout, "status", "--porcelain"),
      git(checkout, "for-each-ref"),
      git(checkout, "count-objects"),
    ];
    expect(after).toEqual(before);
    expect(() => execFileSync("ls", [join(place, "hook-ran")], { stdio: "pipe" })).toThrow();
  });

  test("undoes the very first commit", async () => {
    expect(
      await reverter().pushRevert(wish(undo("direct", "merge"), undo("merge", "good"), undo("good", null))),
    ).toEqual({
      state: "ready",
    });
    expect(git(origin, "ls-tree", "--name-only", "deploy-actions/revert-v2")).toBe("d.txt");
  });

  test("that is there already is left as it is", async () => {
    git(origin, "branch", "deploy-actions/revert-v2", idOf("good"));
    expect(await reverter().pushRevert(wish(undo("direct", "merge")))).toEqual({ state: "ready" });
    expect(git(origin, "rev-parse", "deploy-actions/revert-v2")).toBe(idOf("good"));
  });

  test("is not made where somebody has undone it by hand", async () => {
    git(checkout, "checkout", "--quiet", "-f", "-B", "work", "origin/main");
    git(checkout, "rm", "--quiet", "c.txt");
    git(checkout, "commit", "--quiet", "--no-verify", "--no-gpg-sign", "--message", "by hand");
    git(checkout, "push", "--quiet", "--no-verify", "origin", "work:main");
    expect(await reverter().pushRevert(wish(undo("direct", "merge")))).toEqual({ state: "undone already" });
    expect(git(origin, "branch", "--list", "deploy-actions/*")).toBe("");
  });

  test("is not made where later work stands on the same lines", async () => {
    git(checkout, "checkout", "--quiet", "-f", "-B", "work", "origin/main");
    writeFileSync(join(checkout, "a.txt"), lines("3!"));
    git(checkout, "commit", "--quiet", "--no-verify", "--no-gpg-sign", "--all", "--message", "built upon it");
    git(checkout, "push", "--quiet", "--no-verify", "origin", "work:main");
    expect(await reverter().pushRevert(wish(undo("merge", "good")))).toEqual({
      state: "conflict",
      commit: idOf("merge"),
    });
    expect(git(origin, "branch", "--list", "deploy-actions/*")).toBe("");
  });

  test("is not made where the base has never had the commit", async () => {
    git(origin, "branch", "old", idOf("good"));
    expect(await reverter().pushRevert({ ...wish(undo("direct", "merge")), base: "old" })).toEqual({
      state: "not on base",
      commit: idOf("direct"),
    });
  });

  test("is made from a shallow checkout as well", async () => {
    const shallow = join(place, "shallow");
    git(place, "clone", "--quiet", "--depth=1", `file://${origin}`, shallow);
    expect(await reverter(shallow).pushRevert(wish(undo("merge", "good")))).toEqual({ state: "ready" });
    expect(read("a.txt")).toBe(lines("three").trim());
  });
});

describe("a server that says no", () => {
  const refuse = (words: string) => {
    writeFileSync(join(origin, "hooks/pre-receive"), `#!/bin/sh\necho '${words}' >&2\nexit 1\n`);
    chmodSync(join(origin, "hooks/pre-receive"), 0o755);
  };

  test("to workflow files is a refusal that says what is needed", async () => {
    refuse(
      "refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission",
    );
    await expect(reverter().pushRevert(wish(undo("direct", "merge")))).rejects.toMatchObject({
      code: "refused",
      hint: expect.stringContaining("workflows: write"),
    });
  });

  test("by its rules is a refusal that names the permission", async () => {
    refuse("GH013: Repository rule violations found");
    await expect(reverter().pushRevert(wish(undo("direct", "merge")))).rejects.toMatchObject({
      code: "refused",
      hint: expect.stringContaining("contents: write"),
    });
  });

  test("is asked for nothing where the checkout knows no origin", async () => {
    git(checkout, "remote", "remove", "origin");
    await expect(reverter().pushRevert(wish(undo("direct", "merge")))).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("no remote called `origin`"),
    });
  });

  test("and one that is gone is a service that failed", async () => {
    rmSync(origin, { recursive: true });
    await expect(reverter().pushRevert(wish(undo("direct", "merge")))).rejects.toMatchObject({
      code: "service_failed",
    });
  });
});
