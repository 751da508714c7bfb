import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const script = pathToFileURL(join(import.meta.dirname, "../../scripts/require-node.mjs")).href;

/** Runs the script in a process that claims to be that Node. */
function runAs(version: string) {
  const pretend = `Object.defineProperty(process.versions, "node", { value: "${version}" })`;
  return spawnSync(process.execPath, ["--input-type=module", "-e", `${pretend}; await import("${script}")`], {
    encoding: "utf8",
  });
}

test.each(["20.20.2", "18.0.0", "9.11.2", "23.11.0"])("Node %s is told what to do", (version) => {
  const { status, stderr } = runAs(version);
  expect(status).toBe(1);
  expect(stderr).toContain(`This is Node ${version}`);
  expect(stderr).toContain("npm rebuild node");
});

test.each(["24.0.0", "24.21.0", "26.1.0", "100.0.0"])("Node %s is let through in silence", (version) => {
  const { status, stdout, stderr } = runAs(version);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
});
