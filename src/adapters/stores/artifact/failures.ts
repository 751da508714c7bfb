import type { Effects } from "../../../kit/effects.ts";
import { ActionError, InputError, RefusedError, ServiceError } from "../../../kit/errors.ts";

/** Refuses where there is no results service: outside of a job's action, and on GitHub Enterprise Server. */
export function checkRunner(effects: Pick<Effects, "env">): void {
  const server = URL.parse(effects.env("GITHUB_SERVER_URL") ?? "https://github.com")?.hostname ?? "";
  if (server !== "github.com" && !/\.(ghe\.com|localhost)$/.test(server)) {
    throw new InputError(`\`${server}\` keeps no artifacts of this kind: GitHub Enterprise Server does not have them`, {
      hint: "Use `store: s3` or `store: directory` there.",
    });
  }
  const missing = ["ACTIONS_RUNTIME_TOKEN", "ACTIONS_RESULTS_URL"].filter((name) => effects.env(name) === undefined);
  if (missing.length === 0) return;
  throw new InputError(
    `artifacts can be written only by an action in a job of GitHub: there is no ${missing.join(", no ")}`,
    {
      hint: "GitHub gives them to actions (`uses:`), not to `run:` steps and not to other machines. Use the action, or another store. To read backups elsewhere, set `artifact-token` and `artifact-repository`.",
    },
  );
}

/** Turns what the package says into words for the operator; addresses lose what is signed in them. */
export function artifactFailure(doing: string, effects: Pick<Effects, "redact" | "signal">, cause: unknown): Error {
  if (cause instanceof ActionError) return cause;
  if (effects.signal.aborted) return effects.signal.reason as Error;
  const { name = "", message = "", code, statusCode } = cause as Fault;
  const status = statusCode ?? Number(/\((\d{3})\)/.exec(message)?.[1] ?? 0);
  const failed = `could not ${doing}`;
  if (name === "UsageError" || /storage quota/.test(message)) {
    return new ServiceError(`${failed}: the storage for artifacts is used up`, {
      hint: "Delete old artifacts or raise the limit in the account's billing settings; `artifact-retention-days` keeps them shorter.",
      cause,
    });
  }
  if (status === 409) {
    return new RefusedError(`${failed}: an artifact of that name is there already`, {
      hint: "Backups are never overwritten; use another name.",
      cause,
    });
  }
  if (status === 401 || status === 403) {
    return new ServiceError(`${failed}: GitHub does not allow it (${status})`, {
      hint: "The job's own token ends with the job; for other runs' artifacts, give `artifact-token` the permission `actions: read`, and `actions: write` to delete.",
      cause,
    });
  }
  // The package puts its own errors into the text of another one.
  const lost = /Unable to make request: (\w+)/.exec(message)?.[1] ?? (/^E[A-Z]+$/.test(code ?? "") ? code : undefined);
  if (lost !== undefined) {
    return new ServiceError(`${failed}: GitHub cannot be reached (${lost})`, {
      hint: "Let this machine reach GitHub's results service and its blob storage.",
      cause,
    });
  }
  return new ServiceError(`${failed}: ${shorten(effects.redact(message))}`, {
    hint: "Look at GitHub's state, and run it again.",
    cause,
  });
}

interface Fault {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly statusCode?: number;
}

function shorten(message: string): string {
  const [line = ""] = message.replace(/(https?:\/\/[^\s?]+)\?\S*/g, "$1").split("\n");
  return line.length <= 300 ? line : `${line.slice(0, 299)}…`;
}
