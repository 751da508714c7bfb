import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { violations } from "./architecture/rules.ts";

const root = join(import.meta.dirname, "..");
const typescriptIn = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => ({ path, text: readFileSync(join(root, folder, path), "utf8") }));

test("every source keeps to its layer, its size and the manners of the house", () => {
  const sources = typescriptIn("src");
  expect(sources.length).toBeGreaterThan(50);
  expect(violations(sources)).toEqual([]);
});

test("no test is skipped or narrowed, and no module is mocked", () => {
  const forbidden = /\b(?:it|test|describe)\.(?:only|skip|todo|fails)\b|\bvi\.(?:mock|doMock)\b/;
  const offenders = typescriptIn("test").filter(
    ({ path, text }) => path !== "architecture.test.ts" && forbidden.test(text),
  );
  expect(offenders.map(({ path }) => path)).toEqual([]);
});

const told = (path: string, text: string) => violations([{ path, text }]);
const lines = (count: number) => "// a line\n".repeat(count);
const long = (own: number) => `export function f() {\n${"  g();\n".repeat(own - 2)}}\n`;

describe("the checker finds", () => {
  test.each<[string, string, string]>([
    ["core/a.ts", 'import { readFile } from "node:fs";', "core/a.ts:1: core may not import node:fs"],
    [
      "core/a.ts",
      'import type { Readable } from "node:stream";',
      "core/a.ts:1: core may not import types of node:stream",
    ],
    ["core/a.ts", 'import { text } from "../kit/fields.ts";', "core/a.ts:1: core may not import kit/fields.ts"],
    ["core/a.ts", 'export { x } from "../stages/x.ts";', "core/a.ts:1: core may not import stages/x.ts"],
    [
      "core/a.ts",
      'export type A = import("../kit/fields.ts").Field<1>;',
      "core/a.ts:1: core may not import types of kit/fields.ts",
    ],
    ["core/a.ts", 'const a = require("zod");', "core/a.ts:1: core may not import zod"],
    ["core/a.ts", "\nexport async function f() {}", "core/a.ts:2: core waits for nothing (async)"],
    ["core/a.ts", "export const f = async () => 1;", "core/a.ts:1: core waits for nothing (async)"],
    ["kit/a.ts", 'import { join } from "node:path";', "kit/a.ts:1: kit may not import node:path"],
    ["kit/a.ts", 'import { Readable } from "node:stream";', "kit/a.ts:1: kit may not import node:stream"],
    ["kit/a.ts", 'import { a, type B } from "../core/a.ts";', "kit/a.ts:1: kit may not import core/a.ts"],
    ["kit/a.ts", 'import * as z from "zod";', "kit/a.ts:1: kit may not import zod"],
    ["stages/a.ts", 'import { x } from "../adapters/x.ts";', "stages/a.ts:1: stages may not import adapters/x.ts"],
    [
      "stages/a.ts",
      'import { readFile } from "node:fs/promises";',
      "stages/a.ts:1: stages may not import node:fs/promises",
    ],
    ["stages/a.ts", 'const x = await import("undici");', "stages/a.ts:1: stages may not import undici"],
    [
      "stages/ports/a.ts",
      'import { x } from "../x.ts";',
      "stages/ports/a.ts:1: stages/ports may not import stages/x.ts",
    ],
    [
      "adapters/a/b.ts",
      'import { x } from "../../stages/x.ts";',
      "adapters/a/b.ts:1: adapters may not import stages/x.ts",
    ],
    [
      "adapters/a/b.ts",
      'import { x } from "../../actions/x.ts";',
      "adapters/a/b.ts:1: adapters may not import actions/x.ts",
    ],
    [
      "adapters/a/b.ts",
      'import { spawn } from "node:child_process";',
      "adapters/a/b.ts:1: adapters may not import node:child_process; only the executor does",
    ],
    [
      "adapters/a/b.ts",
      'await import("node:child_process");',
      "adapters/a/b.ts:1: adapters may not import node:child_process; only the executor does",
    ],
    ["actions/a.ts", 'import { x } from "../main.ts";', "actions/a.ts:1: actions may not import main.ts"],
    ["actions/a.ts", "const x = await import(name);", "actions/a.ts:1: actions may not import a computed name"],
    [
      "actions/a.ts",
      'import { x } from "../../scripts/x.ts";',
      "actions/a.ts:1: actions may not import ../../scripts/x.ts, which is outside src",
    ],
    ["runtime/a.ts", 'import { x } from "../cli.ts";', "runtime/a.ts:1: runtime may not import cli.ts"],
    ["main.ts", 'import { x } from "./stages/x.ts";', "main.ts:1: entry may not import stages/x.ts"],
    ["main.ts", 'import { x } from "./kit/errors";', "main.ts:1: entry may not import ./kit/errors without its ending"],
    ["other/a.ts", 'import "./b.ts";', "other/a.ts: belongs to no layer"],
    ["stages/a.ts", "const { env } = process;", "stages/a.ts:1: uses `process`; take it from Effects"],
    ["adapters/a.ts", "const a = process.env.HOME;", "adapters/a.ts:1: uses `process`; take it from Effects"],
    [
      "adapters/executors/local.ts",
      'spawn("x", [], { shell: true });',
      "adapters/executors/local.ts:1: a shell; commands are argument lists",
    ],
    [
      "adapters/executors/local.ts",
      'spawn("x", [], { "shell": "/bin/sh" });',
      "adapters/executors/local.ts:1: a shell; commands are argument lists",
    ],
    ["kit/a.ts", "export default 1;", "kit/a.ts: has a default export"],
    ["kit/a.ts", "export default function f() {}", "kit/a.ts: has a default export"],
    ["kit/a.ts", "const a = 1;\nexport { a as default };", "kit/a.ts: has a default export"],
    ["kit/a.ts", "export class Store {}", "kit/a.ts: Store is a class that is no error"],
    ["kit/a.ts", "export const make = () => class extends Store {};", "kit/a.ts: a class is a class that is no error"],
    ["kit/utils.ts", "", "kit/utils.ts: `utils` says nothing; name it after what it holds"],
    ["stages/helpers/a.ts", "", "stages/helpers/a.ts: `helpers` says nothing; name it after what it holds"],
    ["kit/common.ts", "", "kit/common.ts: `common` says nothing; name it after what it holds"],
    ["kit/a.ts", lines(201), "kit/a.ts: has 201 lines; at most 200"],
    ["adapters/a/b.ts", lines(121), "adapters/a/b.ts: has 121 lines; at most 120"],
    ["kit/a.ts", long(41), "kit/a.ts:1: f has 41 lines of its own; at most 40"],
    [
      "kit/a.ts",
      `export const f = () => {\n  const g = () => {\n${"    h();\n".repeat(39)}  };\n};`,
      "kit/a.ts:2: g has 41 lines of its own; at most 40",
    ],
  ])("%s: %s", (path, text, expected) => {
    expect(told(path, text)).toEqual([expected]);
  });
});

