import { expect, test } from "vitest";
import { openSqlReader } from "../../src/adapters/grammars/sql-reader.ts";
import type { Rehearsal } from "../../src/core/rehearsal/rehearsal.ts";
import { judgeRehearsed } from "../../src/stages/judge-rehearsed.ts";
import { openBench } from "../doubles/bench.ts";
import { memoryMigrator } from "../doubles/migrator.ts";

const update = "UPDATE people SET email = 'ann@example.com'";
const unread = {
  version: "2",
  name: "2_code.php",
  phase: "expand",
  statements: null,
  why: "it is PHP",
  hasDown: null,
} as const;

function recorded(sql: string): Rehearsal {
  const step = { took: 1, locks: null, rows: null, down: "not-tried", why: null } as const;
  return {
    of: { kind: "present", name: "shop", at: "2026-11-20T12:00:00Z" },
    migrations: [{ ...step, versions: ["2"], statements: [{ sql, at: 0, took: 1 }] }],
    ...{ size: { before: 1, after: 1 }, fingerprint: { before: "a", after: "a" }, restore: 1, warnings: [] },
  };
}

test("what a server has recorded decides the verdict with its texts, and is told without them", async () => {
  const migrator = memoryMigrator((await openBench()).migrator);
  const reader = openSqlReader();
  const read = [
    unread,
    { ...unread, version: "3", name: "3.sql", statements: (await reader.read(update, "postgres")).statements },
  ];
  const outlook = { read, fingerprint: "a" } as never;
  const { judgement, read: known } = await judgeRehearsed(outlook, recorded(update), { migrator, reader });
  expect(known[0]?.statements?.[0]?.text).toBe(update);
  const [code, file] = judgement.migrations;
  expect(code?.findings[0]?.statement).toBe("UPDATE people SET email = '...'");
  expect(JSON.stringify(code)).not.toContain("ann@example.com");
  // A file stands in the repository as it is.
  expect(file?.findings[0]?.statement).toBe(update);
});
