import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parse } from "yaml";
import { furnish, openWorld, type World } from "../chain/world.ts";

const root = join(import.meta.dirname, "../..");

/** Every name that the quickstart's deploy.yml takes from outside. */
export const names = "DATABASE, BACKUPS, DBMATE, SLOTS, BLUE_PORT, GREEN_PORT, DOOR, FLAGS";

/** What a step of a workflow has left behind. */
export interface Step {
  readonly code: number | null;
  readonly outputs: Readonly<Record<string, string>>;
  /** What it has left for the end of the job. */
  readonly state: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Standard output and standard error. */
  readonly log: string;
  /** What `::error::` says, decoded. */
  readonly error: string;
}

export interface StepOptions {
  /** The step's `with:`. */
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A step that is still running. */
export interface RunningStep {
  readonly process: ChildProcess;
  /** Resolves once the log holds this text. */
  says(text: string): Promise<void>;
  readonly done: Promise<Step>;
}

/** Runs the shipped actions as the runner does: one process per step, inputs and files by environment. */
export interface Runner {
  readonly world: World;
  readonly temporary: string;
  start(action: string, options?: StepOptions): RunningStep;
  step(action: string, options?: StepOptions): Promise<Step>;
  /** As actions/checkout does. */
  checkOut(tag: string): void;
  close(): Promise<void>;
}

/** Opens a quickstart of its own in the folder, with steps that are quick, of the bundle in `dist`. */
export async function openRunner(folder: string, dist = join(root, "dist")): Promise<Runner> {
  const world = await openWorld(folder);
  furnish(folder, (file) => {
    const shift = file["traffic-shift"] as Record<string, unknown>;
    return { ...file, "traffic-shift": { ...shift, steps: "50, 100", watch: "400ms", "min-requests": 1 } };
  });
  const temporary = join(folder, "runner-temp");
  mkdirSync(temporary);
  let sha = "";
  const start = (action: string, options: StepOptions = {}): RunningStep => {
    const files = commandFiles(temporary);
    const env = { ...runnerEnvironment(world, temporary, sha), ...files, ...inputsOf(options.with), ...options.env };
    const child = spawn(process.execPath, [bundleOf(dist, action)], {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return watchStep(child, files);
  };
  return {
    world,
    temporary,
    start,
    step: (action, options) => start(action, options).done,
    checkOut(tag) {
      world.checkOut(tag);
      sha = world.commit(tag);
    },
    close: world.close,
  };
}

/** Names of the outputs that the action's action.yml declares. */
export function declaredOutputs(action: string): readonly string[] {
  const path = action === "deploy" ? "action.yml" : `actions/${action}/action.yml`;
  const { outputs } = parse(readFileSync(join(root, path), "utf8")) as { outputs: Record<string, unknown> };
  return Object.keys(outputs).sort();
}

function bundleOf(dist: string, action: string): string {
  const path = join(dist, `${action}.js`);
  if (!existsSync(path)) throw new Error("there is no bundle; `npm run build` makes it");
  return path;
}

type Files = Readonly<
  Record<"GITHUB_OUTPUT" | "GITHUB_STEP_SUMMARY" | "GITHUB_ENV" | "GITHUB_STATE" | "GITHUB_PATH", string>
>;

function commandFiles(temporary: string): Files {
  const id = randomUUID();
  const file = (name: string) => {
    const path = join(temporary, `${name}_${id}`);
    writeFileSync(path, "");
    return path;
  };
  return {
    GITHUB_OUTPUT: file("set_output"),
    GITHUB_STEP_SUMMARY: file("step_summary"),
    GITHUB_ENV: file("set_env"),
    GITHUB_STATE: file("save_state"),
    GITHUB_PATH: file("add_path"),
  };
}

function runnerEnvironment(world: World, temporary: string, sha: string): Readonly<Record<string, string>> {
  return {
    ...world.env,
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTOR: "octocat",
    GITHUB_EVENT_NAME: "workflow_dispatch",
    GITHUB_JOB: "act",
    GITHUB_REF: "refs/heads/main",
    GITHUB_REF_NAME: "main",
    GITHUB_REF_TYPE: "branch",
    GITHUB_REPOSITORY: "shop/quickstart",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_RUN_ID: "4711",
    GITHUB_SERVER_URL: "https://github.test",
    GITHUB_SHA: sha,
    GITHUB_WORKFLOW: "deploy",
    GITHUB_WORKSPACE: join(world.folder, "repository"),
    RUNNER_OS: "Linux",
    RUNNER_TEMP: temporary,
    RUNNER_TRACKING_ID: "github_1",
  };
}

function inputsOf(given: Readonly<Record<string, string>> = {}): Record<string, string> {
  const all = { "env-allow": names, ...given };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
}

function watchStep(child: ChildProcess, files: Files): RunningStep {
  let log = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      for (const listener of listeners) listener();
    });
  }
  const done = once(child, "close").then(([code]) => ({
    code: code as number | null,
    outputs: readOutputs(readFileSync(files.GITHUB_OUTPUT, "utf8")),
    state: readOutputs(readFileSync(files.GITHUB_STATE, "utf8")),
    summary: readFileSync(files.GITHUB_STEP_SUMMARY, "utf8"),
    log,
    error: errorIn(log),
  }));
  const says = async (text: string): Promise<void> => {
    const said = new Promise<void>((heard) => {
      const listen = () => {
        if (log.includes(text)) heard();
      };
      listeners.add(listen);
      listen();
    });
    const ended = done.then(() => {
      if (!log.includes(text)) throw new Error(`the step ended without saying \`${text}\`:\n${log}`);
    });
    await Promise.race([said, ended]);
  };
  return { process: child, says, done };
}

/** `name<<delimiter`, the value, the delimiter. */
function readOutputs(text: string): Record<string, string> {
  const found = text.matchAll(/^([^\n<]+)<<(\S+)\n([\s\S]*?)\n?\2\n/gm);
  return Object.fromEntries([...found].map(([, name = "", , value = ""]) => [name, value]));
}

function errorIn(log: string): string {
  const line = /^::error::(.*)$/m.exec(log)?.[1] ?? "";
  return line.replaceAll("%0A", "\n").replaceAll("%0D", "\r").replaceAll("%25", "%");
}
