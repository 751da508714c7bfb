import { type ActionError, InputError, ServiceError } from "../../../kit/errors.ts";
import { lastLines } from "../../executors/output.ts";

export function isLost(said: string): boolean {
  return /was refused|connection refused|no such host|i\/o timeout|Unable to connect|no route to host|deadline exceeded|EOF|connection reset|TLS handshake timeout|ServiceUnavailable|InternalError|GatewayTimeout|TooManyRequests|etcdserver/i.test(
    said,
  );
}

interface Known {
  readonly pattern: RegExp;
  readonly what: string;
  readonly hint: string;
  readonly isInput?: boolean;
}

const table: readonly Known[] = [
  {
    pattern: /exceeded quota/,
    what: "the namespace's quota leaves no room for the Job",
    hint: "See `kubectl describe quota`; give the Job requests that fit, by `kubernetes-job-manifest`.",
  },
  {
    pattern: /\(Forbidden\)|is forbidden/,
    what: "the cluster does not allow that",
    hint: "Give the role `create`, `get`, `list` and `delete` on `jobs` (batch), `list` on `pods` and `events`, and `get` on `pods/log`.",
  },
  {
    pattern: /Unauthorized|must be logged in|provide credentials/,
    what: "the cluster does not know us: the credentials are wrong or have run out",
    hint: "Renew the token or the certificate in the kubeconfig.",
  },
  {
    pattern: /\(Invalid\)|\(BadRequest\)|\(UnprocessableEntity\)|is invalid/,
    what: "the cluster does not take this Job",
    hint: "Correct what it names in `kubernetes-job-manifest`, or the input.",
    isInput: true,
  },
  {
    pattern: /namespaces? "[^"]*" not found/,
    what: "there is no such namespace",
    hint: "Look at `kubernetes-job-namespace`.",
    isInput: true,
  },
  {
    pattern: /no configuration has been provided|loading config file|invalid configuration|context .*does not exist/,
    what: "there is no usable kubeconfig",
    hint: "Set `kubernetes-job-config`: `kubectl config view --minify --flatten --raw` prints one.",
    isInput: true,
  },
];

/** What `kubectl` says, the first that fits. */
export function explained(said: string): ActionError {
  const line = lastLines(said, 1).slice(0, 400);
  const known = table.find(({ pattern }) => pattern.test(said));
  const what = known === undefined ? `\`kubectl\` failed: ${line}` : `${known.what}: ${line}`;
  const details = { hint: known?.hint ?? "Try by hand: `kubectl get jobs`.", cause: said };
  return known?.isInput === true ? new InputError(what, details) : new ServiceError(what, details);
}

export function isGone(error: unknown): boolean {
  return error instanceof ServiceError && /\(NotFound\)|not found/.test(String(error.cause ?? ""));
}
