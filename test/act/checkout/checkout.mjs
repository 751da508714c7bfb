import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import process from "node:process";

const { GITHUB_WORKSPACE: cwd, GITHUB_SHA: sha, ORIGIN: origin, INPUT_REF: ref } = process.env;
const depth = Number(process.env["INPUT_FETCH-DEPTH"]);
const git = (...words) => execFileSync("git", words, { cwd, stdio: ["ignore", "inherit", "inherit"] });

if (readdirSync(cwd).length > 0) throw new Error("The workspace is not empty");
git("init", "--quiet", "--initial-branch=main");
git("remote", "add", "origin", `file://${origin}`);
if (depth === 0)
  git("fetch", "--quiet", "--prune", "origin", "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*");
else git("fetch", "--quiet", "--no-tags", `--depth=${depth}`, "origin", ref || sha);
git("checkout", "--quiet", "--detach", ref || sha);
