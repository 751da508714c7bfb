import { describe, expect, test } from "vitest";
import {
  type ChecklistItem,
  judgeChecklist,
  lookAtChecklist,
  signOffs,
} from "../../../src/core/preflight/checklist.ts";
import { checkOf } from "../../doubles/github.ts";

const day = 86_400_000;
const now = Date.parse("2026-11-20T12:00:00.000Z");
const link: ChecklistItem = {
  item: "load test",
  role: "performance",
  evidence: "https://example.com/7",
  by: "carol",
  at: "2026-11-10",
  "max-age": 14 * day,
};
const scan: ChecklistItem = { item: "security scan", check: "codeql", "max-age": 7 * day };
const look = (item: ChecklistItem, checks: Parameters<typeof lookAtChecklist>[1]["checks"] = []) => {
  const [line] = lookAtChecklist([item], { checks, now });
  if (line === undefined) throw new Error("no line");
  return line;
};

describe("an item is met", () => {
  test("by a link that is young enough: who, when and what go into the journal", () => {
    const line = look(link);
    expect(line).toMatchObject({ isMet: true, why: "" });
    expect(signOffs([line])).toEqual([
      {
        item: "load test",
        role: "performance",
        who: "carol",
        at: "2026-11-10",
        evidence: "https://example.com/7",
        isMet: true,
      },
    ]);
  });

  test("by a link of any age, where none is asked", () => {
    const { at: _, "max-age": __, ...item } = link;
    expect(look(item)).toMatchObject({ isMet: true, at: null });
  });

  test("by a green check of this commit, whose address and end are the evidence", () => {
    const checks = [checkOf("codeql", { url: "https://github.test/runs/1" })];
    expect(look(scan, checks)).toMatchObject({
      isMet: true,
      at: "2026-11-20T11:00:00.000Z",
      evidence: "https://github.test/runs/1",
    });
  });

  test("to the very millisecond of its age", () => {
    const at = new Date(now - 14 * day).toISOString();
    expect(look({ ...link, at }).isMet).toBe(true);
    expect(look({ ...link, at: new Date(now - 14 * day - 1).toISOString() }).isMet).toBe(false);
  });
});

describe("an item is not met", () => {
  test.each<[string, Partial<ChecklistItem>, string]>([
    ["nothing is shown", { evidence: undefined }, "no evidence is given (`evidence` or `check`)"],
    ["it does not say when", { at: undefined }, "says not when (`at`), and has to be young enough"],
    ["it says so unreadably", { at: "last week" }, "`at: last week` is no date; write it as 2026-11-20"],
    ["it says so ambiguously", { at: "10.11.2026" }, "`at: 10.11.2026` is no date; write it as 2026-11-20"],
    ["it is of a day to come", { at: "2026-12-24" }, "2026-12-24 lies in the future"],
    ["it is too old", { at: "2026-11-01" }, "is 19 d 12 h old; at most 14 d are allowed"],
  ])("where %s", (_, parts, why) => {
    expect(look({ ...link, ...parts } as ChecklistItem)).toMatchObject({ isMet: false, why });
  });

  test.each<[string, Parameters<typeof look>[1], string]>([
    ["has not looked at the commit", [checkOf("other")], "the check `codeql` has not looked at this commit"],
    ["runs still", [checkOf("codeql", { state: "pending" })], "the check `codeql` is still running"],
    ["failed", [checkOf("codeql"), checkOf("codeql", { state: "failure" })], "the check `codeql` is not green"],
    ["was skipped", [checkOf("codeql", { state: "neutral" })], "the check `codeql` is not green"],
    ["has no end", [checkOf("codeql", { endedAt: null })], "the check `codeql` says not when it ended"],
    [
      "is too old",
      [checkOf("codeql", { endedAt: "2026-11-01T00:00:00Z" })],
      "is 19 d 12 h old; at most 7 d are allowed",
    ],
  ])("where its check %s", (_, checks, why) => {
    expect(look(scan, checks)).toMatchObject({ isMet: false, why });
  });
});

test("an item whose check nobody could be asked for is neither met nor unmet", () => {
  expect(look(scan, null)).toMatchObject({ isMet: null, evidence: "check codeql" });
});

test("an unmet item refuses, or warns where that is enough; what went on unmet is signed as such", () => {
  const old = { ...link, at: "2026-11-01" };
  const lines = lookAtChecklist([link, old, { ...old, missing: "warn" }, scan], { checks: null, now });
  expect(judgeChecklist(lines).map(({ judgement }) => judgement)).toEqual(["met", "refused", "warned", "unseen"]);
  expect(judgeChecklist(lines)[1]?.found).toBe("is 19 d 12 h old; at most 14 d are allowed (performance)");
  expect(signOffs(lines).map(({ isMet }) => isMet)).toEqual([true, false, false, null]);
});
