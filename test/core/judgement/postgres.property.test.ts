import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openSqlReader } from "../../../src/adapters/grammars/sql-reader.ts";
import { judgeMigrations } from "../../../src/core/judgement/judge.ts";
import { compareTypes } from "../../../src/core/judgement/postgres/type-change.ts";
import { judged, verdictOf } from "./postgres-judged.ts";

const statements = [
  "CREATE TABLE fresh (id int)",
  "ALTER TABLE orders ADD COLUMN fresh int",
  "ALTER TABLE orders ALTER COLUMN a DROP NOT NULL",
  "ALTER TABLE orders RENAME COLUMN a TO b",
  "ALTER TABLE orders DROP COLUMN a",
  "WITH x AS (DELETE FROM orders RETURNING *) SELECT * FROM x",
  "SELECT wipe()",
  "CREATE INDEX i ON orders (a)",
];
const statement = fc.constantFrom(...statements);
const blank = fc.constantFrom(
  " ",
  "\n",
  "\t",
  " /* DROP TABLE x; */ ",
  " -- ; CREATE TABLE y\n",
  "\r\n",
  " /* a /* b */ c */ ",
);

describe("for every migration", () => {
  test("comments, blanks and the case of keywords change no verdict", async () => {
    const disguised = fc.tuple(
      statement,
      fc.array(blank, { minLength: 12, maxLength: 12 }),
      fc.infiniteStream(fc.boolean()),
    );
    await fc.assert(
      fc.asyncProperty(disguised, async ([sql, blanks, cases]) => {
        const words = sql.split(" ").map((word) => (cases.next().value ? word.toLowerCase() : word));
        const text = words.map((word, index) => `${blanks[index % blanks.length]}${word}`).join("");
        expect(await verdictOf(text)).toBe(await verdictOf(sql));
      }),
    );
  });

  test("a statement more makes it never better", async () => {
    const order = ["SAFE", "PROBE", "REVERT-FIRST", "UNKNOWN", "UNSAFE"];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(statements, { minLength: 2 }), async (many) => {
        const whole = order.indexOf(await verdictOf(many.join(";\n")));
        for (const one of many) expect(whole).toBeGreaterThanOrEqual(order.indexOf(await verdictOf(one)));
      }),
    );
  });

  test("lines are those of the text, whatever it holds", async () => {
    const lines = fc.array(fc.constantFrom("-- ä€😀", "/* ü", "*/", "", "SELECT 'ß€';", "SELECT 1;"), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(lines, async (before) => {
        const text = [...before, "DROP TABLE orders"].join("\n");
        const { statements: read } = await openSqlReader().read(text, "postgres");
        const last = read?.find(({ text: sql }) => sql === "DROP TABLE orders");
        if (last !== undefined) expect(last.line).toBe(before.length + 1);
      }),
    );
  });

  test("a node that is not known is UNKNOWN, also with what is known inside", () => {
    const tree = fc.dictionary(fc.stringMatching(/^[A-Z][A-Za-z]{3,20}Zz$/), fc.jsonValue(), {
      minKeys: 1,
      maxKeys: 1,
    });
    fc.assert(
      fc.property(fc.oneof(tree, fc.jsonValue()), (node) => {
        const migration = { version: "1", name: "m", phase: "expand", why: null, hasDown: true } as const;
        const read = [{ ...migration, statements: [{ text: "?", line: 1, tree: node }] }];
        expect(judgeMigrations(read, { dialect: "postgres", version: 15 }).verdict).toBe("UNKNOWN");
      }),
    );
  });

  test("a part of ALTER TABLE that is not known is never SAFE", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^AT_[A-Z][A-Za-z]{0,20}Zz$/), (subtype) => {
        const tree = {
          AlterTableStmt: {
            relation: { relname: "orders" },
            objtype: "OBJECT_TABLE",
            cmds: [{ AlterTableCmd: { subtype } }],
          },
        };
        const migration = { version: "1", name: "m", phase: "expand", why: null, hasDown: true } as const;
        const read = [{ ...migration, statements: [{ text: "?", line: 1, tree }] }];
        expect(judgeMigrations(read, { dialect: "postgres", version: 15 }).verdict).toBe("UNKNOWN");
      }),
    );
  });

  test("names with quotes, dots and backslashes stay whole in a probe", async () => {
    const name = fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(..."aB.\"'\\; €") });
    await fc.assert(
      fc.asyncProperty(name, name, async (table, column) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const { findings } = await judged(`ALTER TABLE ${quote(table)} ALTER COLUMN ${quote(column)} DROP NOT NULL`);
        const probe = findings[0]?.resolution?.by === "probe" ? findings[0].resolution.probe.sql : "";
        expect(probe).toContain(`FROM ${quote(table)} WHERE ${quote(column)} IS NULL`);
      }),
    );
  });
});

test("a type is the same as itself, and nothing is both wider and narrower than another", () => {
  const type = fc.record({
    name: fc.constantFrom("int2", "int4", "int8", "numeric", "varchar", "text", "date"),
    limits: fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 2 }),
    isArray: fc.boolean(),
    isKnown: fc.constant(true),
    isSerial: fc.constant(false),
  });
  fc.assert(
    fc.property(type, type, (from, to) => {
      expect(compareTypes(from, from).kind).toBe("same");
      const [there, back] = [compareTypes(from, to).kind, compareTypes(to, from).kind];
      if (there === "wider") expect(back).toBe("narrower");
      if (there === "other" || there === "same") expect(back).toBe(there);
    }),
  );
});
