import { readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, test } from "vitest";
import { breaks } from "../../scripts/demo/options.ts";
import { databases } from "../../src/adapters/databases/index.ts";
import { executors } from "../../src/adapters/executors/index.ts";
import { hosts } from "../../src/adapters/hosts/index.ts";
import { metrics } from "../../src/adapters/metrics/index.ts";
import { migrators } from "../../src/adapters/migrators/index.ts";
import { recoveryPoints } from "../../src/adapters/recovery-points/index.ts";
import { routers } from "../../src/adapters/routers/index.ts";
import { stores } from "../../src/adapters/stores/index.ts";
import { commands } from "../../src/runtime/commands.ts";
import { isThere, read, root } from "../workflows/language.ts";
import { anchors, codeBlocks, links, prose } from "./markdown.ts";
import { kindOf, wrongWith } from "./snippets.ts";

const named = (folder: string) => readdirSync(join(root, folder));
const pages = [
  "README.md",
  ...named("actions").map((name) => `actions/${name}/README.md`),
  ...named("docs").map((name) => `docs/${name}`),
  ...named("examples").map((name) => `examples/${name}/README.md`),
];
const snippets = pages.flatMap((page) =>
  codeBlocks(read(page))
    .filter(({ language }) => language === "yaml")
    .map(({ text, line }) => [`${page}:${line}`, text] as const),
);

test("every kind of snippet is there to be checked", () => {
  const kinds = new Set(snippets.map(([, text]) => kindOf(text)));
  expect(kinds).toEqual(new Set(["workflow", "steps", "permissions", "deploy.yml"]));
  expect(snippets.length).toBeGreaterThan(20);
});

test.each(snippets)("the snippet at %s can be copied", async (_, text) => {
  expect(await wrongWith(text)).toEqual([]);
});

describe("the check of snippets finds", () => {
  test.each([
    ["a misspelt input", "- uses: org/deploy-actions/migrate@v1\n  with: { tol: dbmate }\n", "'tol'"],
    ["an action that does not exist", "- uses: org/deploy-actions/migrat@v1\n", "migrat"],
    ["an action that is not pinned", "- uses: actions/checkout@v5\n", "not pinned"],
    ["a permission that does not exist", "permissions:\n  content: write\n", "content"],
    ["a section that does not exist", "application: shop\nmigrte: { tool: dbmate }\n", "did you mean `migrate`?"],
    ["an input that does not exist", "migrate: { tool: dbmate, dbmate-ulr: x }\n", "did you mean `dbmate-url`?"],
    ["an input that is missing", "migrate: { tool: dbmate }\n", "is required"],
    ["a value that cannot be", "traffic-shift: { router: flagd, flagd-file: a, probe-url: http://a, to: x }\n", "to"],
    ["a fault in an overlay", "environments: { production: { rollback: { drain: soon } } }\n", "drain"],
    ["what is nothing of all this", "name: a\n", "neither"],
    [
      "an input that the called workflow does not know",
      "on: push\njobs:\n  a:\n    uses: org/deploy-actions/.github/workflows/deploy.yml@v1\n    with: { enviroment: x }\n",
      "enviroment",
    ],
  ])("%s", async (_, text, told) => {
    expect((await wrongWith(text)).join("\n")).toContain(told);
  });
});

describe.each(pages)("%s", (page) => {
  const text = read(page);

  test("leads to files and headings that are there", () => {
    const broken = links(text).filter((link) => {
      const [path = "", anchor] = link.split("#");
      if (path !== "" && !isThere(page, path)) return true;
      const target = path === "" ? page : posix.join(posix.dirname(page), path);
      return anchor !== undefined && !anchors(read(target)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test("names scripts, variants of the demo and commands that exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: object };
    const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);
    expect(all(/npm run ([a-z]+(?::[a-z]+)?)/g).filter((name) => !(name in scripts))).toEqual([]);
    expect(all(/--break ([a-z]+)/g).filter((name) => !breaks.some((known) => known === name))).toEqual([]);
    const isCommand = (words: string) => words in commands || (words.split(" ")[0] ?? "") in commands;
    expect(all(/`deploy-actions ([a-z-]+(?: [a-z]+)?)/g).filter((words) => !isCommand(words))).toEqual([]);
    expect(all(/^deploy-actions ([a-z-]+(?: [a-z]+)?)/gm).filter((words) => !isCommand(words))).toEqual([]);
  });

  test("keeps to plain words", () => {
    const loud = /\b(?:simply|just|easy|easily|seamless\w*|powerful|robust|blazing\w*|effortless\w*|world-class)\b/gi;
    expect(prose(text).match(loud) ?? []).toEqual([]);
    expect(text.match(/\p{Extended_Pictographic}/gu) ?? []).toEqual([]);
  });
});

test("the front page names every variant of the demo, every action, command and adapter", () => {
  const front = read("README.md");
  const registries = [databases, stores, executors, recoveryPoints, migrators, hosts, routers, metrics];
  const adapters = registries.flatMap((registry) => registry.adapters.map(({ name }) => `| \`${name}\` |`));
  const told = [
    ...breaks.filter((name) => name !== "traffic").map((name) => `--break ${name}`),
    ...named("actions").map((name) => `actions/${name}/README.md`),
    ...adapters,
  ];
  expect(told.filter((text) => !front.includes(text))).toEqual([]);
  for (const name of Object.keys(commands)) expect(front).toMatch(new RegExp(`deploy-actions ${name}\\b|\`${name}\``));
});
