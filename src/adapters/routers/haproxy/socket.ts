import { createConnection } from "node:net";
import { text } from "node:stream/consumers";
import { CommandError, InputError, ServiceError } from "../../../kit/errors.ts";
import type { Executor, Words } from "../../../kit/executor.ts";
import { wholeOutput } from "../../executors/whole-output.ts";

/** Where the Runtime API listens. */
export type Address = { readonly path: string } | { readonly host: string; readonly port: number };

/** Sends commands as one line, which HAProxy works off at one go; the answers are in the same order. */
export type Ask = (commands: readonly string[]) => Promise<readonly string[]>;

/** Milliseconds for one question and its answer. */
const longestAnswer = 5000;

/** Reads `/run/haproxy/admin.sock` or `tcp:host:port`; null for anything else. */
export function parseAddress(given: string): Address | null {
  // The path stands in an address of socat, where other signs have a meaning.
  if (/^\/[\w./@+-]+$/.test(given)) return { path: given };
  const [, host, port] = /^tcp:([\w.-]+):(\d{1,5})$/.exec(given) ?? [];
  const isPort = Number(port) >= 1 && Number(port) <= 65_535;
  return host !== undefined && isPort ? { host, port: Number(port) } : null;
}

/** The Runtime API, asked from here or, where the commands run elsewhere, by `socat` there. */
export function openSocket(address: Address, executor: Executor): Ask {
  const name = "path" in address ? address.path : `${address.host}:${address.port}`;
  const send = executor.isHere ? sendFromHere : (to: Address, line: string) => sendBySocat(executor, to, line);
  return async (commands) => {
    const said = await send(address, `${commands.join(";")}\n`).catch((error: unknown) => {
      throw explain(name, executor.where, error);
    });
    const answers = splitAnswers(said);
    if (answers.length >= commands.length) return answers.slice(0, commands.length);
    throw new ServiceError(`HAProxy at \`${name}\` broke off its answer`, {
      hint: "What it has done is not known: see whether it runs, then run this again, which reads the split anew.",
    });
  };
}

async function sendFromHere(address: Address, line: string): Promise<string> {
  const socket = createConnection({ ...address, signal: AbortSignal.timeout(longestAnswer) });
  // HAProxy closes the connection after its answer.
  socket.write(line);
  try {
    return await text(socket);
  } finally {
    socket.destroy();
  }
}

/** All of it as it is: the state file is made of it. */
function sendBySocat(executor: Executor, address: Address, line: string): Promise<string> {
  return wholeOutput(executor, socatWords(address), { stdin: line, timeout: longestAnswer * 2 });
}

/** The program that sends its input to the Runtime API and prints the answer. */
export function socatWords(address: Address): Words {
  const to = "path" in address ? `UNIX-CONNECT:${address.path}` : `TCP:${address.host}:${address.port}`;
  const seconds = String(longestAnswer / 1000);
  return ["socat", "-t", seconds, "-T", seconds, "-", to];
}

/** Each answer ends with an empty line; what comes after the last one was cut off. */
function splitAnswers(said: string): readonly string[] {
  const answers: string[] = [];
  let lines: string[] = [];
  // The piece after the last line break is no line.
  for (const line of said.split("\n").slice(0, -1)) {
    if (line !== "") lines.push(line);
    else {
      answers.push(lines.join("\n"));
      lines = [];
    }
  }
  return answers;
}

const causes: readonly (readonly [RegExp, string, string])[] = [
  [
    /ENOENT|No such file/,
    "there is no such socket",
    "Start HAProxy, put `stats socket PATH mode 660 level admin` into its section `global`, or put right `haproxy-socket`.",
  ],
  [
    /EACCES|EPERM|Permission denied/,
    "this user may not open the socket",
    "Give its group the right (`stats socket PATH mode 660 group GROUP level admin`) and put this user into it.",
  ],
  [/ECONNREFUSED|Connection refused/, "nobody listens there", "Start HAProxy, or put right `haproxy-socket`."],
  [/ENOTFOUND|Name or service/, "there is no address for this name", "Put right `haproxy-socket`."],
  [
    /ABORT_ERR|ETIMEDOUT|ran longer/,
    "it does not answer in time",
    "See whether HAProxy hangs or a firewall is between.",
  ],
];

function explain(name: string, where: string, error: unknown): Error {
  if (error instanceof CommandError && error.exitCode === null && error.message.includes("`socat` is not installed")) {
    return new InputError([{ where: "haproxy-socket", what: `cannot be opened on ${where}: \`socat\` is not there` }], {
      hint: `Install \`socat\` on ${where}, or give HAProxy a socket that this machine reaches: \`tcp:host:port\`.`,
      cause: error,
    });
  }
  const { message, code } = error as NodeJS.ErrnoException;
  if (error instanceof ServiceError) return error;
  const output = error instanceof CommandError ? error.output : "";
  const [, what, hint] = causes.find(([sign]) => sign.test(`${code} ${message} ${output}`)) ?? [];
  return new ServiceError(`HAProxy at \`${name}\` on ${where} cannot be asked: ${what ?? message}`, {
    hint: hint ?? "See whether HAProxy runs.",
    cause: error,
  });
}
