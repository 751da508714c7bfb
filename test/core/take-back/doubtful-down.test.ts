import { describe, expect, test } from "vitest";
import { openSqlReader } from "../../../src/adapters/grammars/sql-reader.ts";
import type { Dialect, JudgedMigration } from "../../../src/core/judgement/finding.ts";
import { judgeMigrations } from "../../../src/core/judgement/judge.ts";
import type { ReadMigration } from "../../../src/core/judgement/readable.ts";
import { trailStep } from "../../../src/core/take-back/trail.ts";
import { wayBack } from "../../../src/core/take-back/way-back.ts";
import { recordOf, served, step, told } from "./steps.ts";

const reader = openSqlReader();

async function judged(up: string, down: string, dialect: Dialect = "postgres"): Promise<JudgedMigration> {
  const [way, back] = [await reader.read(up, dialect), await reader.read(down, dialect)];
  const why = back.statements === null ? back.why : null;
  return judgedAs({ statements: way.statements, down: { statements: back.statements, why } }, dialect);
}

function judgedAs(parts: Partial<ReadMigration>, dialect: Dialect = "postgres"): JudgedMigration {
  const known = { version: "7", name: "7_x", phase: "expand", hasDown: true, statements: [], why: null } as const;
  return judgeMigrations([{ ...known, ...parts }], { dialect, version: 15 }).migrations[0] as JudgedMigration;
}

const way = (one: JudgedMigration, highest = 100) => wayBack(recordOf([trailStep(one)]), { ...served, highest });
const unique = "CREATE UNIQUE INDEX by_title ON tickets (title)";
const dropped: Readonly<Record<Dialect, string>> = {
  ...{ postgres: "DROP INDEX by_title", sqlite: "DROP INDEX by_title" },
  ...{ mysql: "DROP INDEX by_title ON tickets", mariadb: "ALTER TABLE tickets DROP INDEX by_title" },
};
const dialects: readonly Dialect[] = ["postgres", "mysql", "mariadb", "sqlite"];

describe.each(dialects)("on %s, a way down that only turns its way up back goes by itself", (dialect) => {
  const pairs = [
    [unique, dropped[dialect]],
    ["ALTER TABLE tickets RENAME COLUMN title TO subject", "ALTER TABLE tickets RENAME COLUMN subject TO title"],
    ["ALTER TABLE tickets RENAME TO issues", "ALTER TABLE issues RENAME TO tickets"],
    [`ALTER TABLE tickets ADD COLUMN due INT; ${unique}`, `${dropped[dialect]}; ALTER TABLE tickets DROP COLUMN due`],
    [`CREATE TABLE notes (id INT); ${unique}`, `DROP TABLE notes; ${dropped[dialect]}`],
  ] as const;
  test.each(pairs)("%s", async (up, down) => {
    const one = await judged(up, down, dialect);
    expect(one.downDoubt).toBeNull();
    expect(told(way(one, 0))).toMatch(/^(down 7|leave)$/);
    expect(way(one)).not.toMatchObject({ why: expect.stringContaining("without a person") });
  });
});

test.each([
  [unique, "DROP INDEX by_title"],
  ["ALTER TABLE tickets RENAME COLUMN title TO subject", "ALTER TABLE tickets RENAME COLUMN subject TO title"],
  ["ALTER TABLE t ADD CONSTRAINT paid CHECK (total > 0)", "ALTER TABLE t DROP CONSTRAINT paid"],
  ["ALTER TABLE t ALTER note SET NOT NULL", "ALTER TABLE t ALTER note DROP NOT NULL"],
])("%s goes down at 100 %%, and its way back up is no narrower than what was there", async (up, down) => {
  expect(told(way(await judged(up, down)))).toBe("down 7");
  expect((await judged(down, up)).downDoubt).toBeNull();
});

test("why the previous release may not work stays the reason, where that alone needs a person", async () => {
  const one = await judged("DROP INDEX by_title", `${unique}; DELETE FROM other`, "sqlite");
  expect(one.downDoubt).toBe("its way down would delete rows: other, in its line 1");
  expect(way(one)).toMatchObject({ kind: "hold", why: expect.stringContaining("it may be unique") });
});

