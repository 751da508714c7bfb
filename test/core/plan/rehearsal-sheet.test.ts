import { expect, test } from "vitest";
import { rehearsalLines, strongestLock } from "../../../src/core/plan/rehearsal-sheet.ts";
import type { Rehearsal, RehearsedMigration } from "../../../src/core/rehearsal/rehearsal.ts";

function migration(parts: Partial<RehearsedMigration> = {}): RehearsedMigration {
  return {
    versions: ["20260101"],
    took: 4200,
    statements: [{ sql: "ALTER TABLE orders ADD total int", at: 0, took: 3100 }],
    locks: [
      { on: "orders", lock: "SHARE", held: 9000 },
      { on: "orders", lock: "ACCESS EXCLUSIVE", held: 120 },
    ],
    rows: { orders: { inserted: 0, updated: 1200, deleted: 3 } },
    down: "lossless",
    why: null,
    ...parts,
  };
}

function rehearsal(parts: Partial<Rehearsal> = {}): Rehearsal {
  return {
    of: { kind: "backup", name: "shop-2026", at: "2026-01-01T00:00:00Z" },
    migrations: [migration()],
    size: { before: 1_000_000, after: 1_500_000 },
    fingerprint: { before: "a".repeat(64), after: "b".repeat(64) },
    restore: 61_000,
    warnings: [],
    ...parts,
  };
}

test("a rehearsal tells what ran on what, for how long, and whether the way down was lossless", () => {
  const lines = rehearsalLines(rehearsal());
  expect(lines[0]).toBe(
    "The migrations ran in 4.2 s on a copy of the backup `shop-2026` (2026-01-01T00:00:00Z). Every way down was lossless.",
  );
  const text = lines.join("\n");
  expect(text).toContain(
    "| `20260101` | 4.2 s | `ACCESS EXCLUSIVE` on `orders`, at least 120 ms | `orders`: 1,200 changed, 3 deleted | lossless |",
  );
  expect(text).toContain("- 3.1 s: `ALTER TABLE orders ADD total int`");
  expect(text).toContain("- Size: 1.00 MB before, 1.50 MB after (500 kB more)");
  expect(text).toContain("- Catalogue: `aaaaaaaaaaaa` before, `bbbbbbbbbbbb` after");
  expect(text).toContain("- Restoring the backup took 1 min 1 s");
});

test("what cannot be seen is told as such, and never as nothing", () => {
  const text = rehearsalLines(rehearsal({ migrations: [migration({ locks: null, rows: null, statements: null })] }));
  expect(text.join("\n")).toContain("| cannot be seen here | cannot be seen here |");
  const none = rehearsalLines(rehearsal({ migrations: [migration({ locks: [], rows: {} })] }));
  expect(none.join("\n")).toContain("| none seen | none |");
});

test.each([
  ["failed", "**A way down failed.**"],
  ["differs", "**A way down does not bring back what was there before.**"],
  ["none", "Not all of them have a way down."],
  ["not-tried", "Not every way down was tried."],
] as const)("a way down that is %s is told in the first line, with why", (down, told) => {
  const migrations = [migration(), migration({ versions: ["1", "2", "3"], down, why: "orders: 3 rows are gone" })];
  const lines = rehearsalLines(rehearsal({ migrations }));
  expect(lines[0]).toContain(told);
  expect(lines.join("\n")).toContain("- `1` to `3` (3 together): orders: 3 rows are gone");
});

test("the strongest lock is the one of the highest rank, and of equal ones the longest", () => {
  const lock = (name: string, held: number) => ({ on: "t", lock: name, held });
  expect(strongestLock([])).toBeNull();
  expect(strongestLock([lock("SHARE", 9), lock("Access Exclusive", 1)])?.lock).toBe("Access Exclusive");
  expect(strongestLock([lock("SHARED_NO_WRITE", 1), lock("SHARED_READ", 9)])?.lock).toBe("SHARED_NO_WRITE");
  expect(strongestLock([lock("SHARE", 1), lock("SHARE", 2)])?.held).toBe(2);
  expect(strongestLock([lock("something new", 5), lock("ROW SHARE", 1)])?.lock).toBe("ROW SHARE");
});

test("a rehearsal of thousands of tables and statements stays readable", () => {
  const rows = Object.fromEntries(
    Array.from({ length: 3000 }, (_, i) => [`t${i}`, { inserted: 1, updated: 0, deleted: 0 }]),
  );
  const statements = Array.from({ length: 3000 }, () => ({
    sql: `SELECT '|' <img> ${"x".repeat(900)}`,
    at: 0,
    took: 500,
  }));
  const migrations = Array.from({ length: 300 }, () => migration({ rows, statements }));
  const text = rehearsalLines(rehearsal({ migrations, warnings: ["@octocat <img>"] })).join("\n");
  expect(text.length).toBeLessThan(30_000);
  expect(text).toContain("and 2995 more tables");
  expect(text).toContain("And 240 more.");
  expect(text.replace(/`[^`\n]*`/g, "").replace(/\\[<>]/g, ".")).not.toMatch(/<img>|@o/);
});

test("nothing pending is said", () => {
  expect(rehearsalLines(rehearsal({ migrations: [] }))[0]).toMatch(/^Nothing was pending on a copy of the backup/);
});
