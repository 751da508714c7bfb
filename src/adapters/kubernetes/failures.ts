import { type ActionError, InputError, RefusedError, ServiceError } from "../../kit/errors.ts";
import { lastLines } from "../executors/output.ts";

/** The cluster did not answer, or not now: what was asked for may be done or not. */
export class LostError extends ServiceError {}

/** There is no such object. */
export class AbsentError extends ServiceError {}

/** The object is not as it was expected to be: somebody else has changed it. */
export class ConflictError extends RefusedError {}

/** What kubectl says, what it means and what to do; `$1` is what the pattern found. */
interface Known {
  readonly pattern: RegExp;
  readonly what: string;
  readonly hint: string;
  readonly make: new (message: string, details: { readonly hint: string; readonly cause: unknown }) => ActionError;
}

const table: readonly Known[] = [
  {
    pattern: /cannot start: `kubectl` is not installed/,
    what: "`kubectl` is not installed here",
    hint: "Install `kubectl` on this machine, 1.31 or newer.",
    make: ServiceError,
  },
  {
    pattern: /namespaces? "([^"]*)" not found/,
    what: "there is no namespace `$1`",
    hint: "Look at the namespace in the settings: `kubectl get namespaces` lists them.",
    make: AbsentError,
  },
  {
    pattern: /\(NotFound\)|^Error from server: .* not found/m,
    what: "it is not there",
    hint: "Look at the name and the namespace in the settings.",
    make: AbsentError,
  },
  {
    pattern: /the server doesn't have a resource type "([^"]*)"|no matches for kind "([^"]*)"/,
    what: "the cluster does not know `$1`",
    hint: "Install what defines it, or correct `apiVersion` and `kind`.",
    make: ServiceError,
  },
  {
    pattern: /(?:cannot (\S+) resource "[^"]+".*|\(Forbidden\).*|is forbidden.*)/,
    what: "the cluster does not allow it: $0",
    hint: "Give the role of this user what the message names.",
    make: ServiceError,
  },
  {
    pattern: /Unauthorized|must be logged in|provide credentials/,
    what: "the cluster does not know us: the credentials are wrong or have run out",
    hint: "Renew the token or the certificate in the kubeconfig.",
    make: ServiceError,
  },
  {
    pattern: /context "?([^"\s]*)"? does not exist|context was not found for specified context: (\S+)/,
    what: "the kubeconfig has no context `$1`",
    hint: "Correct the context in the settings; `kubectl config get-contexts` lists them.",
    make: InputError,
  },
  {
    pattern:
      /no configuration has been provided|[Ee]rror loading config file|invalid configuration|stat .*: no such file/,
    what: "there is no usable kubeconfig",
    hint: "Give the text of one: `kubectl config view --minify --flatten --raw` prints it.",
    make: InputError,
  },
  {
    pattern: /x509|certificate/,
    what: "the certificate of the cluster is not trusted",
    hint: "Put its `certificate-authority-data` into the kubeconfig; never `insecure-skip-tls-verify`.",
    make: ServiceError,
  },
  {
    // The last one is all that `kubectl` tells of a `test` that fails, and of a path that is not there.
    pattern: /\(Conflict\)|the object has been modified|rejected our request due to an error in our request/,
    what: "somebody else has changed it meanwhile",
    hint: "See who (`kubectl get -o yaml --show-managed-fields`), then run this again: it reads anew.",
    make: ConflictError,
  },
  {
    pattern:
      /was refused|connection refused|no such host|i\/o timeout|Unable to connect|no route to host|deadline exceeded|\bEOF\b|connection reset|broken pipe|Client\.Timeout|TLS handshake timeout|ServiceUnavailable|InternalError|GatewayTimeout|Timeout|TooManyRequests|etcdserver|currently unable to handle|unable to (?:return|handle) a response|too many requests/i,
    what: "the API server does not answer as it should",
    hint: "Look at the `server` in the kubeconfig, the network and the cluster: `kubectl get --raw /readyz`.",
    make: LostError,
  },
];

/** The failure that `kubectl` told; `what` is a sentence without its end, like "the Service `web` cannot be read". */
export function explain(what: string, said: string): ActionError {
  const line = lastLines(said, 1).slice(0, 400);
  for (const { pattern, what: means, hint, make } of table) {
    const found = pattern.exec(said);
    if (found === null) continue;
    const told = means.replace("$1", found.slice(1).find((part) => part !== undefined) ?? "").replace("$0", found[0]);
    const isQuoted = make === LostError;
    return new make(`${what}: ${told}${isQuoted ? ` (${line})` : ""}`, { hint, cause: said });
  }
  return new ServiceError(`${what}: ${line || "`kubectl` failed and said nothing"}`, {
    hint: "Try it by hand with `kubectl`.",
    cause: said,
  });
}