describe.each(dialects)("on %s, a way down needs a person where it would", (dialect) => {
  test.each([
    ["delete rows: tickets", "DELETE FROM tickets WHERE title LIKE 'new%'"],
    ["update rows that were there: tickets", "UPDATE tickets SET title = 'x'"],
    ["insert rows: tickets", "INSERT INTO tickets (title) VALUES ('x')"],
    ["drop a table: tickets", "DROP TABLE tickets"],
    ["drop a column: tickets.title", "ALTER TABLE tickets DROP COLUMN title"],
    ["rename a column: tickets.title", "ALTER TABLE tickets RENAME COLUMN title TO subject"],
    ["rename a table or move it to another schema: other", "ALTER TABLE other RENAME TO gone"],
    ["run code or a statement that cannot be judged", dialect === "sqlite" ? "ATTACH 'x' AS y" : "CALL mend()"],
  ])("%s", async (what, statement) => {
    const one = await judged(unique, `${dropped[dialect]};\n${statement}`, dialect);
    const said = `its way down would ${what}`;
    expect(trailStep(one)).toMatchObject({ needsPerson: true, reason: expect.stringContaining(said) });
    expect(way(one)).toEqual({
      kind: "hold",
      why: expect.stringContaining(`7 is not taken down without a person: ${said}`),
    });
    expect(one.warnings.join()).toContain(said);
  });
});

test.each([
  "TRUNCATE tickets",
  "DO $$ BEGIN DELETE FROM tickets; END $$",
  "MERGE INTO tickets t USING other o ON t.id = o.id WHEN MATCHED THEN DELETE",
  "WITH gone AS (DELETE FROM tickets RETURNING id) SELECT id FROM gone",
  "ALTER TABLE tickets ALTER title TYPE varchar(3)",
  "DROP INDEX another",
  "ALTER TABLE tickets DROP CONSTRAINT another",
  "SELECT mend()",
])("PostgreSQL's %s in a way down needs a person, whatever a rehearsal has shown", async (statement) => {
  expect(told(way(await judged(unique, `DROP INDEX by_title; ${statement}`)))).toBe("hold");
});

test("rows of a temporary table of the way up are no longer there on the way down: there the name is another's", async () => {
  const up = `CREATE TEMPORARY TABLE tickets_old (id int); ${unique}`;
  expect((await judged(up, "DROP INDEX by_title; DELETE FROM tickets_old")).downDoubt).toContain("delete rows");
});

test("what an earlier migration of the release has made is not made by this one", async () => {
  const { statements } = await reader.read("CREATE TABLE notes (id int)", "postgres");
  const down = { statements: (await reader.read("DROP TABLE notes", "postgres")).statements, why: null };
  const base = { name: "x", phase: "expand", hasDown: true, why: null } as const;
  const read = [
    { ...base, version: "1", statements },
    { ...base, version: "2", statements: [], down },
  ];
  const [, second] = judgeMigrations(read, { dialect: "postgres", version: 15 }).migrations;
  expect(second?.downDoubt).toBe("its way down would drop a table: notes, in its line 1");
});

describe("a way down whose SQL nobody has seen", () => {
  const renaming = async (parts: Partial<ReadMigration>) => {
    const { statements } = await reader.read("ALTER TABLE tickets RENAME COLUMN title TO subject", "postgres");
    return judgedAs({ statements, ...parts });
  };
  const unseen = { statements: null, why: null };

  test("needs a person where no rehearsal speaks for it", async () => {
    expect(way(await renaming({ hasDown: null, down: unseen }), 0)).toMatchObject({
      kind: "hold",
      why: expect.stringContaining("nobody has seen its way down"),
    });
  });

  test("goes by itself after a rehearsal without loss, as long as nobody can have written anything since", async () => {
    const shown = await renaming({ hasDown: true, down: unseen });
    expect(told(way(shown, 0))).toBe("down 7");
    expect(way(shown)).toMatchObject({ kind: "hold", why: expect.stringContaining("nobody has seen the SQL") });
  });

  test("or cannot be read needs a person, whatever a rehearsal has shown", async () => {
    const one = await judged(unique, "DROP INDX by_title");
    expect(way(one, 100)).toMatchObject({ kind: "hold", why: expect.stringContaining("cannot be judged: line 1") });
  });
});

test("a doubtful way down is in the way of whatever stands below it, and of nothing else", () => {
  const doubtful = step("8", { doubt: "its way down would delete rows" });
  const renaming = step("7", { verdict: "REVERT-FIRST", previous: "broken" });
  expect(told(wayBack(recordOf([renaming, doubtful]), served))).toBe("hold");
  expect(told(wayBack(recordOf([doubtful, renaming]), served))).toBe("down 7");
  expect(told(wayBack(recordOf([doubtful]), served))).toBe("leave");
  expect(told(wayBack(recordOf([renaming, doubtful]), { ...served, policy: "down" }))).toBe("down 8 7");
});
