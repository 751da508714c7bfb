import { expect, test } from "vitest";
import { backupSheet, type ListedSet, type SheetFacts } from "../../src/core/backup-sheet.ts";

const now = Date.parse("2026-11-29T12:00:00.000Z");
const part = {
  item: "orders",
  level: "restored",
  bytes: 1_360_000_000,
  took: { restore: 90_000, census: 5000 },
} as const;
const newest: ListedSet = {
  name: "shop_production_20261129T100000000Z_cccccccc",
  createdAt: "2026-11-29T10:00:00.000Z",
  level: "restored",
  commit: "c".repeat(40),
  parts: [part, { ...part, item: "users", level: "rows", bytes: 312, took: { restore: 0, census: 400 } }],
};
const older: ListedSet = {
  name: "older",
  createdAt: "2026-11-26T08:00:00.000Z",
  level: "checksum",
  commit: "",
  parts: [{ ...part, level: "checksum", bytes: 42 }],
};
const facts: SheetFacts = {
  sets: [older, newest],
  now,
  protectedNames: [newest.name],
  drills: [
    { item: "orders", backup: "older", at: "2026-11-29T11:00:00.000Z", passed: true, restoreTook: 812 },
    { item: "users", backup: "older", at: "2026-11-29T11:30:00.000Z", passed: false, restoreTook: 0 },
  ],
};

test("the terminal gets columns, the newest first, and what to think of it", () => {
  expect(backupSheet(facts, "text").split("\n")).toEqual([
    "Backup                                        Made                  Age      Items                 Proven                  Size     Restore       Commit    Stays because",
    "shop_production_20261129T100000000Z_cccccccc  2026-11-29 10:00 UTC  2 h      orders, users (rows)  restored, counts equal  1.36 GB  1 min 35 s    cccccccc  the last verified backup, an open or live release goes back to it",
    "older                                         2026-11-26 08:00 UTC  3 d 4 h  orders                NOT proven (checksum)   42 B     not measured",
    "",
    "Item    Last drill         Result  Restore",
    "orders  older, 1 h ago     passed  812 ms",
    "users   older, 30 min ago  FAILED",
    "",
    "The newest verified backup is `shop_production_20261129T100000000Z_cccccccc`, 2 h old.",
    "The last drill of users has FAILED: do not rely on it.",
    "`Restore` is what restoring and counting took when it was tried out.",
  ]);
});

test("a page of GitHub gets a table", () => {
  const lines = backupSheet(facts, "markdown").split("\n");
  expect(lines[0]).toBe("## Backups");
  expect(lines[4]).toBe(
    "| `shop_production_20261129T100000000Z_cccccccc` | 2026-11-29 10:00 UTC | 2 h | orders, users (rows) | restored, counts equal | 1.36 GB | 1 min 35 s | `cccccccc` | the last verified backup, an open or live release goes back to it |",
  );
  expect(lines).toContain("| users | `older`, 30 min ago | FAILED |  |");
  expect(lines).toContain("The last drill of users has FAILED: do not rely on it.");
});

test("names from outside can neither break the table, nor mention anybody, nor control a terminal", () => {
  const evil = "x | y\n::error::z @team <!-- \u001b[31m \u202e ![i](https://example.com)";
  const sets = [{ ...older, name: evil, commit: evil, createdAt: evil, parts: [{ ...part, item: evil }] }];
  const drills = [{ item: evil, backup: evil, at: evil, passed: false, restoreTook: 0 }];
  const markdown = backupSheet({ sets, now, drills, protectedNames: [evil] }, "markdown");
  const outsideCode = markdown.replace(/`[^`]*`/g, "");
  expect(outsideCode).not.toMatch(/@team|(?<!\\)<!--|(?<!\\)!\[|https:\/\//);
  const dangers = ["::error::", "\u001b", "\u202e"];
  for (const danger of dangers) expect(markdown).not.toContain(danger);
  const widths = markdown
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").length);
  expect(widths).toEqual([11, 11, 11, 6, 6, 6]);
  const text = backupSheet({ sets, now, drills }, "text");
  for (const danger of dangers.slice(1)) expect(text).not.toContain(danger);
  expect(text.split("\n")).toHaveLength(9);
});

test("no backup at all is said in words", () => {
  for (const format of ["text", "markdown"] as const) {
    const sheet = backupSheet({ sets: [], now }, format);
    expect(sheet).toContain("No store of the section holds a backup");
    expect(sheet).toContain("There is no verified backup.");
  }
});

test("a date that is none, or of the future, is told as such", () => {
  const sets = [
    { ...older, createdAt: "whenever" },
    { ...older, createdAt: "2026-12-29T10:00:00.000Z" },
  ];
  const sheet = backupSheet({ sets, now }, "text");
  expect(sheet).toMatch(/whenever +unknown/);
  expect(sheet).toContain("from the future");
});

test("thousands of backups still fit into a job summary", () => {
  const sets = Array.from({ length: 5000 }, (_, i) => ({ ...newest, name: `${newest.name}-${i}` }));
  const markdown = backupSheet({ sets, now }, "markdown");
  expect(markdown.length).toBeLessThan(250_000);
  expect(markdown).toContain("4800 older ones are not shown.");
});
