import fc from "fast-check";
import { expect, test } from "vitest";
import { revertBranch, revertCommands, settingBehind } from "../../src/core/remedy.ts";

const step = (digit: number, parents: number) => ({
  commit: String(digit).repeat(40),
  parents: Array(parents).fill("p"),
  subject: "",
});

test("the commands undo each step of the branch, newest first, merges by what the branch stood at", () => {
  expect(revertCommands("main", [step(3, 1), step(2, 2)])).toEqual([
    "git fetch origin main && git switch -c revert-33333333 FETCH_HEAD",
    "git revert --no-edit 333333333333",
    "git revert --no-edit -m 1 222222222222",
    "git push -u origin revert-33333333",
  ]);
});

test("the commands do nothing else, whatever a branch is called", () => {
  const [fetch] = revertCommands("a'; rm -rf ~ #", [step(1, 1)]);
  expect(fetch).toBe("git fetch origin 'a'\\''; rm -rf ~ #' && git switch -c revert-11111111 FETCH_HEAD");
});

test("a long range is told in part", () => {
  const commands = revertCommands("main", Array(30).fill(step(1, 1)));
  expect(commands).toHaveLength(13);
  expect(commands.at(-2)).toContain("20 more");
});

test("a branch's name is one that git and a shell take as it is, and its own for each commit", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (version) => {
      const name = revertBranch({ version, commit: "2".repeat(40) });
      expect(name).toMatch(/^deploy-actions\/revert-([A-Za-z0-9_][A-Za-z0-9._-]*-)?22222222$/);
      expect(name).not.toMatch(/\.\.|\.lock$|\/\.|\.$/);
    }),
  );
  expect(revertBranch({ version: "v1.2.3", commit: "2".repeat(40) })).toBe("deploy-actions/revert-v1.2.3-22222222");
  expect(revertBranch({ version: "22222222", commit: "2".repeat(40) })).toBe("deploy-actions/revert-22222222");
});

test("a setting is named where it is behind the refusal, and only there", () => {
  expect(settingBehind("GitHub Actions is not permitted to create or approve pull requests")).toContain("settings");
  expect(settingBehind("Resource not accessible by integration")).toBe("");
});
