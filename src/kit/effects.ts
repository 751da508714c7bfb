import type { Executor } from "./executor.ts";

/** Who runs this: written into the journal so that others can tell whether it still lives. */
export interface RunIdentity {
  /** `run/attempt/job` on GitHub, a fresh uuid elsewhere. */
  readonly id: string;
  readonly actor: string;
  readonly url: string | null;
  /** Machine, boot and process namespace: two processes share it only if one can see the other in /proc. */
  readonly host: string;
  readonly pid: number;
  readonly startedAt: string;
}

/** One line per deed for the operator; `detail` is for the curious (a collapsed group on GitHub). */
export interface Log {
  info(line: string): void;
  warn(line: string): void;
  /** What a machine may follow: one event per deed, printed as JSON with `--progress json`. */
  event(name: string, facts: Readonly<Record<string, unknown>>): void;
  detail(title: string, lines: string): void;
}

/** Everything outside a stage: a test hands in its own. */
export interface Effects {
  /** An environment variable, or undefined when it is unset or empty. */
  env(name: string): string | undefined;
  readonly run: RunIdentity;
  readonly log: Log;
  /** Hides the text in every later log line. */
  mask(secret: string): void;
  /** The text with every masked secret replaced by `***`; everything written down or shown goes through it. */
  redact(text: string): string;
  /** Resolves after that many milliseconds; rejects with the signal's reason when it aborts first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Wall clock, milliseconds since 1970. */
  now(): number;
  /** A clock that never jumps, milliseconds. */
  monotonic(): number;
  readonly exec: Executor;
  readonly fetch: typeof fetch;
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** Appends Markdown to the job summary (standard output outside GitHub). */
  summary(markdown: string): Promise<void>;
  /** Absolute folder that relative paths start from. */
  readonly folder: string;
  /** Absolute folder for temporary files of this run. */
  readonly temporary: string;
  uuid(): string;
}
