import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hasChanged } from "../../src/core/changed.ts";
import { fold } from "../../src/core/fold.ts";
import type { EntryBody } from "../../src/core/journal.ts";
import { change, entry, lease, opened, release, stateAfter } from "./entries.ts";

const commit = release(3).commit;
const kinds = { backup: "database", migrate: "tool", prepare: "host", start: "host", "set-weight": "router" } as const;
type Touching = keyof typeof kinds;

function intendOf(deed: Touching): readonly [EntryBody, EntryBody] {
  const asked = { slot: "green", weight: 10, verdict: "SAFE", versions: ["1"] };
  const after = { name: "b", location: "/b", verified: true, url: "http://a", weight: 10 };
  return change(deed, { item: "x", asked, after, adapter: { kind: kinds[deed], name: "memory", with: {} } });
}

const harmless = [
  entry("note", "check", { after: { target: "idle", passed: true } }),
  entry("done", "approve", { after: { gate: "g", run: "1", user: "bob", comment: "", at: "" } }),
  entry("note", "renew"),
  ...intendOf("backup"),
];

test("changed is exactly what a change was at least begun for, whatever came of it", () => {
  const step = fc.oneof(
    fc.constantFrom(...harmless.map((one) => [one] as const)),
    fc
      .record({
        deed: fc.constantFrom<Touching>("migrate", "prepare", "start", "set-weight"),
        end: fc.constantFrom("none", "done", "failed"),
      })
      .map(({ deed, end }) => {
        const [intend, done] = intendOf(deed);
        const failed = { ...done, phase: "failed" as const, reason: "no", evidence: "environment" };
        return end === "none" ? [intend] : [intend, end === "done" ? done : failed];
      }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      let state = stateAfter(lease(), opened(3));
      let hasBegun = false;
      for (const one of steps.flat()) {
        try {
          state = fold(state, one);
        } catch {
          // Answers to what is settled already: the journal refuses them, too.
          continue;
        }
        hasBegun ||= one.phase === "intend" && one.deed !== "backup";
        expect(hasChanged(state, commit)).toBe(hasBegun);
      }
    }),
  );
});

test("nothing pending was nothing migrated, and what a superseded release has migrated is not this one's", () => {
  const none = { asked: { verdict: "SAFE", versions: [] }, adapter: { kind: "tool", name: "memory", with: {} } };
  expect(hasChanged(stateAfter(lease(), opened(3), ...change("migrate", none)), commit)).toBe(false);
  const inherits = { verdict: "SAFE", versions: ["1"], applied: true };
  expect(hasChanged(stateAfter(lease(), { ...opened(3), asked: { inherits } }), commit)).toBe(false);
});

test("a release that is live has changed what is served; one that was taken back, another one and none at all have not", () => {
  const good = entry("done", "mark-good", { release: release(3) });
  expect(hasChanged(stateAfter(lease(), opened(3), good), commit)).toBe(true);
  expect(hasChanged(stateAfter(lease(), opened(3), good), release(4).commit)).toBe(false);
  const back = entry("done", "close", { after: { outcome: "rolled-back" } });
  expect(hasChanged(stateAfter(lease(), opened(3), ...intendOf("start"), back), commit)).toBe(false);
  expect(hasChanged(stateAfter(lease()), commit)).toBe(false);
});
