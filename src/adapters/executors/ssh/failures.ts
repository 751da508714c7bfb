import { type ActionError, InputError, ServiceError } from "../../../kit/errors.ts";
import { lastLines } from "../output.ts";

interface Known {
  readonly pattern: RegExp;
  readonly what: (where: string, found: RegExpMatchArray) => string;
  readonly hint: string;
  readonly isInput?: boolean;
}

const compare =
  "Compare the fingerprint with what the server's owner says (`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` there); if it is right, put the line that `ssh-keyscan` prints into `ssh-known-hosts`.";

/** What ssh says, the first that fits: what it means, and what to do. */
const table: readonly Known[] = [
  {
    pattern: /cannot start: `ssh` is not installed/,
    what: (where) => `${where} cannot be reached: \`ssh\` is not installed here`,
    hint: "Install `openssh-client` on this machine.",
  },
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED[\s\S]*?(SHA256:[\w+/=]+)?/,
    what: (where) => `the key of ${where} has changed: this is another server, or somebody is in between`,
    hint: compare,
  },
  {
    pattern: /No (\S+) host key is known|Host key verification failed/,
    what: (where, [, kind]) =>
      `the ${kind === undefined ? "" : `${kind} `}key of ${where}, or of a server on the way there, is not known here`,
    hint: compare,
  },
  {
    pattern: /Load key .*?: (.*)/,
    what: (where, [, why]) => `the private key for ${where} cannot be read: ${why}`,
    hint: "Give `ssh-key` the whole private key, in OpenSSH or PEM format and without a passphrase.",
    isInput: true,
  },
  {
    pattern: /Permission denied(?: \(([^)]*)\))?|Too many authentication failures/,
    what: (where) => `${where} does not let us in: it takes none of our keys for this user`,
    hint: "Put the public key into `~/.ssh/authorized_keys` of that user there (`ssh-keygen -y -f KEY` prints it), look at `ssh-user`, and see that the key has no passphrase.",
  },
  {
    pattern: /Could not resolve hostname (\S+?):/,
    what: (where, [, host]) => `${where} cannot be reached: there is no address for \`${host}\``,
    hint: "Look at `ssh-host`, and at the name servers of this machine.",
  },
  {
    pattern: /Connection refused/,
    what: (where) => `${where} cannot be reached: nothing listens on that port`,
    hint: "Look at `ssh-port`, at the server's `sshd`, and at the firewall.",
  },
  {
    pattern: /timed out|did not let us in within|No route to host|Network is unreachable/i,
    what: (where) => `${where} cannot be reached: it does not answer`,
    hint: "See whether it is up and whether a firewall lets this machine through; a server behind another one needs `ssh-jump`.",
  },
  {
    pattern: /session request failed|open refused by peer/i,
    what: (where) => `${where} takes no more commands at a time over one connection`,
    hint: "Raise `MaxSessions` in its `sshd_config`, or let fewer things run side by side.",
  },
  {
    pattern: /UNKNOWN port|mux_client|control socket/i,
    what: (where) => `the connection to ${where} was lost before the command began`,
    hint: "Run this again: the next command connects anew.",
  },
  {
    pattern: /Unable to negotiate|no matching/,
    what: (where) => `${where} and the \`ssh\` of this machine have no method in common`,
    hint: "Bring the older one of the two up to date.",
  },
];

/** The failure of the connection, or of a command (`command`) whose end it did not live to tell. */
export function explain(where: string, said: string, command: string | null): ActionError {
  if (command !== null) {
    return new ServiceError(`the connection to ${where} was lost while ${command} ran there`, {
      hint: "What it did is not known. See whether the server is up and whether the program was killed there, and run this again.",
      cause: said,
    });
  }
  for (const { pattern, what, hint, isInput } of table) {
    const found = said.match(pattern);
    if (found === null) continue;
    const fingerprint = said.match(/SHA256:[\w+/=]+/)?.[0];
    const message = `${what(where, found)}${fingerprint === undefined ? "" : ` (it shows ${fingerprint})`}`;
    return isInput === true
      ? new InputError(message, { hint, cause: said })
      : new ServiceError(message, { hint, cause: said });
  }
  const last = lastLines(said, 1);
  return new ServiceError(`${where} ran no command${last === "" ? "" : `: ${last.slice(0, 400)}`}`, {
    hint: "Log in by hand with `ssh` and run `sh -c 'echo yes'`: the account needs a login shell, and `sh` and `dd`.",
    cause: said,
  });
}
