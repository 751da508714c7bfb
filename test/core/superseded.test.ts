import { expect, test } from "vitest";
import type { EntryBody, OpenRelease } from "../../src/core/journal.ts";
import { isUntouched } from "../../src/core/preflight.ts";
import { tellStories } from "../../src/core/story.ts";
import { change, entry, lease, opened, release, stateAfter } from "./entries.ts";

const openAfter = (...entries: readonly EntryBody[]): OpenRelease => {
  const { open } = stateAfter(...entries);
  if (open === null) throw new Error("no release is open");
  return open;
};
const migrated = (verdict: string, versions: readonly string[]) =>
  change("migrate", { asked: { verdict, versions }, after: { applied: versions } });

test("a run that finds nothing pending does not make good what an interrupted one has applied", () => {
  const { migration } = openAfter(lease(), opened(), ...migrated("UNKNOWN", ["1"]), ...migrated("SAFE", []));
  expect(migration).toMatchObject({ verdict: "UNKNOWN", versions: ["1"], applied: true });
});

test("the worse verdict stands, in whichever order the migrations came", () => {
  const { migration } = openAfter(lease(), opened(), ...migrated("SAFE", ["1"]), ...migrated("UNKNOWN", ["2"]));
  expect(migration).toMatchObject({ verdict: "UNKNOWN", versions: ["1", "2"], applied: true });
});

test("a release that takes the place of another knows the migrations that were left behind", () => {
  const inherits = { verdict: "UNKNOWN", versions: ["1"], applied: true };
  const open = openAfter(lease(), entry("done", "open", { release: release(4), asked: { inherits } }));
  expect(open.migration).toMatchObject({ verdict: "UNKNOWN", versions: ["1"], applied: false });
});

test.each<readonly [string, readonly EntryBody[], boolean]>([
  ["was only opened", [], true],
  ["has its backup", change("backup", { after: { name: "b", location: "/b", verified: true } }), true],
  ["has applied its migrations", migrated("SAFE", ["1"]), true],
  ["is in the middle of a migration", [migrated("SAFE", ["1"])[0]], false],
  ["has its files in the slot", change("prepare", { asked: { slot: "green" } }), false],
  ["has had traffic", change("set-weight", { asked: { slot: "green", weight: 10 }, after: { weight: 10 } }), false],
  ["is being rolled back", [entry("intend", "roll-back")], false],
])("a release that %s may be superseded: %#", (_, entries, expected) => {
  expect(isUntouched(openAfter(lease(), opened(), ...entries))).toBe(expected);
});

test("a superseded release is told as that, and not as rolled back", () => {
  const entries = [opened(), entry("done", "close", { after: { outcome: "superseded" } })];
  const [story] = tellStories(entries.map((one, i) => ({ ...one, place: String(i) })).reverse());
  expect(story?.outcome).toBe("superseded");
});
