import { expect, test } from "vitest";
import { nextStage } from "../../src/core/chain.ts";
import { foldAll } from "../../src/core/fold.ts";
import { isUntouched } from "../../src/core/preflight.ts";
import { entry, release } from "../core/entries.ts";

const shape = { backups: ["sqlite"], migrates: true, deploys: true, checks: true, shifts: ["flagd"] };
const inherits = { verdict: "UNKNOWN", versions: ["1"], applied: true };

/** v2 is open and has taken over what a superseded release has migrated. */
const opened = [
  entry("done", "take-lease", { asked: { length: 1000 } }),
  entry("done", "open", { release: release(2), asked: { inherits } }),
];

test("a release that inherits migrations takes its own backup before it migrates", () => {
  const { open } = foldAll(opened);
  expect(open?.migration?.versions).toEqual(["1"]);
  expect(open && nextStage(open, shape)).toBe("backup");
});

test("once a release has begun to migrate, it is not backed up in the middle of it", () => {
  const { open } = foldAll([...opened, entry("intend", "migrate", { asked: { versions: ["2"], verdict: "SAFE" } })]);
  expect(open?.migration).toMatchObject({ versions: ["1", "2"], verdict: "UNKNOWN", applied: false });
  expect(open && nextStage(open, shape)).toBe("migrate");
});

test("a release that has only inherited migrations can be superseded in turn", () => {
  const { open } = foldAll(opened);
  expect(open && isUntouched(open)).toBe(true);
});
