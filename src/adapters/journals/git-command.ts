import { buffer } from "node:stream/consumers";
import type { Effects } from "../../kit/effects.ts";
import { CommandError, InputError, ServiceError, TimeoutError } from "../../kit/errors.ts";

/** A git setting as it would stand in a configuration file. */
export type Setting = readonly [name: string, value: string];

export interface GitHow {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs git on one repository; answers with its standard output, byte for byte (the executor would redact it). */
export type Git = (args: readonly string[], how?: GitHow) => Promise<Buffer>;

export interface GitPlace {
  /** Where relative remote addresses start. */
  readonly folder: string;
  readonly gitDir?: string;
  readonly settings?: readonly Setting[];
  /** Milliseconds that one command may take. */
  readonly timeout: number;
}

/** Nothing that the user has configured for people may act on the journal: no hook, no signature, no clean-up. */
const quiet: readonly Setting[] = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["core.filesRefLockTimeout", "1000"],
  ["commit.gpgSign", "false"],
  ["push.gpgSign", "false"],
  ["push.followTags", "false"],
  ["push.recurseSubmodules", "no"],
  ["push.pushOption", ""],
  ["fetch.recurseSubmodules", "false"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["i18n.commitEncoding", "UTF-8"],
];

/** Set by git for its hooks, and by people: each would send the journal to another repository. */
const foreign = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_COMMON_DIR",
  "GIT_INDEX_FILE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_NAMESPACE",
  "GIT_PREFIX",
  "GIT_SHALLOW_FILE",
  "GIT_GRAFT_FILE",
  "GIT_CONFIG",
  "GIT_CONFIG_PARAMETERS",
  "GIT_QUARANTINE_PATH",
  "GIT_REPLACE_REF_BASE",
];

/** Builds the one way in which the journal calls git: settings and secrets by environment, never as arguments. */
export function gitCommand(effects: Effects, place: GitPlace): Git {
  const env = {
    ...Object.fromEntries(foreign.map((name) => [name, undefined])),
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    LC_ALL: "C",
    ...settingsByEnvironment(effects, [...quiet, ...(place.settings ?? [])]),
  };
  const where = place.gitDir === undefined ? [] : [`--git-dir=${place.gitDir}`];
  return async (args, how = {}) => {
    const { stdout, done } = effects.exec.stream(["git", ...where, ...args], {
      cwd: place.folder,
      env: { ...env, ...how.env },
      timeout: place.timeout,
      stdin: how.stdin ?? "",
    });
    const [output, end] = await Promise.allSettled([buffer(stdout), done]);
    if (end.status === "rejected") throw translate(end.reason);
    if (output.status === "rejected") throw output.reason;
    return output.value;
  };
}

/** The one line that git prints. */
export async function gitLine(git: Git, args: readonly string[], how?: GitHow): Promise<string> {
  return (await git(args, how)).toString("utf8").trim();
}

/** What git said before it gave up: its own lines, redacted. */
export function gitSaid(error: unknown): string {
  if (error instanceof CommandError) return error.output === "" ? error.message : error.output.replaceAll("\n", "; ");
  return (error as Error).message;
}

/** Turns the failure of a command into "the service said no"; what is not a failed command is passed on. */
export function asServiceError(error: unknown, what: string, hint: string): unknown {
  if (!(error instanceof CommandError || error instanceof TimeoutError)) return error;
  return new ServiceError(`${what}: ${gitSaid(error)}`, { hint, cause: error });
}

function settingsByEnvironment(effects: Effects, settings: readonly Setting[]): Record<string, string> {
  const taken = Number(effects.env("GIT_CONFIG_COUNT") ?? 0) || 0;
  const entries = settings.flatMap(([name, value], i) => [
    [`GIT_CONFIG_KEY_${taken + i}`, name],
    [`GIT_CONFIG_VALUE_${taken + i}`, value],
  ]);
  return { ...Object.fromEntries(entries), GIT_CONFIG_COUNT: String(taken + settings.length) };
}

function translate(error: unknown): unknown {
  const isMissing = error instanceof CommandError && (error.cause as NodeJS.ErrnoException)?.code === "ENOENT";
  if (!isMissing) return error;
  const hint = "Install git 2.31 or newer, or put its folder on PATH; `git version` prints which one is found.";
  return new InputError("the journal is kept by `git`, which is not installed here", { hint, cause: error });
}
