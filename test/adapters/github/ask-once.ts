import process from "node:process";
import { openGitHub } from "../../../src/adapters/github/open.ts";
import { realEffects } from "../../../src/runtime/effects.ts";

// A program that asks GitHub a few things and then has nothing more to do.
using effects = realEffects({
  log: { info() {}, warn() {}, event() {}, detail() {} },
  redactor: { mask() {}, redact: (text) => text },
  folder: ".",
  async summary() {},
});
const github = await openGitHub({ effects, token: "ghs_theTokenOfTheTest" });
await github?.defaultBranch();
await github?.deployments("production");
await github?.putEnvironment({
  ...{ name: "gate", reviewers: [], waitTimer: 0, preventSelfReview: false, branches: [], protectedBranches: false },
});
process.stdout.write(JSON.stringify({ calls: github?.calls, ended: Date.now() }));
