import { request } from "node:http";
import { text } from "node:stream/consumers";
import type { Executor, Words } from "../../../kit/executor.ts";
import { wholeOutput } from "../../executors/whole-output.ts";

/** Where the admin API listens: a path is that of a unix socket. */
export type Address = { readonly socket: string } | { readonly origin: string };

export interface Question {
  readonly method: "GET" | "PATCH";
  readonly path: string;
  readonly body?: string;
  /** Only where the resource still has this tag. */
  readonly ifMatch?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly etag: string | undefined;
}

/** Milliseconds for one question; a change is answered when the new configuration runs. */
const longestAnswer = 20_000;

/** Reads `http://host:port` or `unix//path`; null for anything else. */
export function parseAddress(given: string): Address | null {
  const [, socket] = /^unix\/(\/[\w./@+-]+)$/.exec(given) ?? [];
  if (socket !== undefined) return { socket };
  const url = URL.parse(given);
  const isPlain = url?.protocol === "http:" && url.username === "" && url.password === "" && url.search === "";
  return isPlain && url.pathname === "/" && url.hash === "" ? { origin: url.origin } : null;
}

/** Asks from here; not by `fetch`, which knows neither unix sockets nor the trailers in which Caddy before 2.7 sends tags. */
export async function askFromHere(address: Address, { method, path, body, ifMatch }: Question): Promise<Answer> {
  const place = "socket" in address ? { socketPath: address.socket } : addressOf(address.origin);
  // Over a unix socket Caddy insists on a host without a name.
  const host = "socket" in address ? { host: "" } : {};
  const headers = { ...headersOf({ method, path, ...(ifMatch !== undefined && { ifMatch }) }), ...host };
  const signal = AbortSignal.timeout(longestAnswer);
  return new Promise((resolve, reject) => {
    const sent = request(
      { ...place, method, path, headers, setHost: !("socket" in address), agent: false, signal },
      (response) => {
        text(response).then((said) => {
          const etag = response.headers.etag ?? response.trailers.etag;
          resolve({ status: response.statusCode ?? 0, body: said, etag });
        }, reject);
      },
    );
    sent.once("error", reject).end(body);
  });
}

/** Asks where the commands run, by `curl` there. */
export async function askByCurl(executor: Executor, address: Address, question: Question): Promise<Answer> {
  const { method, path, body = "" } = question;
  const origin = "socket" in address ? "http://localhost" : address.origin;
  const headers = Object.entries(headersOf(question)).flatMap(([name, value]) => ["--header", `${name}: ${value}`]);
  const words: Words = [
    "curl",
    ...["--silent", "--show-error", "--include", "--max-time", String(longestAnswer / 1000), "--noproxy", "*"],
    ...("socket" in address ? ["--unix-socket", address.socket, "--header", "Host;"] : []),
    ...(method === "PATCH" ? ["--request", "PATCH", "--header", "Expect:", ...headers, "--data-binary", "@-"] : []),
    `${origin}${path}`,
  ];
  // As it is: what is read is sent back with another split in it, and a secret that is masked here has to stay what it is there.
  return readPrinted(await wholeOutput(executor, words, { stdin: body, timeout: longestAnswer * 2 }));
}

/** Headers, an empty line, the body as one line (Caddy prints JSON so), and then the trailers. */
function readPrinted(printed: string): Answer {
  const [head = "", ...rest] = printed.split("\r\n\r\n");
  const [body = "", ...trailers] = rest.join("\r\n\r\n").split("\n");
  const [, status] = /^HTTP\/\S+ (\d{3})/.exec(head) ?? [];
  const [, etag] = /^etag: *(.+?)\r?$/im.exec([head, ...trailers].join("\n")) ?? [];
  return { status: Number(status ?? 0), body, etag };
}

function headersOf({ method, ifMatch }: Question): Readonly<Record<string, string>> {
  if (method === "GET") return {};
  return { "content-type": "application/json", ...(ifMatch === undefined ? {} : { "if-match": ifMatch }) };
}

function addressOf(origin: string): { readonly hostname: string; readonly port: string } {
  const { hostname, port } = new URL(origin);
  return { hostname: hostname.replace(/^\[(.*)\]$/, "$1"), port: port === "" ? "80" : port };
}
