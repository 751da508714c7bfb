import { expect, test } from "vitest";
import { openSqlReader } from "../../src/adapters/grammars/sql-reader.ts";
import type { JudgedMigration } from "../../src/core/judgement/finding.ts";
import { judgePending } from "../../src/stages/judge-pending.ts";
import { judgeRehearsed } from "../../src/stages/judge-rehearsed.ts";
import type { Preview } from "../../src/stages/ports/migrator.ts";
import { memoryMigrator, migratorPlace } from "../doubles/migrator.ts";

const reader = openSqlReader();
const up = "ALTER TABLE tickets RENAME COLUMN title TO subject;";
const down = "ALTER TABLE tickets RENAME COLUMN subject TO title;";

/** As a tool that prints this and no more would show the migration, and after a rehearsal whose way down lost nothing. */
async function looked(
  preview: Preview,
): Promise<{ readonly before: JudgedMigration; readonly after: JudgedMigration }> {
  const known = memoryMigrator(migratorPlace({ pending: [{ version: "7", name: "7_x" }] }));
  const migrator = { ...known, preview: async () => preview };
  const outlook = await judgePending(migrator, reader);
  const step = {
    versions: ["7"],
    took: 1,
    statements: null,
    locks: null,
    rows: null,
    down: "lossless",
    why: null,
  } as const;
  const rehearsal = {
    of: { kind: "present", name: "x", at: "" },
    ...{ migrations: [step], size: { before: 0, after: 0 }, fingerprint: { before: "", after: "" } },
    ...{ restore: 0, warnings: [] },
  } as const;
  const shown = await judgeRehearsed(outlook, rehearsal, { migrator, reader });
  const [[before], [after]] = [outlook.judgement.migrations, shown.judgement.migrations];
  if (before === undefined || after === undefined) throw new Error("nothing was judged");
  return { before, after };
}

test("a way down that the tool prints is judged, and a rehearsal without loss takes no doubt away", async () => {
  const plain = await looked({ up, down, hasDown: true });
  expect([plain.before, plain.after].map(({ downDoubt }) => downDoubt)).toEqual([null, null]);
  const deleting = await looked({ up, down: `${down}\nDELETE FROM tickets WHERE title LIKE 'new%';`, hasDown: true });
  for (const { downDoubt } of [deleting.before, deleting.after])
    expect(downDoubt).toBe("its way down would delete rows: tickets, in its line 2");
});

test("a way down that the tool cannot print is in doubt until a rehearsal has shown that it loses nothing", async () => {
  const { before, after } = await looked({ up });
  expect(before).toMatchObject({ downDoubt: expect.stringContaining("nobody has seen"), isDownUnseen: true });
  expect(after).toMatchObject({ downDoubt: null, isDownUnseen: true });
  expect(after.warnings).toEqual([expect.stringContaining("once the new release has had traffic")]);
});

test("a way down that is there and not shown, or that nobody can read, stays in doubt", async () => {
  for (const preview of [
    { up, hasDown: true },
    { up, down: "ALTER TABEL tickets", hasDown: true },
  ]) {
    const { before, after } = await looked(preview);
    for (const { downDoubt } of [before, after]) expect(downDoubt).toContain("its way down cannot be judged");
  }
});

test("no way down at all is not in doubt: it is none", async () => {
  expect((await looked({ up, hasDown: false })).before).toMatchObject({ hasDown: false, downDoubt: null });
});
