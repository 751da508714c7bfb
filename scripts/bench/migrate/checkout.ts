import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";

/** The dbmate of the development dependencies. */
export const dbmate = join(import.meta.dirname, "../../../node_modules/.bin/dbmate");

/** How a program went. */
export interface Gone {
  readonly code: number | null;
  /** Milliseconds from its start to its end. */
  readonly took: number;
  /** Standard output and standard error. */
  readonly log: string;
}

export interface Checkout {
  /** The action of the build, as the runner starts it; its outputs and summary go nowhere. */
  migrate(inputs: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Gone>;
  /** dbmate alone, with the same files and database. */
  bare(command: "migrate" | "status", signal: AbortSignal): Promise<Gone>;
  /** Adds migrations and commits them. */
  commit(migrations: Readonly<Record<string, string>>): void;
}

export interface Site {
  readonly folder: string;
  readonly dist: string;
  /** As dbmate takes it. */
  readonly url: string;
}

/** A repository of dbmate's migrations, by name, in an empty folder. Its journal is local. */
export function makeCheckout({ folder, dist, url }: Site): Checkout {
  const [workspace, temporary] = [join(folder, "repository"), join(folder, "temporary")];
  const migrationsFolder = join(workspace, "db/migrations");
  for (const path of [migrationsFolder, temporary]) mkdirSync(path, { recursive: true });
  const environment = runnerEnvironment(workspace, temporary);
  const git = (...words: readonly string[]) =>
    execFileSync("git", words, { cwd: workspace, env: environment, encoding: "utf8" }).trim();
  git("init", "--quiet", "--initial-branch=main", "--template=");
  const always = { application: "bench", journal: "local", tool: "dbmate", "dbmate-url": url };
  return {
    migrate(inputs, signal) {
      const all = { ...always, "dbmate-command": dbmate, ...inputs };
      const given = Object.entries(all).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
      const env = { ...environment, GITHUB_SHA: git("rev-parse", "HEAD"), ...Object.fromEntries(given) };
      return go([process.execPath, join(dist, "migrate.js")], { cwd: workspace, env, signal });
    },
    bare(command, signal) {
      const words = [dbmate, "--no-dump-schema", "--env-file", "/dev/null", command];
      return go(words, { cwd: workspace, env: { ...environment, DATABASE_URL: url }, signal });
    },
    commit(migrations) {
      for (const [name, text] of Object.entries(migrations)) writeFileSync(join(migrationsFolder, name), text);
      git("add", "--all");
      git("commit", "--quiet", "--message", Object.keys(migrations).at(-1) ?? "");
    },
  };
}

function runnerEnvironment(workspace: string, temporary: string): Readonly<Record<string, string>> {
  const { PATH = "", HOME = temporary } = process.env;
  const file = (name: string) => {
    writeFileSync(join(temporary, name), "");
    return join(temporary, name);
  };
  return {
    // dbmate is a Node script: that has to be this Node.
    PATH: `${dirname(process.execPath)}:${PATH}`,
    HOME,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    ...Object.fromEntries(
      ["AUTHOR", "COMMITTER"].flatMap((role) => [
        [`GIT_${role}_NAME`, "Bench"],
        [`GIT_${role}_EMAIL`, "bench@example.com"],
      ]),
    ),
    GITHUB_ACTIONS: "true",
    GITHUB_ACTOR: "octocat",
    GITHUB_EVENT_NAME: "workflow_dispatch",
    GITHUB_JOB: "act",
    GITHUB_OUTPUT: file("output"),
    GITHUB_REPOSITORY: "shop/bench",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_RUN_ID: "4711",
    GITHUB_SERVER_URL: "https://github.test",
    GITHUB_STATE: file("state"),
    GITHUB_STEP_SUMMARY: file("summary"),
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temporary,
  };
}

interface Going {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

async function go(words: readonly string[], going: Going): Promise<Gone> {
  const [program = "", ...args] = words;
  const started = performance.now();
  const child = spawn(program, args, { ...going, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  }
  let took = 0;
  child.once("exit", () => {
    took = performance.now() - started;
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, took, log };
}
