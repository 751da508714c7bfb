import { describe, expect, test } from "vitest";
import type { EntryBody } from "../../../src/core/journal.ts";
import { tellStories } from "../../../src/core/story.ts";
import { entry, lease, release } from "../entries.ts";
import { backup, journal, opening, weight } from "./journal.ts";

describe("a story", () => {
  test("begins with its opening and keeps the lease to itself", () => {
    const [story, ...others] = tellStories(journal(lease(), opening, entry("note", "renew"), ...backup));
    expect(others).toEqual([]);
    expect(story).toMatchObject({
      release: release(2),
      openedAt: "2026-11-20T12:00:01.000Z",
      endedAt: null,
      outcome: "open",
      actor: "alice",
      reason: null,
    });
    expect(story?.deeds).toEqual([
      {
        deed: "backup",
        item: "orders",
        outcome: "done",
        at: "2026-11-20T12:00:03.000Z",
        took: 1_000,
        asked: { name: "b1" },
        after: backup[1].after,
        reason: null,
        evidence: null,
      },
    ]);
  });

  test("tells a deed that failed with its reason, and one that nobody has finished", () => {
    const failed = entry("failed", "set-weight", { of: weight(10)[0].id });
    const [intend] = weight(10);
    const [story] = tellStories(
      journal(opening, intend, { ...failed, of: intend.id, reason: "the router is gone" }, weight(50)[0]),
    );
    expect(story?.deeds.map(({ outcome, reason, took }) => ({ outcome, reason, took }))).toEqual([
      { outcome: "failed", reason: "the router is gone", took: 1_000 },
      { outcome: "running", reason: null, took: null },
    ]);
  });

  test.each<[string, EntryBody, string, string | null]>([
    ["good", entry("done", "mark-good", { release: release(2) }), "good", null],
    [
      "taken back",
      entry("done", "close", { after: { outcome: "rolled-back" }, reason: "too slow" }),
      "rolled back",
      "too slow",
    ],
    ["superseded", entry("done", "close", { after: { outcome: "superseded" } }), "superseded", null],
  ])("that ended is %s", (_, end, outcome, reason) => {
    const [story] = tellStories(journal(opening, end));
    expect(story).toMatchObject({ outcome, reason, endedAt: "2026-11-20T12:00:01.000Z" });
  });

  test("is one per opening, the newest first; what comes before any opening belongs to none", () => {
    const older = entry("done", "open", { release: release(1) });
    const end = entry("done", "mark-good", { release: release(1) });
    const stories = tellStories(journal(...backup, older, ...backup, end, opening));
    expect(stories.map((story) => [story.release.version, story.outcome, story.deeds.length])).toEqual([
      ["v2", "open", 0],
      ["v1", "good", 2],
    ]);
  });
});
