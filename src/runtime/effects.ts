import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { hostname, tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { localExecutor } from "../adapters/executors/local.ts";
import type { Effects, Log, RunIdentity } from "../kit/effects.ts";
import { CancelledError } from "../kit/errors.ts";
import type { Redactor } from "./redactor.ts";

export interface EffectsOptions {
  readonly log: Log;
  readonly redactor: Redactor;
  /** Relative to the workspace. */
  readonly folder: string;
  summary(markdown: string): Promise<void>;
}

/** The real world: this process, its environment, its clock, its machine. */
export function realEffects({ log, redactor, folder, summary }: EffectsOptions): Effects & Disposable {
  const root = resolve(process.env.GITHUB_WORKSPACE || process.cwd(), folder);
  const temporary = mkdtempSync(join(process.env.RUNNER_TEMP || tmpdir(), "deploy-actions-"));
  return {
    env: (name) => process.env[name] || undefined,
    run: identify(),
    log,
    mask: redactor.mask,
    redact: redactor.redact,
    sleep,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    exec: localExecutor({ folder: root, redact: redactor.redact, temporary, environment: inherited() }),
    fetch: (...request) => fetch(...request),
    signal: cancelSignal(),
    summary,
    folder: root,
    temporary,
    uuid: randomUUID,
    [Symbol.dispose]: () => rmSync(temporary, { recursive: true, force: true }),
  };
}

/** What programs get to see: everything but this step's own inputs and the runner's tokens, which are no business of theirs. */
function inherited(): NodeJS.ProcessEnv {
  const isPrivate = (name: string) => name.startsWith("INPUT_") || /^ACTIONS_.*TOKEN$/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isPrivate(name)));
}

async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await wait(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    throw signal?.reason ?? error;
  }
}

/** The runner asks twice. */
const mostPatience = 3;

/** Aborts on SIGINT and SIGTERM: the runner sends both, 7.5 seconds apart; and when nobody reads the output any more. */
function cancelSignal(): AbortSignal {
  const controller = new AbortController();
  const cancel = (why: string) => controller.abort(new CancelledError(why));
  let asked = 0;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      asked += 1;
      cancel(`cancelled by ${name}`);
      // Whoever asks again and again means it; what was under way is in the journal.
      if (asked > mostPatience) process.exit(130);
    });
  }
  // Unheard, this error would end the process at once, with traffic on a release that nobody watches.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", () => cancel("cancelled, because nobody reads the output any more"));
  }
  return controller.signal;
}

function identify(): RunIdentity {
  const { env } = process;
  const onRunner = env.GITHUB_ACTIONS === "true";
  const id = onRunner ? `${env.GITHUB_RUN_ID}/${env.GITHUB_RUN_ATTEMPT}/${env.GITHUB_JOB}` : randomUUID();
  const url = onRunner ? `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}` : null;
  const actor = env.GITHUB_ACTOR || userInfo().username;
  return { id, actor, url, host: machine(), pid: process.pid, startedAt: startTime() };
}

/** Two runners may share a name, and two containers a kernel: only together do these tell whose process ids are whose. */
function machine(): string {
  const boot = firstLine("/proc/sys/kernel/random/boot_id");
  const namespace = link("/proc/self/ns/pid");
  return `${hostname()}/${boot}/${namespace}`;
}

function startTime(): string {
  const line = firstLine("/proc/self/stat");
  return line.slice(line.lastIndexOf(")") + 2).split(" ")[19] ?? "unknown";
}

function firstLine(path: string): string {
  try {
    return readFileSync(path, "utf8").split("\n")[0] ?? "unknown";
  } catch {
    return "unknown";
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "unknown";
  }
}
