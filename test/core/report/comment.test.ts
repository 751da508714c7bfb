import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  commentMarker,
  giveWay,
  type Provenance,
  provenanceOf,
  renderComment,
} from "../../../src/core/report/comment.ts";
import type { Told } from "../../../src/core/report/summary.ts";
import { tellStories } from "../../../src/core/story.ts";
import { entry, release } from "../entries.ts";
import { backup, journal, opening, weight } from "./journal.ts";

const own: Provenance = { release: "r2", head: "h9" };
const toldOf = (parts: Partial<Told> = {}): Told => ({
  application: "shop",
  environment: "production",
  release: release(2),
  standing: "running",
  story: tellStories(journal(opening, ...backup, ...weight(10)))[0],
  previous: null,
  links: [],
  notes: [],
  ...parts,
});

describe("a comment", () => {
  test("begins with its marks, which nobody sees, and has no picture", () => {
    const [marker, state, title, ...rest] = renderComment(toldOf(), own).split("\n");
    expect([marker, state, title]).toEqual([
      "<!-- deploy%2Dactions shop production -->",
      "<!-- deploy%2Dactions%2Dstate r2 h9 -->",
      "### shop in production",
    ]);
    expect(rest.join("\n")).toContain("is being deployed");
    expect(rest.join("\n")).not.toContain("mermaid");
  });

  test("of a plan tells nothing of what happened to the same commit before", () => {
    const text = renderComment(toldOf({ standing: "planned" }), { release: "planned", head: "none" });
    expect(text).toContain("`v2` (`222222222222`) waits for approval.");
    expect(text).not.toMatch(/backup|slot/);
  });

  test("puts approvals, signed items and exceptions above the table", () => {
    const [story] = tellStories(
      journal(
        opening,
        entry("note", "approve", {
          after: { gate: "production-approve", run: "7", user: "bob", comment: "go", at: "now" },
        }),
        entry("note", "override", { reason: "the shop is down" }),
      ),
    );
    const text = renderComment(toldOf({ story }), own);
    expect(text).toContain(
      "- Approved: production-approve, by bob, now: go\n- **Exception**: the shop is down\n\n| Deed",
    );
  });

  test("of any length stays below GitHub's limit, with all of its marks and whole rows", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1500 }), fc.string({ unit: "binary", maxLength: 900 }), (count, reason) => {
        const deeds = [...Array(count).keys()].map(() =>
          entry("note", "verdict", { reason, after: { verdict: "pass" } }),
        );
        const [story] = tellStories(journal(opening, ...deeds));
        const text = renderComment(toldOf({ story, notes: Array(50).fill(reason.repeat(9)) }), own);
        expect(text.length).toBeLessThan(65_536);
        // No more is left out than has to be.
        if (text.includes("are left out here")) expect(text.length).toBeGreaterThan(58_000);
        expect(provenanceOf(text)).toEqual(own);
        expect(text).toContain("kept up to date");
        for (const line of text.split("\n").filter((each) => each.startsWith("| "))) expect(line).toMatch(/ \|$/);
      }),
      { numRuns: 20 },
    );
  });

  test("is found by a mark of its own for each application and environment", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (a, b, c, d) => {
        if (a !== c || b !== d) expect(commentMarker(a, b)).not.toBe(commentMarker(c, d));
      }),
    );
  });

  test("tells what it was written from, and a text without that tells nothing", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (id, head) => {
        fc.pre(id !== "" && head !== "");
        expect(provenanceOf(renderComment(toldOf(), { release: id, head }))).toEqual({ release: id, head });
      }),
      { numRuns: 30 },
    );
    expect(provenanceOf("words")).toBe(null);
    expect(provenanceOf("<!-- deploy%2Dactions%2Dstate %ZZ x -->")).toBe(null);
  });
});

describe("a comment that is there already", () => {
  const reading = { releases: ["r3", "r2", "r1"], places: new Set(["h9", "h8"]) };
  test.each<[string, Provenance | null, Provenance, string]>([
    ["without a mark is replaced", null, own, "write"],
    ["of an older release is replaced", { release: "r1", head: "h8" }, own, "write"],
    ["of the same release and less knowledge is replaced", { release: "r2", head: "h8" }, own, "write"],
    ["of a plan is replaced", { release: "planned", head: "h8" }, own, "write"],
    ["of a release opened later stays", { release: "r3", head: "h8" }, own, "keep"],
    [
      "of the same release by somebody who knew more is looked at again",
      { release: "r2", head: "h10" },
      own,
      "read again",
    ],
    ["of a plan gives way to a new plan", { release: "r3", head: "h9" }, { release: "planned", head: "h9" }, "write"],
    ["from before the first entry is replaced", { release: "planned", head: "none" }, own, "write"],
  ])("%s", (_, existing, mine, expected) => {
    expect(giveWay(existing, mine, reading)).toBe(expected);
  });
});
