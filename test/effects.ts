import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, onTestFinished } from "vitest";
import { localExecutor } from "../src/adapters/executors/local.ts";
import { readProcess } from "../src/adapters/executors/proc.ts";
import type { Effects } from "../src/kit/effects.ts";

/** Effects of a test: the real clock, network and programs; what is logged is kept, and nothing is printed. */
export interface TestEffects extends Effects {
  /** `info`, `warn` and `detail` lines, in order; warnings begin with `warn: `. */
  readonly lines: string[];
  readonly events: { name: string; facts: Readonly<Record<string, unknown>> }[];
  readonly summaries: string[];
  readonly masked: string[];
}

/** Real effects with a recording log; `folder` is a fresh temporary folder unless one is handed in. */
export function testEffects(overrides: Partial<Effects> = {}): TestEffects {
  const lines: string[] = [];
  const events: TestEffects["events"] = [];
  const summaries: string[] = [];
  const masked: string[] = [];
  const folder = overrides.folder ?? freshFolder();
  const redact = (text: string) => masked.reduce((hidden, secret) => hidden.replaceAll(secret, "***"), text);
  return {
    env: (name) => process.env[name] || undefined,
    run: {
      id: randomUUID(),
      actor: "tester",
      url: null,
      host: hostname(),
      pid: process.pid,
      startedAt: readProcess(process.pid)?.ref.startedAt ?? "unknown",
    },
    log: {
      info: (line) => void lines.push(redact(line)),
      warn: (line) => void lines.push(redact(`warn: ${line}`)),
      event: (name, facts) => void events.push({ name, facts }),
      detail: (title, text) => void lines.push(redact(`${title}\n${text}`)),
    },
    redact,
    mask: (secret) => void (secret !== "" && masked.push(secret)),
    sleep: async (milliseconds, signal) => {
      await wait(milliseconds, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
        throw signal?.reason ?? error;
      });
    },
    now: () => Date.now(),
    monotonic: () => performance.now(),
    exec: localExecutor({ folder, redact }),
    fetch: (...request) => fetch(...request),
    signal: new AbortController().signal,
    summary: async (markdown) => void summaries.push(markdown),
    folder,
    temporary: overrides.temporary ?? subfolder(folder),
    uuid: () => randomUUID(),
    ...overrides,
    lines,
    events,
    summaries,
    masked,
  };
}

/** A folder for one test, removed when disposed (`await using`). */
export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "deploy-actions-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

function freshFolder(): string {
  const path = mkdtempSync(join(tmpdir(), "deploy-actions-"));
  atTheEnd(() => rmSync(path, { recursive: true, force: true, maxRetries: 3 }));
  return path;
}

function subfolder(folder: string): string {
  const path = join(folder, ".temporary");
  mkdirSync(path, { recursive: true });
  return path;
}

/** After the test that is running; outside of one after the last test of the file; outside of vitest at the exit. */
function atTheEnd(act: () => void): void {
  const places: readonly ((act: () => void) => void)[] = [
    (last) => onTestFinished(last),
    (last) => afterAll(last),
    (last) => void process.once("exit", last),
  ];
  for (const place of places) {
    try {
      place(act);
      return;
    } catch {
      // Not there: the next one.
    }
  }
}
