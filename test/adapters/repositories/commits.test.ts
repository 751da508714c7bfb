import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { gitRepository } from "../../../src/adapters/repositories/git.ts";
import type { CommitFact } from "../../../src/stages/ports/repository.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";

let folder: string;
let shallow: string;
const ids: Record<string, string> = {};

function git(at: string, ...args: readonly string[]): string {
  const who = ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...who, ...args], { cwd: at, encoding: "utf8" }).trim();
}

function commit(name: string, subject = name): void {
  writeFileSync(join(folder, `${name}.txt`), name);
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", subject, "--date=@1000", "--cleanup=verbatim");
  ids[name] = git(folder, "rev-parse", "HEAD");
}

/** first - merge - last on main; side in between. A configured format and signatures are for people. */
beforeAll(async () => {
  const place = await temporaryFolder();
  folder = join(place.path, "checkout");
  mkdirSync(folder);
  git(folder, "init", "--quiet", "--initial-branch=main");
  git(folder, "config", "log.showSignature", "true");
  git(folder, "config", "format.pretty", "oneline");
  commit("first");
  git(folder, "checkout", "--quiet", "-b", "side");
  commit("side", "A subject\twith a tab, ü and \u001b[31m\n\nand a body");
  git(folder, "checkout", "--quiet", "main");
  git(folder, "merge", "--quiet", "--no-ff", "side", "--message", "Merge pull request #7 from octo-org/side");
  ids.merge = git(folder, "rev-parse", "HEAD");
  commit("last");
  shallow = join(place.path, "shallow");
  git(place.path, "clone", "--quiet", "--depth=1", `file://${folder}`, shallow);
  return () => place[Symbol.asyncDispose]();
});

const at = (path: string) => gitRepository(testEffects({ folder: path }));
const idOf = (name: string) => ids[name] ?? "";
const named = (facts: readonly CommitFact[] | null) =>
  facts?.map(({ commit: id }) => Object.entries(ids).find(([, known]) => known === id)?.[0]) ?? null;

test("commits between two are told newest first, with parents, time and first line", async () => {
  const found = await at(folder).commitsBetween(idOf("first"), idOf("last"), 10);
  expect(named(found)).toEqual(["last", "merge", "side"]);
  expect(found?.map(({ parents }) => parents)).toEqual([
    [idOf("merge")],
    [idOf("first"), idOf("side")],
    [idOf("first")],
  ]);
  expect(found?.map(({ subject }) => subject)).toEqual([
    "last",
    "Merge pull request #7 from octo-org/side",
    "A subject\twith a tab, ü and \u001b[31m",
  ]);
  for (const { at: time } of found ?? []) expect(Math.abs(time - Date.now())).toBeLessThan(60_000);
});

test("no more than asked for are told, one alone where there is nothing before it, none where nothing is new", async () => {
  expect(named(await at(folder).commitsBetween(idOf("first"), idOf("last"), 2))).toEqual(["last", "merge"]);
  expect(named(await at(folder).commitsBetween(null, idOf("last"), 10))).toEqual(["last"]);
  expect(await at(folder).commitsBetween(idOf("last"), idOf("first"), 10)).toEqual([]);
});

test("a checkout that does not hold both says so", async () => {
  expect(await at(shallow).commitsBetween(idOf("first"), idOf("last"), 10)).toBe(null);
  expect(await at(folder).commitsBetween("f".repeat(40), idOf("last"), 10)).toBe(null);
});

test("facts of single commits leave out what is not there", async () => {
  expect(named(await at(folder).commitFacts([idOf("side"), "f".repeat(40), idOf("first")]))).toEqual(["side", "first"]);
  expect(await at(folder).commitFacts([])).toEqual([]);
});
