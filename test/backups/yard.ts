import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { stringify } from "yaml";
import { actions } from "../../src/actions/index.ts";
import { readTask } from "../../src/actions/task.ts";
import { localExecutor } from "../../src/adapters/executors/local.ts";
import type { Effects } from "../../src/kit/effects.ts";
import { ActionError } from "../../src/kit/errors.ts";
import type { Executor } from "../../src/kit/executor.ts";
import { commands } from "../../src/runtime/commands.ts";
import { type TestEffects, testEffects } from "../effects.ts";

const root = join(import.meta.dirname, "../..");

/** What is shipped; a build in another folder is tried by naming that. */
const dist = process.env.DIST_UNDER_TEST ?? join(root, "dist");

/** Words of a command line without its secrets: those are in the environment. */
export type Given = Readonly<Record<string, string>>;

/** How one run of a program ended. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** All that a person could have seen. */
  readonly said: string;
  /** As an action: its outputs, and what it wrote into the job's summary. */
  readonly outputs: Given;
  readonly summary: string;
}

/** A program that runs. */
export interface Running {
  readonly process: ChildProcess;
  readonly done: Promise<Ran>;
  /** Resolves once it has said this, or has ended. */
  says(text: string): Promise<void>;
}

/** What came of an action that was called in this process. */
export interface Called {
  readonly failure: ActionError | undefined;
  readonly outputs: Given;
  readonly summary: string;
  readonly lines: readonly string[];
  readonly effects: TestEffects;
}

/** A repository with a deploy.yml of its own, and a folder for everything temporary, in which programs are run as a user runs them. */
export interface Yard extends AsyncDisposable {
  readonly folder: string;
  readonly repository: string;
  /** What runs put into the place for temporary files. */
  readonly temporary: string;
  /** Environment variables of every run; a test may change them. */
  readonly env: Record<string, string>;
  configure(file: Readonly<Record<string, unknown>>): void;
  /** Words that run the bundle's `deploy-actions`. */
  readonly program: readonly string[];
  /** `deploy-actions <words>`. */
  start(words: readonly string[], env?: Given): Running;
  run(words: readonly string[], env?: Given): Promise<Ran>;
  /** The action of that name, of the bundle, as a runner starts it. */
  step(action: string, given?: Given, env?: Given): Running;
  /** The same in this process, with effects that a test may replace. */
  call(action: string, given?: Given, effects?: Partial<Effects>): Promise<Called>;
  /** How programs are started in this process. */
  exec(): Executor;
  /** Every object of the repository in which the journal is kept. */
  objects(): Buffer;
  /** Everything that is left of runs: names below the folder for temporary files. */
  leftovers(): readonly string[];
}

