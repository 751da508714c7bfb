import { type ActionError, InputError, ServiceError } from "../../../kit/errors.ts";
import { lastLines } from "../output.ts";

interface Known {
  readonly pattern: RegExp;
  readonly what: (where: string, found: RegExpMatchArray) => string;
  readonly hint: string;
  readonly isInput?: boolean;
}

/** What kubectl says, the first that fits: what it means, and what to do. */
const table: readonly Known[] = [
  {
    pattern: /cannot start: `kubectl` is not installed/,
    what: (where) => `${where} cannot be reached: \`kubectl\` is not installed here`,
    hint: "Install `kubectl` on this machine, 1.31 or newer.",
  },
  {
    pattern: /\(NotFound\): (\S+) "([^"]*)" not found|(pods?) "([^"]*)" not found/,
    what: (where, [, kind, name, kind2, name2]) =>
      `${where} is not there: ${kind ?? kind2} \`${name ?? name2}\` not found`,
    hint: "Look at `kubectl-pod` and `kubectl-namespace`; `kubectl get pods --all-namespaces` lists what there is.",
    isInput: true,
  },
  {
    pattern: /\(Forbidden\)|is forbidden/,
    what: (where, { input = "" }) => {
      const [, verb, resource] = input.match(/cannot (\S+) resource "([^"]+)"/) ?? [];
      return `the cluster does not allow that for ${where}${verb === undefined ? "" : `: this user may not ${verb} ${resource}`}`;
    },
    hint: "Give its role `get` and `list` on `pods`, `get` and `create` on `pods/exec`, and `get` on the deployment or stateful set that is named.",
  },
  {
    pattern: /Unauthorized|must be logged in|provide credentials/,
    what: (where) => `the cluster of ${where} does not know us: the credentials are wrong or have run out`,
    hint: "Renew the token or the certificate in `kubectl-config`.",
  },
  {
    pattern: /context "?([^"\s]*)"? does not exist|context was not found for specified context: (\S+)/,
    what: (_, [, one, other]) => `the kubeconfig has no context \`${one ?? other}\``,
    hint: "Correct `kubectl-context`; `kubectl config get-contexts` lists them.",
    isInput: true,
  },
  {
    pattern:
      /no configuration has been provided|[Ee]rror loading config file|invalid configuration|couldn't get version/,
    what: (where) => `there is no usable kubeconfig for ${where}`,
    hint: "Set `kubectl-config`: `kubectl config view --minify --flatten --raw` prints one.",
    isInput: true,
  },
  {
    pattern: /x509|certificate/,
    what: (where) => `the certificate of the cluster of ${where} is not trusted`,
    hint: "Put its `certificate-authority-data` into the kubeconfig; never `insecure-skip-tls-verify`.",
  },
  {
    pattern: /executable file not found|no such file or directory.*\bsh\b|\bsh\b.*no such file/,
    what: (where) => `the container of ${where} has no \`sh\``,
    hint: "Commands need `sh` and `dd` there: use an image that has them, or run this from another pod (`executor: local` and the database's address).",
  },
  {
    pattern: /container not found|is not valid for pod/,
    what: (where) => `the container of ${where} is not running any more`,
    hint: "See why: `kubectl describe pod`.",
  },
  {
    pattern: /unable to upgrade connection|Upgrade request required|unable to upgrade streaming/i,
    what: (where) => `the cluster of ${where} does not take commands in the way this \`kubectl\` asks`,
    hint: "Use `kubectl` 1.31 or newer, within one minor version of the cluster, and see that proxies on the way let WebSockets through.",
  },
  {
    pattern:
      /was refused|connection refused|no such host|i\/o timeout|Unable to connect|no route to host|deadline exceeded|EOF|connection reset/i,
    what: (where) => `the API server of ${where} cannot be reached`,
    hint: "Look at the `server` in the kubeconfig, at the network, and at the cluster: `kubectl get --raw /readyz`.",
  },
];

/** The failure of the way into a pod, or of a command (`command`) whose end it did not live to tell. */
export function explain(where: string, said: string, command: string | null): ActionError {
  if (command !== null) {
    return new ServiceError(`the connection to ${where} was lost while ${command} ran there`, {
      hint: "What it did is not known. See whether the pod still runs (`kubectl get events`) and run this again.",
      cause: said,
    });
  }
  for (const { pattern, what, hint, isInput } of table) {
    const found = said.match(pattern);
    if (found === null) continue;
    const details = { hint, cause: said };
    return isInput === true
      ? new InputError(what(where, found), details)
      : new ServiceError(what(where, found), details);
  }
  const last = lastLines(said, 1);
  return new ServiceError(`${where} ran no command${last === "" ? "" : `: ${last.slice(0, 400)}`}`, {
    hint: "Try by hand: `kubectl exec -i POD -- sh -c 'echo yes'`.",
    cause: said,
  });
}
