import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { movedPage } from "../../scripts/release-tree/pages.ts";
import { releaseTree } from "../../scripts/release-tree/tree.ts";
import { links } from "../docs/markdown.ts";
import { complaints, root } from "../workflows/language.ts";

const release = { name: "org/deploy-actions", ref: "v1" };

describe("the tree of a release", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "release-tree-"));
    run(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["scripts/release-tree.ts", ...args], { cwd: root, encoding: "utf8" });
  const text = (path: string) => readFileSync(join(folder, path), "utf8");
  const names = readdirSync(join(root, "actions")).filter((name) => name in manifests());
  const workflows = () => readdirSync(join(folder, ".github/workflows"));

  test("holds the actions twice, what runs, the workflows, the schema, the front page and the licence; nothing else", () => {
    const expected = [".github", "LICENSE", "README.md", "action.yml", "actions", "dist", "schema", ...names];
    expect(readdirSync(folder).sort()).toEqual(expected.sort());
    expect(readdirSync(join(folder, "actions")).sort()).toEqual([...names].sort());
    expect(names).toContain("migrate");
    expect(workflows().filter((name) => name.startsWith("."))).toEqual([]);
    expect(workflows()).toEqual(expect.arrayContaining(["deploy.yml", "deploy-ghes.yml"]));
  });

  test("has programs that start with Node alone, wherever it lies", () => {
    const env = { PATH: process.env.PATH };
    const help = execFileSync(process.execPath, [join(folder, "dist/cli.js"), "--help"], { env, encoding: "utf8" });
    expect(help).toContain("deploy-actions <command>");
    expect(statSync(join(folder, "dist/cli.js")).mode & 0o777).toBe(0o755);
  });

  test.each(["", ...names.flatMap((name) => [`actions/${name}/`, `${name}/`])])(
    "runs a program that is there for %saction.yml",
    (path) => {
      const { main } = (parse(text(`${path}action.yml`)) as { runs: { main: string } }).runs;
      expect(statSync(join(folder, path, main)).isFile()).toBe(true);
    },
  );

  test.each(["README.md", ...names.flatMap((name) => [`actions/${name}/README.md`, `${name}/README.md`])])(
    "has a page %s that leads to what is there",
    (page) => {
      const lost = links(text(page)).filter((link) => {
        const path = posix.join(dirname(page), link.split("#")[0] ?? "");
        return link.startsWith("#") ? false : statSync(join(folder, path), { throwIfNoEntry: false }) === undefined;
      });
      expect(lost).toEqual([]);
    },
  );

  test("is the same each time it is made", () => {
    const [one, other] = [releaseTree(root, release), releaseTree(root, release)];
    expect([...one]).toEqual([...other]);
    expect([...one.keys()]).toEqual([...one.keys()].sort());
  });

  test("is not laid over something else", () => {
    const before = readdirSync(folder);
    const { status, stderr } = run(folder);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("is not empty") });
    expect(readdirSync(folder)).toEqual(before);
  });

  test.each([
    [[], "Name one folder"],
    [["a", "b"], "Name one folder"],
    [["a", "--name", "deploy-actions"], "owner/repository"],
    [["a", "--ref", "-x y"], "--ref"],
    [["a", "--refs", "v1"], "--refs"],
  ])("is not made from %j", (args, told) => {
    const { status, stderr } = run(...args);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(told) });
  });

  test("has twins of which GitHub's own language service thinks what it thinks of the files they were made from", async () => {
    // A twin calls other twins, which are not where the service looks.
    const messages = async (path: string) => {
      const found = await complaints(text(path).replaceAll("-ghes.yml@v1", ".yml@v1"));
      const plain = (line: string) =>
        line.replace(/^\d+: /, "").replace(/`(?:\$|org\/deploy-actions)\/([^`@]+)(?:@v1)?`,.*/, "$1");
      return found.map(plain);
    };
    const twins = workflows().filter((name) => name.includes("-ghes."));
    expect(twins.length).toBe(workflows().length / 2);
    for (const twin of twins) {
      const path = `.github/workflows/${twin}`;
      expect(await messages(path)).toEqual(await messages(path.replace("-ghes.", ".")));
      expect(text(path)).not.toMatch(/uses: \$\/|deployment: (?:true|false)|[:-] [*&]\w/);
    }
  });
});

function manifests(): Readonly<Record<string, true>> {
  const names = readdirSync(join(root, "actions"));
  const isAction = (name: string) => statSync(join(root, "actions", name, "action.yml"), { throwIfNoEntry: false });
  return Object.fromEntries(names.filter(isAction).map((name) => [name, true as const]));
}

test("sources without a program that an action runs make no release", () => {
  const sources = mkdtempSync(join(tmpdir(), "release-sources-"));
  const put = (path: string, content: string) => {
    mkdirSync(dirname(join(sources, path)), { recursive: true });
    writeFileSync(join(sources, path), content);
  };
  for (const path of ["LICENSE", "README.md", "dist/deploy.js", "schema/deploy.schema.json"]) put(path, "");
  put("action.yml", "runs: { main: dist/deploy.js }\n");
  put("actions/plan/action.yml", "runs:\n  main: ../../dist/plan.js\n");
  put(".github/workflows/.ci.yml", "on: push\n");
  expect(() => releaseTree(sources, release)).toThrow("plan/action.yml runs dist/plan.js, which is not there");
  put("dist/plan.js", "");
  expect(releaseTree(sources, release).get("plan/action.yml")?.text).toBe("runs:\n  main: ../dist/plan.js\n");
  put("actions/dist/action.yml", "runs:\n  main: ../../dist/plan.js\n");
  expect(() => releaseTree(sources, release)).toThrow("The action dist cannot be copied to the root");
  rmSync(sources, { recursive: true });
});

describe("a page that moves", () => {
  const shelf = {
    has: (path: string) => ["README.md", "plan/README.md"].includes(path),
    elsewhere: (path: string) => `far:${path}`,
  };
  const move = { from: "actions/backup/README.md", to: "backup/README.md" };

  test.each([
    ["[a](../../README.md#use-it)", "[a](../README.md#use-it)"],
    ["[a](../plan/README.md)", "[a](../plan/README.md)"],
    ["[a](../../docs/security.md#x)", "[a](far:docs/security.md#x)"],
    ["[a](https://example.com/x) [b](#here)", "[a](https://example.com/x) [b](#here)"],
    ["```md\n[a](../../README.md)\n```", "```md\n[a](../../README.md)\n```"],
  ])("turns %j into %j", (before, after) => {
    expect(movedPage(before, move, shelf)).toBe(after);
  });
});