describe("the checker lets pass", () => {
  test.each<[string, string]>([
    ["core/a.ts", 'import { b } from "./b.ts";\nexport const async = b;'],
    ["core/a.ts", "/** Runs async, with `await`. */\nexport const a = 1;"],
    [
      "kit/a.ts",
      'import type { Readable } from "node:stream";\nimport * as z from "zod/mini";\nimport { parse } from "yaml";',
    ],
    ["stages/a.ts", 'import { pipeline } from "node:stream/promises";\nimport type { Host } from "./ports/host.ts";'],
    [
      "adapters/a/b.ts",
      'import type { X } from "../../stages/x.ts";\nimport { JournalMoved } from "../../stages/ports/journal.ts";',
    ],
    ["adapters/a/b.ts", 'import { type X, type Y } from "../../stages/x.ts";\nimport "undici";'],
    ["adapters/executors/local.ts", 'import { spawn } from "node:child_process";\nspawn("x", [], { shell: false });'],
    ["adapters/hosts/process.ts", "export const started = (process: { pid: number }) => [process];"],
    ["actions/common.ts", 'export const a = () => import("../stages/x.ts");'],
    ["main.ts", 'import { actions } from "./actions/index.ts";\nprocess.exitCode = 1;'],
    ["kit/errors.ts", "export class ActionError extends Error {}\nexport class InputError extends ActionError {}"],
    ["kit/a.ts", lines(200)],
    ["kit/a.ts", long(40)],
    ["kit/a.ts", `export const f = () => {\n${`  const g = () => {\n${"    h();\n".repeat(30)}  };\n`.repeat(3)}};`],
  ])("%s: %s", (path, text) => {
    expect(told(path, text)).toEqual([]);
  });
});
