import { describe, expect, test } from "vitest";
import { verdicts } from "../../../src/core/judgement/finding.ts";
import { judgementLines } from "../../../src/core/plan/migration-sheet.ts";
import { finding, hazard, judged, release } from "./judged.ts";

test("without a migration, a rollback does not touch the database", () => {
  expect(judgementLines({ verdict: "SAFE", previous: "works", migrations: [] })).toEqual([
    "No migration is pending: a rollback does not touch the database.",
  ]);
});

test("a safe release is told in its first line that code alone goes back", () => {
  const safe = judged({ verdict: "SAFE", previous: "works", findings: [finding({ verdict: "SAFE" })], hazards: [] });
  const lines = judgementLines({ verdict: "SAFE", previous: "works", migrations: [safe] });
  expect(lines[0]).toBe(
    "This release can be taken back at any time: code alone goes back, the schema stays, and nothing is lost.",
  );
  expect(lines.join("\n")).not.toContain("Why, and what to write instead");
});

test("a release that breaks the one before is told that no canary can be", () => {
  const lines = judgementLines(release());
  expect(lines[0]).toMatch(/^\*\*UNSAFE\*\*: \*\*This release cannot be taken back without loss\*\*/);
  expect(lines[2]).toContain("no canary and no gradual shift");
});

test("every migration has a row, and every finding its statement, reason, loss and remedy", () => {
  const text = judgementLines(release()).join("\n");
  expect(text).toContain(
    "| `20260101_orders.sql` | **UNSAFE** | orders.total: the previous release reads and writes this column | **breaks** | forwards, or a restore |",
  );
  expect(text).toContain(
    [
      "- **UNSAFE** (C4) `orders.total`: the previous release reads and writes this column",
      "  - `20260101_orders.sql`, line 3: `ALTER TABLE orders DROP COLUMN total`",
      "  - The down would lose: the column's values",
      "  - Instead: stop using it in one release and drop it in the next",
    ].join("\n"),
  );
  expect(text).toContain("- `orders`: **blocks reads and writes while every row is rewritten** (`ACCESS EXCLUSIVE`)");
});

test.each(verdicts)("%s tells the way back, with and without a down", (verdict) => {
  const cells = [true, false, null].map((hasDown) => {
    const lines = judgementLines(release({ verdict, migrations: [judged({ verdict, hasDown })] }));
    return lines
      .find((line) => line.startsWith("| `"))
      ?.split(" | ")
      .at(-1);
  });
  const way = {
    SAFE: ["code alone |", "code alone |", "code alone |"],
    PROBE: [
      "asked of the database then |",
      "asked of the database then; it has no down |",
      "asked of the database then |",
    ],
    "REVERT-FIRST": ["down first, then code |", "**it has no down** |", "down first, then code |"],
    UNKNOWN: ["a person decides |", "a person decides; it has no down |", "a person decides |"],
    UNSAFE: Array(3).fill("forwards, or a restore |"),
  };
  expect(cells).toEqual(way[verdict]);
});

test("a probe is told with what it looks for, and a loosening with its down", () => {
  const probe = { asks: "rows whose `email` is NULL", sql: "SELECT 1" };
  const findings = [
    finding({ verdict: "PROBE", resolution: { by: "probe", probe } }),
    finding({ verdict: "PROBE", resolution: { by: "loosening" } }),
  ];
  const text = judgementLines(release({ migrations: [judged({ findings })] })).join("\n");
  expect(text).toContain("A rollback looks for rows whose `email` is NULL: none, and code alone goes back");
  expect(text).toContain("The down only loosens");
});

test("the lock that blocks longest stands first", () => {
  const hazards = [
    hazard({ on: "short", isLong: false, blocks: "writes" }),
    hazard({ on: "index", blocks: "writes", rewrites: false }),
    hazard({ on: "worst" }),
  ];
  const text = judgementLines(release({ migrations: [judged({ hazards })] })).join("\n");
  expect([...text.matchAll(/^- `(\w+)`: .*blocks/gm)].map(([, on]) => on)).toEqual(["worst", "index", "short"]);
  expect(text).toContain("`short`: blocks writes, shortly");
});

describe("what comes from outside", () => {
  const evil = "`x` <img src=y> [a](b) @octocat ::error:: | # \u202e";

  test("is only read", () => {
    const migrations = [
      judged({
        ...{ version: evil, name: evil, reason: evil, warnings: [evil] },
        findings: [finding({ about: evil, statement: evil, reason: evil, remedy: evil, loses: evil })],
        hazards: [hazard({ on: evil, statement: evil, reason: evil, remedy: evil })],
      }),
    ];
    const outside = judgementLines(release({ migrations }))
      .join("\n")
      .replace(/`[^`\n]*`/g, "")
      .replace(/\\[\\`*_{}[\]<>#|~]/g, ".");
    expect(outside).not.toMatch(/<img|\[a\]|@o|::|\u202e/);
  });

  test("is cut, and what was left out is counted", () => {
    const findings = Array.from({ length: 500 }, (_, i) => finding({ line: i + 1, statement: "x".repeat(200) }));
    const hazards = Array.from({ length: 500 }, () => hazard({ statement: "y".repeat(200) }));
    const migrations = Array.from({ length: 200 }, () => judged({ findings, hazards }));
    const text = judgementLines(release({ migrations })).join("\n");
    expect(text.length).toBeLessThan(65_000);
    expect(text).toContain("And 140 more migrations.");
    expect(text).toMatch(/And 99\d{3} more findings\./);
    expect(text).toMatch(/And 99\d{3} more locks\./);
  });
});
