import { InputError } from "../../../kit/errors.ts";

export type Flavour = "mariadb" | "mysql";

/** Where a server is reached and as whom. */
export interface Address {
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port: number;
  /** A Unix socket in the place of host and port. */
  readonly socket: string | undefined;
  /** Empty where the address names only a server. */
  readonly database: string;
  readonly tls: Readonly<Record<string, string>>;
}

const options = ["socket", "ssl-mode", "ssl-ca", "ssl-cert", "ssl-key"];
const modes = ["DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"];
const system = ["mysql", "information_schema", "performance_schema", "sys"];
const form =
  "Write it as `mysql://user:password@host:3306/database`; percent-encode special characters (`@` is `%40`).";

/** Takes an address apart. The InputError names the input and never repeats its text. */
export function parseAddress(url: string, input: string, isDatabase: boolean): Address {
  const refuse = (what: string, hint = form) => new InputError([{ where: input, what }], { hint });
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^(mysql|mariadb):$/.test(parsed.protocol)) {
    throw refuse("is not an address that begins with `mysql://` or `mariadb://`");
  }
  const decode = (text: string) => {
    try {
      return decodeURIComponent(text);
    } catch {
      throw refuse("holds a `%` that is not followed by two hexadecimal digits");
    }
  };
  const database = decode(parsed.pathname.slice(1));
  if (isDatabase && database === "") throw refuse("names no database");
  if (system.includes(database.toLowerCase())) {
    throw refuse(`\`${database}\` belongs to the server itself`, "Name the database of the application.");
  }
  const tls = Object.fromEntries([...parsed.searchParams].filter(([name]) => name !== "socket"));
  const unknown = [...parsed.searchParams.keys()].find((name) => !options.includes(name));
  if (unknown !== undefined) throw refuse(`has an unknown option; known are ${options.join(", ")}`);
  const mode = tls["ssl-mode"]?.toUpperCase();
  if (mode !== undefined && !modes.includes(mode)) throw refuse(`\`ssl-mode\` must be one of ${modes.join(", ")}`);
  const port = parsed.port === "" ? 3306 : Number(parsed.port);
  if (port === 6033) {
    throw refuse(
      "port 6033 is ProxySQL, which shares connections: a snapshot needs one of its own",
      "Name the server.",
    );
  }
  return {
    user: decode(parsed.username),
    password: decode(parsed.password),
    host: decode(parsed.hostname).replace(/^\[(.*)\]$/, "$1") || "localhost",
    port,
    socket: parsed.searchParams.get("socket") ?? undefined,
    database,
    tls: mode === undefined ? tls : { ...tls, "ssl-mode": mode },
  };
}

/** The address as a URL for tools; holds the password. */
export function toUrl(address: Address, database: string): string {
  const code = encodeURIComponent;
  const password = address.password === "" ? "" : `:${code(address.password)}`;
  const query = new URLSearchParams({
    ...(address.socket === undefined ? {} : { socket: address.socket }),
    ...address.tls,
  });
  const host = address.host.includes(":") ? `[${address.host}]` : code(address.host);
  const place = address.socket === undefined ? `${host}:${address.port}` : "localhost";
  return `mysql://${code(address.user)}${password}@${place}/${code(database)}${query.size > 0 ? `?${query}` : ""}`;
}

/** The text of an option file for the client programs; `client` is their flavour, which names TLS differently. */
export function optionFile(address: Address, client: Flavour): string {
  const lines = [
    ["user", address.user],
    ["password", address.password],
    ...(address.socket === undefined
      ? [
          ["protocol", "tcp"],
          ["host", address.host],
          ["port", String(address.port)],
        ]
      : [
          ["protocol", "socket"],
          ["socket", address.socket],
        ]),
    ...Object.entries(address.tls).filter(([name]) => name !== "ssl-mode"),
  ].map(([name, value = ""]) => `${name}=${quoted(value)}`);
  const { "ssl-mode": mode } = address.tls;
  return `[client]\n${[...lines, ...(mode === undefined ? [] : modeLines(mode, client))].join("\n")}\n`;
}

function modeLines(mode: string, client: Flavour): readonly string[] {
  if (client === "mysql") return [`ssl-mode=${mode}`];
  if (mode === "DISABLED") return ["skip-ssl"];
  if (mode === "PREFERRED") return [];
  return mode.startsWith("VERIFY") ? ["ssl", "ssl-verify-server-cert"] : ["ssl", "loose-skip-ssl-verify-server-cert"];
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** In quotes nothing begins a comment and no blank is lost. */
function quoted(value: string): string {
  return `"${value.replaceAll(/[\\"\n\r\t]/g, (found) => escapes[found] ?? found)}"`;
}
