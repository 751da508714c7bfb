import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { releaseTree, writeTree } from "../../scripts/release-tree/tree.ts";
import { root } from "../workflows/language.ts";

const act = inject("act");
const folder = mkdtempSync(join(tmpdir(), "deploy-actions-twins-"));
const workflows = join(folder, ".github/workflows");

/** Act's verdict by its own schema, which is that of servers of some months ago. */
const isValid = (file: string): boolean => {
  const words = ["--validate", "--strict", "--workflows", join(workflows, file), "--platform", "x=-self-hosted"];
  try {
    execFileSync(act ?? "", words, { cwd: folder, env: { HOME: folder }, stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(act === null)("act's schema", () => {
  beforeAll(() => writeTree(folder, releaseTree(root, { name: "org/deploy-actions", ref: "v1" })));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("takes every workflow for older servers, and none of those that they were made from", () => {
    const files = readdirSync(workflows);
    expect(files).toContain("deploy-ghes.yml");
    expect(files.filter(isValid)).toEqual(files.filter((file) => file.includes("-ghes.")));
  });
});
