import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Effects } from "../../kit/effects.ts";
import { InputError, type Problem } from "../../kit/errors.ts";
import type { Executor } from "../../kit/executor.ts";
import { integer, secret, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import { remoteExecutor } from "./remote/executor.ts";
import { bootstrap } from "./remote/script.ts";
import { connections } from "./ssh/connections.ts";
import type { Destination } from "./ssh/destination.ts";
import { explain } from "./ssh/failures.ts";

/** A server, over one connection that every command shares. */
export const sshExecutor = defineAdapter<Executor>()({
  name: "ssh",
  summary: "A server over SSH, by the `ssh` of this machine.",
  inputs: {
    "ssh-host": text({ description: "Name or address of the server.", required: true }),
    "ssh-user": text({ description: "The user there; the name of the user here when left out." }),
    "ssh-port": integer({ description: "The port of its SSH server.", default: "22", min: 1, max: 65_535 }),
    "ssh-key": secret({
      description:
        "The private key, without a passphrase. Left out, the agent (`SSH_AUTH_SOCK`) and the user's own key files are asked.",
    }),
    "ssh-known-hosts": text({
      description:
        "The server's lines of a `known_hosts` file, or the path of such a file. Left out, the user's own file has to know the server. An unknown or changed key is always refused.",
    }),
    "ssh-jump": text({
      description: "Servers to go through, as `user@host:port`, separated by commas; their keys have to be known, too.",
    }),
  },
  open(inputs, { effects }) {
    const destination: Destination = {
      host: inputs["ssh-host"],
      user: inputs["ssh-user"],
      port: inputs["ssh-port"],
      key: inputs["ssh-key"],
      knownHosts: knownHostsOf(inputs["ssh-known-hosts"], effects),
      jump: inputs["ssh-jump"],
    };
    const problems = problemsOf(destination);
    if (problems.length > 0) throw new InputError(problems);
    const { host, port, user } = destination;
    const where = `${user === undefined ? "" : `${user}@`}${host}${port === 22 ? "" : `:${port}`}`;
    const connect = connections(destination, where, effects);
    return remoteExecutor({
      where,
      exec: effects.exec,
      redact: effects.redact,
      async open(signal) {
        const connection = await connect(signal);
        const words = [...connection.words, `exec sh -c '${bootstrap}'`] as const;
        return { words, [Symbol.asyncDispose]: async () => connection.release() };
      },
      explain: (said, command) => explain(where, said, command),
    });
  },
});

const name = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const address = /^[A-Za-z0-9_:][A-Za-z0-9._:%-]*$/;
const hop = /^([A-Za-z0-9_][A-Za-z0-9._-]*@)?([A-Za-z0-9_][A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])(:\d+)?$/;

/** They stand on a command line or in a configuration file of ssh: what could be taken for anything else is refused. */
function problemsOf({ host, user, jump, key }: Destination): readonly Problem[] {
  const isKey = key === undefined || /^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(key.trim());
  const checks: readonly (readonly [string, boolean, string])[] = [
    ["ssh-host", address.test(host), "must be a name or an address"],
    ["ssh-user", user === undefined || name.test(user), "must be the name of a user"],
    [
      "ssh-jump",
      jump === undefined || jump.split(",").every((one) => hop.test(one.trim())),
      "must be `user@host:port`",
    ],
    ["ssh-key", isKey, "must be a private key: it begins with `-----BEGIN ... PRIVATE KEY-----`"],
  ];
  return checks.filter(([, isGood]) => !isGood).map(([where, , what]) => ({ where, what }));
}

/** The lines themselves, or those of the file that is named. */
function knownHostsOf(given: string | undefined, { folder }: Effects): string | undefined {
  if (given === undefined || /\s(ssh-|ecdsa-|sk-)\S+\s+AAAA/.test(given)) return given;
  const path = resolve(folder, given);
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const what = `holds no line of a known_hosts file, and there is no readable file \`${path}\``;
    throw new InputError([{ where: "ssh-known-hosts", what }], {
      hint: "`ssh-keyscan -p PORT HOST` prints the lines; compare `ssh-keygen -lf -` of them with what the server's owner says.",
      cause,
    });
  }
}