/** Opens a yard. */
export async function openYard(): Promise<Yard> {
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-yard-"));
  const at = (name: string) => join(folder, name);
  for (const name of ["repository", "temporary", "files"]) mkdirSync(at(name));
  // Servers that insist on accounts of their own have to get in.
  for (const path of [folder, at("temporary")]) chmodSync(path, 0o755);
  const git = (...words: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...words], { cwd: at("repository") });
  git("init", "--quiet");
  git("commit", "--quiet", "--allow-empty", "--message", "first");
  mkdirSync(join(folder, "repository/.github"));
  const { PATH = "" } = process.env;
  const env: Record<string, string> = { PATH, HOME: folder, TMPDIR: at("temporary"), LANG: "C.UTF-8" };
  const bundle = (name: string) => join(dist, `${name}.js`);
  const start = (words: readonly string[], more: Given = {}) =>
    watch(spawn(process.execPath, [bundle("cli"), ...words], { cwd: at("repository"), env: { ...env, ...more } }));
  return {
    folder,
    repository: at("repository"),
    temporary: at("temporary"),
    env,
    configure: (file) => writeFileSync(at("repository/.github/deploy.yml"), stringify(file)),
    program: [process.execPath, bundle("cli")],
    start,
    run: (words, more) => start(words, more).done,
    step(action, given = {}, more = {}) {
      const files = commandFiles(folder);
      const all = { ...env, ...runner(folder, git("rev-parse", "HEAD").toString().trim()), ...files, ...more };
      const inputs = Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
      const child = spawn(process.execPath, [bundle(action)], {
        cwd: at("repository"),
        env: { ...all, ...Object.fromEntries(inputs) },
      });
      return watch(child, files);
    },
    exec: () => executorOf(folder, env),
    call: (action, given = {}, effects = {}) => call({ action, given, folder, env }, effects),
    objects: () => execFileSync("git", ["cat-file", "--batch-all-objects", "--batch"], { cwd: at("repository") }),
    leftovers: () => readdirSync(at("temporary"), { recursive: true }).map(String),
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface Call {
  readonly action: string;
  readonly given: Given;
  readonly folder: string;
  readonly env: Given;
}

async function call({ action, given, folder, env }: Call, overrides: Partial<Effects>): Promise<Called> {
  const places = { folder: join(folder, "repository"), temporary: join(folder, "temporary") };
  const effects = testEffects({
    ...places,
    exec: executorOf(folder, env),
    env: (name) => env[name] || undefined,
    ...overrides,
  });
  const loaded = await (commands[action]?.load() ?? actions[action]?.());
  if (loaded === undefined) throw new Error(`no action is called ${action}`);
  const { lines } = effects;
  try {
    const { outputs, summary = "", failure } = await loaded.run(await readTask(loaded, given, effects));
    return { failure, outputs, summary, lines, effects };
  } catch (failure) {
    if (!(failure instanceof ActionError)) throw failure;
    return { failure, outputs: {}, summary: "", lines, effects };
  }
}

function executorOf(folder: string, env: Given): Executor {
  const places = { folder: join(folder, "repository"), temporary: join(folder, "temporary") };
  return localExecutor({ ...places, redact: (text) => text, environment: { ...process.env, ...env } });
}

type Files = Readonly<Record<"GITHUB_OUTPUT" | "GITHUB_STEP_SUMMARY" | "GITHUB_ENV" | "GITHUB_STATE", string>>;

function commandFiles(folder: string): Files {
  const made = ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_STATE"].map((name) => {
    const path = join(folder, "files", `${name}-${randomUUID()}`);
    writeFileSync(path, "");
    return [name, path] as const;
  });
  return Object.fromEntries(made) as Files;
}

function runner(folder: string, sha: string): Given {
  return {
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTOR: "octocat",
    GITHUB_EVENT_NAME: "schedule",
    GITHUB_JOB: "nightly",
    GITHUB_REPOSITORY: "shop/shop",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_RUN_ID: "4711",
    GITHUB_SERVER_URL: "https://github.test",
    GITHUB_SHA: sha,
    GITHUB_WORKSPACE: join(folder, "repository"),
    RUNNER_TEMP: join(folder, "temporary"),
  };
}

function watch(child: ChildProcess, files?: Files): Running {
  const said = { stdout: "", stderr: "" };
  const listeners = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const all = () => said.stdout + said.stderr;
  const done = once(child, "close").then(([code]) => {
    const outputs = files === undefined ? {} : outputsIn(readFileSync(files.GITHUB_OUTPUT, "utf8"));
    const summary = files === undefined ? "" : readFileSync(files.GITHUB_STEP_SUMMARY, "utf8");
    return { code: code as number | null, ...said, said: all(), outputs, summary };
  });
  const says = (text: string) =>
    Promise.race([
      new Promise<void>((heard) => {
        const listen = () => {
          if (all().includes(text)) heard();
        };
        listeners.add(listen);
        listen();
      }),
      done.then(() => {}),
    ]);
  return { process: child, done, says };
}

/** `name<<delimiter`, the value, the delimiter. */
function outputsIn(text: string): Given {
  const found = text.matchAll(/^([^\n<]+)<<(\S+)\n([\s\S]*?)\n?\2\n/gm);
  return Object.fromEntries([...found].map(([, name = "", , value = ""]) => [name, value]));
}

/** Processes that carry the yard's folder in their environment or command line: what a run has left running. */
export function processesOf({ folder }: Pick<Yard, "folder">): readonly string[] {
  const read = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, "utf8").replaceAll("\0", " ").trim();
    } catch {
      return "";
    }
  };
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.flatMap((pid) => {
    const words = read(pid, "cmdline");
    return `${words} ${read(pid, "environ")}`.includes(folder) ? [`${pid} ${words}`] : [];
  });
}
