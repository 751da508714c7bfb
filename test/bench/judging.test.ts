import { describe, expect, test } from "vitest";
import { dialects, writeMigrations } from "../../scripts/bench/judging/migrations.ts";
import { openSqlReader } from "../../src/adapters/grammars/sql-reader.ts";
import { judgeMigrations } from "../../src/core/judgement/judge.ts";
import type { ReadMigration } from "../../src/core/judgement/readable.ts";

describe.each(dialects)("the generated migrations of %s", (dialect) => {
  const written = writeMigrations(dialect, 30);

  test("are different, and in the order of their versions", () => {
    expect(new Set(written.map(({ up }) => up)).size).toBe(written.length);
    expect(written.map(({ version }) => version)).toEqual([...new Set(written.map(({ version }) => version))].sort());
  });

  test("are understood to their last word, the harmless as well as the harmful", async () => {
    const reader = openSqlReader();
    const read: ReadMigration[] = [];
    for (const { version, name, up } of written) {
      const reading = await reader.read(up, dialect);
      expect(reading, up).not.toHaveProperty("why");
      const { statements } = reading;
      read.push({ version, name, phase: "expand", statements, why: null, hasDown: true });
    }
    const { migrations } = judgeMigrations(read, { dialect, version: 0 });
    expect(migrations.map(({ verdict }) => verdict)).toEqual(expect.arrayContaining(["SAFE", "UNSAFE"]));
    expect(migrations.map(({ reason }) => reason).filter((reason) => /not understood/.test(reason))).toEqual([]);
  });
});
