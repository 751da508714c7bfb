import { expect, test } from "vitest";
import { renderPlan } from "../../../src/core/plan/sheet.ts";
import type { Conditions } from "../../../src/core/preflight/conditions.ts";
import { met, refused, unseen, warned } from "../../../src/core/preflight/finding.ts";
import { judged, live, plan } from "../plans.ts";

test("a plan of which nothing is asked reads from top to bottom", () => {
  expect(renderPlan(plan(), "0123456789abcdef0123").split("\n")).toEqual([
    "## Plan: `shop` to `production`",
    "",
    "Release `v2` (`222222222222`) into slot `green`; live now: `v1` (`111111111111`).",
    "",
    "### What happens",
    "| Stage | What happens |",
    "| --- | --- |",
    "| backup | orders: copy to /backups |",
    "| traffic-shift | flags: 10, 100 % |",
    "",
    "No migration is pending.",
    "",
    "### If it has to be taken back",
    "1. prove that v1 (11111111) in slot blue answers as that commit",
    "2. send all traffic away from slot green",
    "3. stop v2 in slot green",
    "4. the database is not touched",
    "5. no point of no return: it can be taken back until it is verified good",
    "",
    "### What it rests on",
    "- Newest verified backup: none yet; this release makes one",
    "- Last drill: none yet",
    "- Changed by hand: nothing that slots and router show",
    "",
    "Plan digest: `0123456789abcdef`, made at 2026-11-20T15:00:00.000Z",
    "",
  ]);
});

const conditions: Conditions = {
  findings: [
    met("checks", "3 of 3 are green"),
    refused("branch", "22222222 is on none of `main`", "merge it first"),
    warned("gate `ramp-50`", "nobody has to approve"),
    unseen("environment `production`", "who may use it, because GitHub was not asked"),
    refused("checklist `load test`", "no evidence is given", "show it"),
  ],
  gates: [
    { name: "production-approve", approvers: ["alice", "octo-org/ops"], notes: ["waits 1 h"] },
    { name: "ramp-50", approvers: [], notes: [] },
    { name: "ramp-100", approvers: null, notes: [] },
  ],
  checklist: [
    {
      item: "security scan",
      role: "security",
      who: "bob",
      at: "2026-11-19",
      evidence: "https://example.com/scan?id=1",
      isMet: true,
      why: "",
      missing: "refuse",
    },
    {
      item: "load test",
      role: null,
      who: null,
      at: null,
      evidence: null,
      isMet: false,
      why: "no evidence is given",
      missing: "refuse",
    },
    {
      item: "training",
      role: null,
      who: null,
      at: null,
      evidence: "wiki",
      isMet: false,
      why: "is old",
      missing: "warn",
    },
    {
      item: "docs",
      role: null,
      who: null,
      at: null,
      evidence: "check docs",
      isMet: null,
      why: "GitHub was not asked",
      missing: "warn",
    },
  ],
  contacts: [
    { role: "on call", reach: "https://example.com/pager" },
    { role: "database", reach: "carol, extension 12" },
  ],
};

