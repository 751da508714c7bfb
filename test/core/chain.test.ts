import { describe, expect, test } from "vitest";
import { type ChainShape, nextStage, stageNames } from "../../src/core/chain.ts";
import type { EntryBody } from "../../src/core/journal.ts";
import { change, entry, lease, opened, stateAfter } from "./entries.ts";

const whole: ChainShape = {
  backups: ["orders", "users"],
  migrates: true,
  deploys: true,
  checks: true,
  shifts: ["flags", "dns"],
};
const nothing: ChainShape = { backups: [], migrates: false, deploys: false, checks: false, shifts: [] };

const backup = (item: string) => change("backup", { item, after: { name: item, location: "x", verified: true } });
const migrate = change("migrate", { asked: { verdict: "SAFE", versions: [] } });
const start = change("start", { asked: { slot: "green" }, after: { url: "http://green" } });
const check = [entry("note", "check", { after: { target: "idle", passed: true } })];
const promoted = (item: string) => [
  ...change("set-weight", { item, asked: { weight: 100 }, after: { weight: 100 } }),
  ...change("promote", { item }),
];

function stageAfter(shape: ChainShape, ...entries: readonly EntryBody[]): string {
  const { open } = stateAfter(lease(), opened(), ...entries);
  if (open === null) throw new Error("no release is open");
  return nextStage(open, shape);
}

const story: readonly (readonly [string, readonly EntryBody[]])[] = [
  ["backup", []],
  ["backup", backup("orders")],
  ["migrate", backup("users")],
  ["deploy-slot", migrate],
  ["smoke-test", start],
  ["traffic-shift", check],
  ["traffic-shift", promoted("flags")],
  ["finish", promoted("dns")],
];

test("each stage comes when the one before is done, and not earlier", () => {
  const entries: EntryBody[] = [];
  for (const [expected, more] of story) {
    entries.push(...more);
    expect(stageAfter(whole, ...entries)).toBe(expected);
  }
  expect(new Set(story.map(([stage]) => stage))).toEqual(new Set(stageNames));
});

test("what is not configured is passed over", () => {
  expect(stageAfter(nothing)).toBe("finish");
  expect(stageAfter({ ...nothing, shifts: ["flags"] })).toBe("traffic-shift");
  expect(stageAfter({ ...nothing, deploys: true, checks: true })).toBe("deploy-slot");
});

describe("what is half done is done again", () => {
  const [beginsBackup] = backup("orders");
  test.each<[string, readonly EntryBody[], string]>([
    ["a backup that was only intended", [beginsBackup], "backup"],
    ["a migration that was only intended", [...backup("orders"), ...backup("users"), migrate[0]], "migrate"],
    ["a start that was only intended", [...backup("orders"), ...backup("users"), ...migrate, start[0]], "deploy-slot"],
  ])("%s", (_, entries, stage) => {
    expect(stageAfter(whole, ...entries)).toBe(stage);
  });

  test("but no backup is taken of a database that is half migrated", () => {
    expect(stageAfter(whole, ...backup("orders"), migrate[0])).toBe("migrate");
  });

  test("and a slot that was stopped again is started again", () => {
    const stop = change("stop", { asked: { slot: "green" }, after: { status: "stopped" } });
    expect(stageAfter(whole, ...backup("orders"), ...backup("users"), ...migrate, ...start, ...stop)).toBe(
      "deploy-slot",
    );
  });

  test("and once traffic has moved nobody goes back to the idle slot's checks", () => {
    const moved = change("set-weight", { item: "flags", asked: { weight: 10 }, after: { weight: 10 } });
    expect(stageAfter(whole, ...backup("orders"), ...backup("users"), ...migrate, ...start, ...moved)).toBe(
      "traffic-shift",
    );
  });
});
