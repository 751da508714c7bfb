import { describe, expect, test } from "vitest";
import { hasChanged } from "../../src/core/changed.ts";
import { type EntryBody, emptyState } from "../../src/core/journal.ts";
import { leftOn, maintenanceTold } from "../../src/core/maintenance.ts";
import { change, entry, lease, opened, release, stateAfter } from "./entries.ts";

const adapter = { kind: "maintenance", name: "nginx", with: { "nginx-file": "$FILE" } };
const on = change("maintenance-on", { adapter, asked: { retryAfter: 60 } });
const off = entry("done", "maintenance-off", { adapter, after: { on: false } });

describe("maintenance in the journal", () => {
  test("begins with its intent: a process that dies then may have turned it on", () => {
    const { maintenance } = stateAfter(lease(), opened(), on[0]);
    expect(maintenance).toEqual({ since: on[0].at, adapter, isManual: false });
  });

  test.each([
    ["is there", [on[1]], true],
    ["failed", [entry("failed", "maintenance-on", { of: on[0].id })], true],
    ["is off again", [on[1], off], false],
  ])("after it %s: %#", (_, entries, isOn) => {
    const state = stateAfter(lease(), opened(), on[0], ...entries);
    expect(leftOn(state) !== null).toBe(isOn);
  });

  test("outlives the release that has turned it on, whatever becomes of that", () => {
    for (const end of [entry("done", "close"), entry("done", "mark-good", { release: release(3) })]) {
      expect(stateAfter(lease(), opened(), ...on, end).maintenance).toMatchObject({ adapter });
    }
  });

  test("that begins anew is as old as it was", () => {
    const again = change("maintenance-on", { adapter, at: "2026-11-21T00:00:00.000Z" });
    expect(stateAfter(lease(), ...on, ...again).maintenance?.since).toBe(on[0].at);
  });

  test("of a person is nothing that a release has left on", () => {
    const manual = change("maintenance-on", { adapter, asked: { isManual: true } });
    expect(leftOn(stateAfter(lease(), ...manual))).toBeNull();
  });

  test("is a person's only once it is confirmed, where a release had turned it on before", () => {
    const [intend, done] = change("maintenance-on", { adapter, asked: { isManual: true } });
    const taken = (...entries: readonly EntryBody[]) => stateAfter(lease(), ...on, ...entries).maintenance?.isManual;
    expect(taken(intend)).toBe(false);
    expect(taken(intend, entry("failed", "maintenance-on", { of: intend.id, asked: intend.asked }))).toBe(false);
    expect(taken(intend, done)).toBe(true);
    expect(stateAfter(lease(), intend).maintenance?.isManual).toBe(true);
  });

  test("is told to whoever looks, with who ends it", () => {
    const manual = change("maintenance-on", { adapter, asked: { isManual: true } });
    expect(maintenanceTold(emptyState)).toBeNull();
    expect(maintenanceTold(stateAfter(lease(), ...on))).toBe(
      `on since ${on[0].at}, by nginx; the end of its release or \`rollback\` turns it off`,
    );
    expect(maintenanceTold(stateAfter(lease(), ...manual))).toContain("`deploy-actions maintenance off` turns it off");
  });

  test("is a change of the release as long as it is on, and none afterwards", () => {
    const { commit } = release(3);
    expect(hasChanged(stateAfter(lease(), opened(), ...on), commit)).toBe(true);
    expect(hasChanged(stateAfter(lease(), opened(), ...on, off), commit)).toBe(false);
    expect(hasChanged(stateAfter(lease(), opened(), ...on), release(4).commit)).toBe(false);
  });
});
