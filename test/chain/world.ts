import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parse, stringify } from "yaml";
import { createDatabase } from "../../examples/quickstart/create-database.ts";
import { processHost } from "../../src/adapters/hosts/process.ts";
import type { Slot } from "../../src/core/slots.ts";
import type { Host } from "../../src/stages/ports/host.ts";
import { quietPort } from "../adapters/quiet-port.ts";
import { testEffects } from "../effects.ts";
import { type Child, quickstart, start } from "../examples/child.ts";
import type { Moment } from "./kill-at.ts";

const root = join(import.meta.dirname, "../..");
const bundle = join(root, "dist/cli.js");
const program = existsSync(bundle) ? bundle : join(import.meta.dirname, "command-line.ts");
const preload = join(import.meta.dirname, "kill-at.ts");
const tools = join(root, "node_modules/.bin");

/** Short steps, enough requests in each of them. */
const shift = "{ steps: '50, 100', watch: 300ms, probe-rate: 60, min-requests: 1 }";

/** What one run of the command line said and how it ended. */
export interface Run {
  readonly code: number | null;
  readonly killed: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** A machine's worth of quickstart: repository, database, backups, slots, flag file and front door, all in one folder. */
export interface World {
  readonly folder: string;
  readonly database: string;
  readonly flags: string;
  readonly door: string;
  readonly host: Host;
  /** Names of what runs for this world have it in their environment. */
  readonly env: Readonly<Record<string, string>>;
  port(slot: Slot): number;
  commit(tag: string): string;
  checkOut(tag: string): void;
  /** `deploy-actions <args>`, ended at the moment if one is given. */
  run(args: readonly string[], moment?: Moment): Promise<Run>;
  deploy(tag: string, moment?: Moment): Promise<Run>;
  rollBack(moment?: Moment): Promise<Run>;
  git(...words: readonly string[]): string;
  /** Makes this world equal to the one that was saved in `copy`; whatever runs in its slots has to be stopped before. */
  restore(copy: string): void;
  save(copy: string): void;
  /** Ends what runs in the slots. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

const parts = ["repository", "tickets.db", "tickets.db-wal", "tickets.db-shm", "backups", "slots", "flags.json"];

/** Opens a world in the folder, with nothing deployed, and its front door. */
export async function openWorld(folder: string): Promise<World> {
  const ports = { blue: await quietPort(), green: await quietPort() };
  mkdirSync(folder, { recursive: true });
  const at = (name: string) => join(folder, name);
  writeFileSync(at("flags.json"), flagsOf("blue"));
  const urls = { blue: `http://127.0.0.1:${ports.blue}`, green: `http://127.0.0.1:${ports.green}` };
  const doorArgs = ["--flags", at("flags.json"), "--blue", urls.blue, "--green", urls.green];
  const doorProcess: Child = start(join(quickstart, "door/door.ts"), doorArgs);
  const door = `http://127.0.0.1:${(await doorProcess.told("listening")).port}`;
  const env = {
    PATH: `${tools}:${process.env.PATH}`,
    HOME: folder,
    DATABASE: at("tickets.db"),
    BACKUPS: at("backups"),
    DBMATE: join(tools, "dbmate"),
    SLOTS: at("slots"),
    BLUE_PORT: String(ports.blue),
    GREEN_PORT: String(ports.green),
    DOOR: door,
    FLAGS: at("flags.json"),
  };
  const host = hostIn(folder, ports);
  const git = (...words: readonly string[]) =>
    execFileSync("git", words, { cwd: at("repository"), env, encoding: "utf8" }).trim();
  const run = (args: readonly string[], moment?: Moment) => runCommand(at("repository"), env, args, moment);
  const checkOut = (tag: string) => void git("checkout", "--quiet", tag);
  const stop = async () => {
    for (const slot of ["blue", "green"] as const) await host.stop(slot, 2_000);
  };
  return {
    folder,
    database: at("tickets.db"),
    flags: at("flags.json"),
    door,
    host,
    env,
    port: (slot) => ports[slot],
    commit: (tag) => git("rev-parse", tag),
    checkOut,
    run,
    deploy(tag, moment) {
      checkOut(tag);
      return run(["run", "--progress", "json", "--version", tag, "--traffic-shift", shift], moment);
    },
    rollBack: (moment) => run(["rollback", "--progress", "json"], moment),
    git,
    restore: (copy) => copyParts(copy, folder),
    save: (copy) => copyParts(folder, copy),
    stop,
    async close() {
      await stop();
      await doorProcess.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

type DeployFile = Readonly<Record<string, unknown>>;

/** Puts a repository with the quickstart's releases as tags, and an empty database, into the world's folder. */
export function furnish(folder: string, configure: (file: DeployFile) => DeployFile = (file) => file): void {
  const repository = join(folder, "repository");
  mkdirSync(repository);
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...words], { cwd: repository });
  git("init", "--quiet");
  mkdirSync(join(repository, ".github"));
  const file = parse(readFileSync(join(quickstart, "deploy.yml"), "utf8")) as DeployFile;
  writeFileSync(join(repository, ".github/deploy.yml"), stringify(configure(file)));
  for (const [tag, layer] of [
    ["v1", "app"],
    ["v2", "releases/v2"],
    ["v3", "releases/v3"],
  ] as const) {
    cpSync(join(quickstart, layer), repository, { recursive: true });
    git("add", "--all");
    git("commit", "--quiet", "--message", tag);
    git("tag", tag);
  }
  createDatabase(join(folder, "tickets.db"));
}

function hostIn(folder: string, { blue, green }: Readonly<Record<Slot, number>>): Host {
  const effects = testEffects({ folder: join(folder, "repository"), temporary: folder });
  const inputs = {
    "process-root": join(folder, "slots"),
    "process-ports": [String(blue), String(green)],
    "process-command": ["node", "server.mjs"] as const,
    "process-env": { DATABASE: join(folder, "tickets.db") },
    "process-health": "/health",
    "process-repository": ".",
  };
  return processHost.open(inputs, { effects, application: "quickstart", environment: "production" });
}

/** A flag file with all the traffic on one slot. */
export function flagsOf(active: Slot): string {
  const fractional = [
    [active, 100],
    [active === "blue" ? "green" : "blue", 0],
  ];
  const release = {
    state: "ENABLED",
    variants: { blue: "blue", green: "green" },
    defaultVariant: active,
    targeting: { fractional },
  };
  return JSON.stringify({ flags: { release } });
}

function copyParts(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const part of parts) {
    const target = join(to, part);
    // The door follows this file and must never see it missing.
    if (part !== "flags.json") rmSync(target, { recursive: true, force: true, maxRetries: 5 });
    if (existsSync(join(from, part))) cpSync(join(from, part), target, { recursive: true });
  }
}

async function runCommand(
  cwd: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  moment: Moment | undefined,
): Promise<Run> {
  const words = [...(moment === undefined ? [] : ["--import", preload]), program, ...args];
  const more = moment === undefined ? {} : { KILL_AT: JSON.stringify(moment) };
  const child: ChildProcess = spawn(process.execPath, words, {
    cwd,
    env: { ...env, ...more },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  return { code, killed: signal === "SIGKILL", stdout, stderr };
}

/** Ids of the processes, this one apart, that have the world's folder in their environment or command line. */
export function processesOf(folder: string): readonly { readonly pid: number; readonly words: string }[] {
  const found = [];
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const words = readProc(name, "cmdline").replaceAll("\0", " ").trim();
    const isOfWorld = `${words} ${readProc(name, "environ")}`.includes(folder);
    // A zombie has neither words nor environment.
    if (isOfWorld && Number(name) !== process.pid) found.push({ pid: Number(name), words });
  }
  return found;
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