test("a plan tells what is in the way before anything else, and everything that was looked at", () => {
  const text = renderPlan(
    plan({
      conditions,
      pending: [judged("2", "SAFE")],
      newestBackup: { name: "orders-1", at: "2026-11-20T12:30:00.000Z" },
      open: { version: "v2", commit: "2".repeat(40), openedAt: "2026-11-20T14:00:00.000Z" },
      drift: ["slot blue serves 33333333"],
      lastDrill: { at: "2026-11-01T00:00:00.000Z", passed: true },
      obstacles: [{ kind: "refused", where: "branch", what: "22222222 is on none of `main`; merge it first" }],
      warnings: ["3 files have uncommitted changes"],
    }),
    "0",
  );
  const lines = text.split("\n");
  const after = (title: string) => {
    const from = lines.indexOf(title) + 1;
    return lines.slice(from, lines.indexOf("", from));
  };
  const titles = lines.filter((line) => line.startsWith("### "));
  expect(titles).toEqual([
    "### In the way",
    "### Worth knowing",
    "### Not looked at",
    "### What happens",
    "### Who approves",
    "### What was looked at",
    "### Checklist",
    "### Migrations",
    "### If it has to be taken back",
    "### What it rests on",
    "### Whom to call",
  ]);
  expect(after("### In the way")).toEqual(["- **branch**: 22222222 is on none of `main`; merge it first"]);
  expect(after("### Not looked at")).toEqual([
    "- environment `production`: who may use it, because GitHub was not asked",
  ]);
  expect(after("### Who approves").slice(2)).toEqual([
    "| `production-approve` | alice, octo-org/ops | waits 1 h |",
    "| `ramp-50` | **nobody** |  |",
    "| `ramp-100` | not looked at |  |",
  ]);
  expect(after("### What was looked at").slice(2)).toEqual([
    "| checks | met | 3 of 3 are green |",
    "| branch | **in the way** | 22222222 is on none of `main` |",
    "| gate `ramp-50` | worth knowing | nobody has to approve |",
    "| environment `production` | not looked at | who may use it, because GitHub was not asked |",
  ]);
  expect(after("### Checklist").slice(2)).toEqual([
    "| security scan | security | shown | bob | 2026-11-19 | [link](https://example.com/scan?id=1) |",
    "| load test |  | **missing**: no evidence is given |  |  |  |",
    "| training |  | not shown: is old |  |  | wiki |",
    "| docs |  | not looked at: GitHub was not asked |  |  | check docs |",
  ]);
  expect(after("### What it rests on")).toEqual([
    "- This release is open already, since 2026-11-20T14:00:00.000Z",
    "- Newest verified backup: `orders-1`, 2 h 30 min old",
    "- Last drill: 2026-11-01T00:00:00.000Z",
    "- Changed by hand: slot blue serves 33333333",
  ]);
  expect(after("### Whom to call")).toEqual([
    "- on call: [link](https://example.com/pager)",
    "- database: carol, extension 12",
  ]);
});

test("a first plan says that nothing is live and nothing pending", () => {
  const text = renderPlan(plan({ live: null }), "0");
  expect(text).toContain("live now: nothing yet.");
  expect(text).toContain("No migration is pending.");
});

test("a name from outside is only read, wherever it stands", () => {
  const hostile = "x\n# y <img src=x> [a](b) @octocat ::error::z | w";
  const text = renderPlan(
    plan({
      application: hostile,
      version: hostile,
      live: { ...live, version: hostile },
      chain: [{ stage: hostile, what: hostile }],
      pending: [{ ...judged(hostile, "SAFE"), name: hostile, reason: hostile }],
      obstacles: [{ kind: "input", where: hostile, what: hostile }],
      warnings: [hostile],
      newestBackup: { name: hostile, at: hostile },
      open: { version: hostile, commit: hostile, openedAt: hostile },
      drift: [hostile],
      lastDrill: { at: hostile },
      conditions: {
        findings: [met(hostile, hostile), unseen(hostile, hostile)],
        gates: [{ name: hostile, approvers: [hostile], notes: [hostile] }],
        checklist: [
          {
            item: hostile,
            role: hostile,
            who: hostile,
            at: hostile,
            evidence: hostile,
            isMet: false,
            why: hostile,
            missing: "warn",
          },
          {
            item: "x",
            role: null,
            who: null,
            at: null,
            evidence: "https://x.test/)[a](javascript:alert)",
            isMet: true,
            why: "",
            missing: "warn",
          },
        ],
        contacts: [{ role: hostile, reach: hostile }],
      },
    }),
    "0",
  );
  const outside = text.replace(/`[^`\n]*`/g, "").replace(/\\[\\`*_{}[\]<>#|~]/g, ".");
  expect(outside).not.toMatch(/<img|\[a\]|@o|::/);
  expect(text.split("\n").filter((line) => line.startsWith("#"))).toHaveLength(12);
  // No row has more cells than its head.
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  expect(rows.map((row) => row.split(" | ").length)).toEqual([2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 6, 6, 6, 6, 5, 5, 5]);
});
