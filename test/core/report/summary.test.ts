import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EntryBody } from "../../../src/core/journal.ts";
import { renderNothing, renderReport, type Told } from "../../../src/core/report/summary.ts";
import { tellStories } from "../../../src/core/story.ts";
import { change, entry, release, writer } from "../entries.ts";
import { backup, journal, opening, verdict, weight } from "./journal.ts";

const toldOf = (entries: readonly EntryBody[], parts: Partial<Told> = {}): Told => {
  const [story] = tellStories(journal(...entries));
  return {
    application: "shop",
    environment: "production",
    release: release(2),
    standing: story === undefined ? "not begun" : story.outcome === "open" ? "waiting" : story.outcome,
    story,
    previous: null,
    links: [],
    notes: [],
    ...parts,
  };
};
const rolledBack = (reason: string) => entry("done", "close", { after: { outcome: "rolled-back" }, reason });

describe("a report", () => {
  test("of nothing says so", () => {
    expect(renderNothing("shop", "production")).toBe("## shop in production\n\nNo release has been deployed yet.\n");
  });

  test("of a release that was taken back names the reason and each deed", () => {
    const migrate = change("migrate", { asked: { versions: ["7"], verdict: "SAFE" } });
    const check = entry("note", "check", { item: "web", after: { target: "idle", passed: true }, evidence: [1, 2, 3] });
    const prepare = change("prepare", { asked: { slot: "green" } });
    const failing = "31 of 100 requests failed";
    const told = renderReport(
      toldOf(
        [
          opening,
          ...backup,
          ...migrate,
          ...prepare,
          check,
          ...weight(10),
          verdict("fail", failing),
          rolledBack(failing),
        ],
        {
          previous: release(1),
          links: [
            { text: "run", url: "https://github.com/octo-org/shop/actions/runs/7" },
            { text: "Deployment", url: null },
          ],
          notes: ["The pull request that reverts it: run `git revert` by hand"],
        },
      ),
    );
    expect(told.split("\n\n```mermaid")[0]?.split("\n")).toEqual([
      "## shop in production",
      "",
      "`v2` (`222222222222`) in slot `green` was **rolled back** after 11.0 s. Deployed by alice.",
      "",
      "Why: 31 of 100 requests failed",
      "",
      "Before it: `v1` (`111111111111`).",
      "",
      "The pull request that reverts it: run `git revert` by hand",
      "",
      "[run](https://github.com/octo-org/shop/actions/runs/7)",
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
    expect(renderReport(toldOf([opening, ...end]))).toContain(told);
  });

  test("of one that the journal never knew says that nothing was changed", () => {
    expect(renderReport(toldOf([]))).toContain(
      "`v2` (`222222222222`) was **not deployed**: it was refused, rejected or cancelled before anything was changed.",
    );
  });

  test.each<[string, EntryBody, readonly string[]]>([
    [
      "an approval",
      entry("note", "approve", {
        after: { gate: "approve", run: "7", user: "bob", comment: "go @all", at: "2026-11-20T11:00:00Z" },
      }),
      ["approve", "approve, by bob, 2026-11-20T11:00:00Z: go @\u200ball"],
    ],
    [
      "a signed item",
      entry("note", "sign-off", {
        after: { item: "load test", role: "QA", who: "carol", at: null, evidence: "report 7", isMet: false },
      }),
      ["sign-off", "load test, QA, by carol, not met: report 7"],
    ],
    ["an exception", entry("note", "override", { reason: "hotfix" }), ["override", "hotfix"]],
    [
      "a message",
      entry("done", "notify", { item: "team", after: { moment: "started" } }),
      ["notify (team)", "done", "told of started"],
    ],
    [
      "a later look",
      entry("done", "watch", { after: { age: "2h", passed: true } }),
      ["watch", "passed", "looked at again after 2h"],
    ],
  ])("tells of %s", (_, told, row) => {
    const lines = renderReport(toldOf([opening, told])).split("\n");
    const cells = lines.find((line) => line.startsWith(`| ${told.deed}`))?.split("|");
    expect(cells?.map((cell) => cell.trim()).filter((cell) => cell !== "")).toEqual(row);
  });

  test("of hostile names is only read", () => {
    const hostile = "x\n# y <b> [a](b) @octocat ::error::z | w ``` --> #7";
    const named = { ...opening, release: { ...release(2), version: hostile }, run: { ...writer, actor: hostile } };
    const item = entry("note", "verdict", { item: hostile, after: { verdict: hostile, weight: 10 }, reason: hostile });
    const told = toldOf([named, ...weight(10), item, rolledBack(hostile)], {
      application: hostile,
      environment: hostile,
      release: { ...release(2), version: hostile },
      notes: [hostile],
      links: [{ text: hostile, url: "javascript:alert(1)" }],
    });
    const text = renderReport(told);
    const outside = text.replace(/```mermaid[\s\S]*?\n```/g, "").replace(/\\[!-/:-@[-`{-~]|`[^`\n]*`/g, ".");
    expect(outside).not.toMatch(/<b>|\[a\]|@o|::|-->|#\d/);
    expect(text.split("\n").filter((line) => line.startsWith("#"))).toHaveLength(1);
    expect(text.match(/^```/gm)).toHaveLength(4);
  });

  test("of any length stays below what GitHub takes, and loses whole rows, the oldest first", () => {
    const word = fc.string({ unit: "binary", maxLength: 700 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), fc.integer({ min: 0, max: 2000 }), (reasons, count) => {
        const deeds = [...Array(count).keys()].map((i) =>
          entry("note", "verdict", {
            item: `r${i}`,
            reason: `${reasons[i % (reasons.length || 1)] ?? ""}`,
            after: { verdict: "pass" },
          }),
        );
        const text = renderReport(toldOf([opening, ...deeds]));
        expect(new TextEncoder().encode(text).length).toBeLessThan(1_048_576);
        const rows = text.split("\n").filter((line) => line.startsWith("| verdict (r"));
        const first = Number(/\(r(\d+)\)/.exec(rows[0] ?? "")?.[1] ?? 0);
        expect(rows).toHaveLength(count - first);
      }),
      { numRuns: 15 },
    );
  });
});
