import { expect, test } from "vitest";
import { compareFacts, type Facts } from "../../src/core/facts.ts";

const facts: Facts = {
  tables: { tickets: 3, users: 0 },
  objects: { table: 2, trigger: 1 },
  integrity: [],
  orphans: ["2 rows of tickets without user", "1 row of users"],
  migrationHead: "20261129",
  hashes: { tickets: "aa", users: "bb" },
};

test("a true copy differs in nothing, in whatever order it is told", () => {
  expect(compareFacts(facts, structuredClone(facts))).toEqual([]);
  expect(compareFacts(facts, { ...facts, orphans: [...facts.orphans].reverse() })).toEqual([]);
});

test.each<[string, Partial<Facts>, readonly string[]]>([
  ["a row that is missing", { tables: { tickets: 2, users: 0 } }, ["rows of tickets: 3 became 2"]],
  ["a table that is missing", { tables: { users: 0 } }, ["rows of tickets: 3 became 0"]],
  ["an empty table that is missing", { tables: { tickets: 3 } }, ["table users: it is gone"]],
  ["a table that came from nowhere", { tables: { ...facts.tables, ghosts: 1 } }, ["rows of ghosts: 0 became 1"]],
  [
    "an empty table that came from nowhere",
    { tables: { ...facts.tables, ghosts: 0 } },
    ["table ghosts: it was not there before"],
  ],
  ["a trigger that is missing", { objects: { table: 2 } }, ["number of trigger: 1 became 0"]],
  ["a kind of object that neither has", { objects: { ...facts.objects, view: 0 } }, []],
  ["a complaint of the copy", { integrity: ["page 3 is torn"] }, ["integrity: page 3 is torn"]],
  ["an orphan that is gone", { orphans: ["1 row of users"] }, ["orphans: 1 row of users"]],
  ["all orphans gone", { orphans: [] }, ["orphans: none"]],
  ["another migration head", { migrationHead: "20261128" }, ["migration head: 20261129 became 20261128"]],
  [
    "other content in as many rows",
    { hashes: { tickets: "ab", users: "bb" } },
    ["rows of tickets: their digest differs"],
  ],
  ["a digest that is missing", { hashes: { tickets: "aa" } }, ["rows of users: their digest differs"]],
])("%s is told", (_name, change, told) => {
  expect(compareFacts(facts, { ...facts, ...change })).toEqual(told);
});

test("a complaint about the source counts, once", () => {
  const ill = { ...facts, integrity: ["index is broken"] };
  expect(compareFacts(ill, facts)).toEqual(["integrity: index is broken"]);
  expect(compareFacts(ill, ill)).toEqual(["integrity: index is broken"]);
});

test("a migration head that the copy has lost is told", () => {
  const { migrationHead: _, ...without } = facts;
  expect(compareFacts(facts, without)).toEqual(["migration head: 20261129 became none"]);
});

test("digests count where both have them", () => {
  const { hashes: _, ...without } = facts;
  expect(compareFacts(facts, without)).toEqual([]);
  expect(compareFacts(without, facts)).toEqual([]);
});

test("names that objects have by themselves are names like others", () => {
  const odd = { ...facts, tables: { ["__proto__"]: 1, constructor: 2 } };
  expect(compareFacts(odd, { ...odd, tables: { ["__proto__"]: 1 } })).toEqual(["rows of constructor: 2 became 0"]);
});
