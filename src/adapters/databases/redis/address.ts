import { InputError } from "../../../kit/errors.ts";

/** Where a server listens, and who asks it. */
export interface Address {
  /** `db.example.com:6379`, or the path of the socket. */
  readonly name: string;
  readonly host?: string;
  readonly port?: string;
  readonly socket?: string;
  readonly isTls: boolean;
  readonly user?: string;
  readonly password?: string;
}

const shapes =
  "`redis://user:password@host:port/0`, `rediss://user:password@host:port/0` or `unix://user:password@/path/of.sock`";

/** Reads a URL of Redis; `input` names the setting in the InputError. No part of the URL is ever quoted. */
export function parseAddress(url: string, input: string): Address {
  const refuse = (what: string, hint = `Write ${shapes}.`) => new InputError([{ where: input, what }], { hint });
  const found = parse(url);
  if (found === null) {
    throw refuse(
      "is not a URL",
      `Write ${shapes}; characters of the password other than letters and digits as \`encodeURIComponent\` writes them.`,
    );
  }
  const credentials = credentialsOf(found);
  if (credentials === null) {
    throw refuse("has a percent sign that encodes nothing", "Write `%25` for a percent sign of the password.");
  }
  if (["unix:", "redis+unix:", "redis+socket:"].includes(found.protocol)) {
    const socket = decoded(found.pathname);
    if (socket === null || socket.length < 2 || found.host !== "") throw refuse("does not name a socket by its path");
    return { name: socket, socket, isTls: false, ...credentials };
  }
  if (found.protocol !== "redis:" && found.protocol !== "rediss:") throw refuse("is not a URL of Redis");
  const host = found.hostname.replace(/^\[(.*)\]$/, "$1");
  if (host === "") throw refuse("names no host");
  if (!/^(\/\d*)?$/.test(found.pathname)) throw refuse("has more after the port than the number of a database");
  const port = found.port === "" ? "6379" : found.port;
  const name = `${found.hostname}:${port}`;
  return { name, host: decoded(host) ?? host, port, isTls: found.protocol === "rediss:", ...credentials };
}

function parse(url: string): URL | null {
  try {
    // Credentials may stand before a path only where there is a host.
    const [, scheme, login = "", path] = /^((?:redis\+)?(?:unix|socket)):\/\/(.*@)?(\/.*)$/.exec(url) ?? [];
    if (scheme === undefined) return new URL(url);
    const { username, password } = new URL(`redis://${login}host`);
    const found = new URL(`unix://${path}`);
    return Object.defineProperties(found, { username: { value: username }, password: { value: password } });
  } catch {
    return null;
  }
}

function credentialsOf({ username, password }: URL): Pick<Address, "user" | "password"> | null {
  const [user, secret] = [decoded(username), decoded(password)];
  if (user === null || secret === null) return null;
  return { ...(user === "" ? {} : { user }), ...(secret === "" ? {} : { password: secret }) };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
