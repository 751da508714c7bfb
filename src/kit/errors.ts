/** The stable codes that every action publishes as `reason` when it ends without success. */
export const reasons = {
  invalid_input: "The workflow or the configuration asks for the impossible. Nothing was touched.",
  refused: "A safety rule said no. The message says what stays as it is, and who decides.",
  command_failed: "A program ended with an error.",
  service_failed: "A service (git remote, GitHub, router, host) said no or could not be reached.",
  timed_out: "A limit that was set ran out.",
  aborted: "The evidence was bad or missing. The message says what was put back.",
  cancelled: "The run was cancelled. The message says what was put back.",
  unexpected: "A defect in deploy-actions. Please report it with the log.",
} as const;

export type Reason = keyof typeof reasons;

export interface ErrorDetails {
  /** What to do next, in the imperative, with the exact setting or command. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** A failure that was foreseen: one sentence of what happened, a hint of what to do, the original cause. */
export class ActionError extends Error {
  readonly code: Reason;
  hint: string | undefined;

  constructor(code: Reason, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = details.hint;
  }
}

/** One thing wrong with the input: where it stands, what is wrong, and how to put it right. */
export interface Problem {
  readonly where: string;
  readonly what: string;
}

/** The workflow asks for the impossible; nothing was touched. Lists every problem at once. */
export class InputError extends ActionError {
  readonly problems: readonly Problem[];

  constructor(problems: string | readonly Problem[], details: ErrorDetails = {}) {
    super("invalid_input", typeof problems === "string" ? problems : describeProblems(problems), details);
    this.problems = typeof problems === "string" ? [{ where: "input", what: problems }] : problems;
  }
}

/** A safety gate said no; nothing was touched. */
export class RefusedError extends ActionError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("refused", message, details);
  }
}

/** A program exited with a code that was not expected. `output` is redacted already. */
export class CommandError extends ActionError {
  readonly exitCode: number | null;
  readonly output: string;

  constructor(message: string, details: ErrorDetails & { exitCode: number | null; output: string }) {
    super("command_failed", message, details);
    this.exitCode = details.exitCode;
    this.output = details.output;
  }
}

/** A service could not be reached or said no. */
export class ServiceError extends ActionError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("service_failed", message, details);
  }
}

/** A limit that was set ran out. */
export class TimeoutError extends ActionError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("timed_out", message, details);
  }
}

/** The evidence was bad or missing; the message says what has been put back. */
export class AbortedError extends ActionError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("aborted", message, details);
  }
}

/** SIGINT, SIGTERM or a request to abort; the message says what has been put back. */
export class CancelledError extends ActionError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("cancelled", message, details);
  }
}

/** What was not foreseen is a defect of ours, and says so. */
export function toActionError(error: unknown): ActionError {
  if (error instanceof ActionError) return error;
  const hint = "This is a defect in deploy-actions; please report it with the log.";
  return new ActionError("unexpected", error instanceof Error ? error.message : String(error), { cause: error, hint });
}

function describeProblems(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`${count} found; nothing was touched:`, ...problems.map((p) => `- ${p.where}: ${p.what}`)].join("\n");
}
