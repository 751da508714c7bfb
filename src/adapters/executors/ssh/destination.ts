/** Where to, as whom, and how its key is known. */
export interface Destination {
  readonly host: string;
  readonly user: string | undefined;
  readonly port: number;
  /** A private key. */
  readonly key: string | undefined;
  /** The text of a known_hosts file; the user's own where it is absent. */
  readonly knownHosts: string | undefined;
  readonly jump: string | undefined;
}

/** Seconds until the server has answered. */
const patience = 20;

/**
 * The configuration of ssh; the one of the user and of the system are not read. Servers on the way are reached with
 * the same: ssh hands the file on. A link that is dead for half a minute is given up.
 */
export function configuration({ key, knownHosts }: Destination, folder: string): string {
  return [
    "Host *",
    "BatchMode yes",
    "StrictHostKeyChecking yes",
    "UpdateHostKeys no",
    "VerifyHostKeyDNS no",
    "CheckHostIP no",
    "GlobalKnownHostsFile /dev/null",
    ...(knownHosts === undefined ? [] : [`UserKnownHostsFile ${folder}/known_hosts`]),
    ...(key === undefined ? [] : [`IdentityFile ${folder}/key`, "IdentitiesOnly yes", "IdentityAgent none"]),
    `ConnectTimeout ${patience}`,
    "ServerAliveInterval 10",
    "ServerAliveCountMax 2",
    "ForwardAgent no",
    "ForwardX11 no",
    "ClearAllForwardings yes",
    "EscapeChar none",
    "LogLevel ERROR",
    "",
  ].join("\n");
}

/** The words that open the connection; whoever has its socket uses it. */
export function masterWords(to: Destination, folder: string, command: string) {
  const { host, user, port, jump } = to;
  return [
    "ssh",
    ...["-F", `${folder}/config`, "-S", socketIn(folder), "-M", "-T", "-p", String(port)],
    ...(user === undefined ? [] : ["-l", user]),
    ...(jump === undefined ? [] : ["-J", jump.replaceAll(/\s/g, "")]),
    ...["--", host, command],
  ] as const;
}

/** The words for one command over the connection. It never makes one of its own: that proxy connects to nothing. */
export function clientWords({ host }: Destination, folder: string) {
  const options = ["BatchMode=yes", "ControlMaster=no", "ProxyCommand=false", "EscapeChar=none", "LogLevel=ERROR"];
  const all = options.flatMap((option) => ["-o", option]);
  return ["ssh", "-F", "/dev/null", "-S", socketIn(folder), "-T", ...all, "--", host] as const;
}

/** Short: the path of a socket may have about a hundred bytes, and ssh adds to it while it makes it. */
function socketIn(folder: string): string {
  return `${folder}/s`;
}
