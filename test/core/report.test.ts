import { describe, expect, test } from "vitest";
import type { Entry, EntryBody } from "../../src/core/journal.ts";
import { renderReport } from "../../src/core/report.ts";
import { tellStories } from "../../src/core/story.ts";
import { change, entry, lease, release, writer } from "./entries.ts";

/** The entries as the journal gives them, one second apart: newest first. */
function journal(...bodies: readonly EntryBody[]): readonly Entry[] {
  const start = Date.parse("2026-11-20T12:00:00.000Z");
  return bodies
    .map((body, i) => ({ ...body, place: `place-${i}`, at: new Date(start + i * 1_000).toISOString() }))
    .reverse();
}

const opening = entry("done", "open", { release: release(2) });
const backup = change("backup", {
  item: "orders",
  asked: { name: "b1" },
  after: { name: "b1", rows: 3, bytes: 512, restoreTook: 20, location: "x", verified: true },
});
const weight = (value: number) =>
  change("set-weight", { item: "flags", asked: { slot: "green", weight: value }, after: { weight: value } });
const verdict = (said: string, reason: string) =>
  entry("note", "verdict", { item: "flags", after: { verdict: said, weight: 10 }, reason });

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

describe("a report", () => {
  test("of nothing says so", () => {
    expect(renderReport("shop", "production", undefined)).toBe(
      "## shop in production\n\nNo release has been deployed yet.\n",
    );
  });

  test("of a release that was taken back names the reason and each deed", () => {
    const close = entry("done", "close", { after: { outcome: "rolled-back" }, reason: "31 of 100 requests failed" });
    const migrate = change("migrate", { asked: { versions: ["7"], verdict: "SAFE" } });
    const check = entry("note", "check", { item: "web", after: { target: "idle", passed: true }, evidence: [1, 2, 3] });
    const prepare = change("prepare", { asked: { slot: "green" } });
    const [story] = tellStories(
      journal(
        opening,
        ...backup,
        ...migrate,
        ...prepare,
        check,
        ...weight(10),
        verdict("fail", "31 of 100 requests failed"),
        close,
      ),
    );
    expect(renderReport("shop", "production", story).split("\n")).toEqual([
      "## shop in production",
      "",
      "`v2` (`222222222222`) in slot `green` was **rolled back** after 11.0 s. Deployed by alice.",
      "",
      "Why: 31 of 100 requests failed",
      "",
      "| Deed | Result | Time | Details |",
      "| --- | --- | --- | --- |",
      "| backup (orders) | done | 1.0 s | b1: restored and equal, 3 rows, 512 bytes, restore took 20 ms |",
      "| migrate | done | 1.0 s | 7: SAFE |",
      "| prepare | done | 1.0 s | slot green |",
      "| check (web) | passed |  | 3 checks, idle slot |",
      "| set-weight (flags) | done | 1.0 s | 10 % to slot green |",
      "| verdict (flags) | fail |  | 31 of 100 requests failed |",
      "| close | done |  |  |",
      "",
    ]);
  });

  test.each<[string, readonly EntryBody[], string]>([
    ["is live", [entry("done", "mark-good", { release: release(2) })], "is live and verified good after 1.0 s"],
    ["is open", [], "is **open**: not finished."],
    [
      "was superseded",
      [entry("done", "close", { after: { outcome: "superseded" } })],
      "was superseded before it changed a slot or traffic after 1.0 s",
    ],
  ])("of a release that %s", (_, end, told) => {
    const [story] = tellStories(journal(opening, ...end));
    expect(renderReport("shop", "production", story)).toContain(told);
  });

  test("of hostile names is only read", () => {
    const hostile = "x\n# y <b> [a](b) @octocat ::error::z | w";
    const named = { ...opening, release: { ...release(2), version: hostile }, run: { ...writer, actor: hostile } };
    const close = entry("done", "close", { after: { outcome: "rolled-back" }, reason: hostile });
    const [story] = tellStories(journal(named, verdict("fail", hostile), close));
    const text = renderReport(hostile, hostile, story);
    const outside = text.replace(/`[^`\n]*`/g, "").replace(/\\[\\`*_{}[\]<>#|~]/g, ".");
    expect(outside).not.toMatch(/<b>|\[a\]|@o|::/);
    expect(text.split("\n").filter((line) => line.startsWith("#"))).toHaveLength(1);
  });
});
