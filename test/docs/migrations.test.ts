import { expect, test } from "vitest";
import { verdictTable } from "../../scripts/generate/verdict-table.ts";
import { openSqlReader } from "../../src/adapters/grammars/sql-reader.ts";
import { splitHalves } from "../../src/adapters/migrators/dbmate/halves.ts";
import { migrators } from "../../src/adapters/migrators/index.ts";
import { judgeMigrations } from "../../src/core/judgement/judge.ts";
import type { ReadMigration } from "../../src/core/judgement/readable.ts";
import { rules } from "../../src/core/judgement/rules.ts";
import { heldBack, phaseOf, phaseProblem } from "../../src/core/phases.ts";
import { read } from "../workflows/language.ts";
import { codeBlocks } from "./markdown.ts";

const page = read("docs/migrations.md");

async function example(): Promise<readonly ReadMigration[]> {
  const files = codeBlocks(page).filter(({ language }) => language === "sql");
  return Promise.all(
    files.map(async ({ text }) => {
      const [, name = ""] = /^-- db\/migrations\/(\S+)\.sql$/m.exec(text) ?? [];
      const { up = "", down } = splitHalves(text);
      const reading = await openSqlReader().read(up, "postgres");
      expect(phaseProblem(text)).toBe(null);
      const known = { version: name.split("_")[0] ?? "", name, phase: phaseOf(text), hasDown: down !== undefined };
      return { ...known, statements: reading.statements, why: null };
    }),
  );
}

test("the example of three releases is judged as the page says, each release by itself", async () => {
  const judged = (await example()).map((one) => judgeMigrations([one], { dialect: "postgres", version: 15 }));
  expect(judged.map(({ verdict }) => verdict)).toEqual(["SAFE", "PROBE", "UNSAFE"]);
  expect(judged[1]?.migrations[0]?.findings).toMatchObject([{ rule: "K3", resolution: { by: "loosening" } }]);
});

test("only the example's last file is a contract: held while 1.7 goes out, applied once 1.7 is what a rollback returns to", async () => {
  const files = await example();
  expect(files.map(({ phase }) => phase)).toEqual(["expand", "expand", "contract"]);
  const drop = files.slice(2);
  const commit = "0".repeat(40);
  const before = { commit, version: "1.6", migrations: [] };
  const held = heldBack(drop, { live: before, release: { version: "1.7" }, applies: "one" });
  expect([held.now, held.held.length, held.problems]).toEqual([[], 1, []]);
  const live = { commit, version: "1.7", migrations: drop.map(({ version }) => version) };
  expect(heldBack(drop, { live, release: { version: "1.8" }, applies: "one" }).now).toEqual(drop);
});

test("the page's verdict table has every row of the rules", () => {
  expect(page).toContain(verdictTable());
  expect(verdictTable().match(/^\| `\w\d`/gm)).toHaveLength(Object.keys(rules).length);
});

test("the page's table of tools has every tool once, and no other", () => {
  const told = [...page.slice(page.indexOf("## The tools")).matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  expect(told.toSorted()).toEqual(migrators.adapters.map(({ name }) => name).toSorted());
});
