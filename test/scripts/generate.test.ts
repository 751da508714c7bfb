import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { differences } from "../../scripts/generate/projections.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "generated-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const files = new Map([
  ["action.yml", "root"],
  ["actions/plan/action.yml", "plan"],
]);

test("what is missing and what is different is named", () => {
  put("action.yml", "root");
  put("actions/plan/action.yml", "plan, edited by hand");
  expect(differences(root, files)).toEqual({ changed: ["actions/plan/action.yml"], stale: [] });
  expect(differences(root, new Map([...files, ["schema/a.json", "{}"]])).changed).toContain("schema/a.json");
});

test("nothing is named when everything is as it should be", () => {
  for (const [path, text] of files) put(path, text);
  expect(differences(root, files)).toEqual({ changed: [], stale: [] });
});

test("the manifest of an action that is no more is named, a page beside it is not", () => {
  for (const [path, text] of files) put(path, text);
  put("actions/old/action.yml", "old");
  put("actions/notes/README.md", "a page");
  expect(differences(root, files).stale).toEqual(["actions/old/action.yml"]);
});
