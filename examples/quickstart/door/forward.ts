import {
  Agent,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as requestTo,
  type ServerResponse,
} from "node:http";
import { forwarded } from "./headers.ts";
import type { Slot } from "./rule.ts";

export interface Passage {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly slot: Slot;
  readonly target: URL;
  /** Milliseconds without a byte in either direction after which the slot is given up. */
  readonly silence: number;
  /** Headers that the answer gets in addition, asked for when it is there. */
  added(): Readonly<Record<string, string>>;
}

// A kept connection may be closed by the slot in the moment it is used again. That would look like a failed switch,
// and repeating the request would hide a real one: so every request has a connection of its own.
const agent = new Agent({ keepAlive: false });

/** Passes the request on to its slot and the answer back, both as streams, and never twice. */
export function forward({ incoming, response, slot, target, silence, added }: Passage): void {
  const outgoing = requestTo(target, {
    agent,
    method: incoming.method,
    path: incoming.url,
    headers: { ...forwarded(incoming.headers), "x-forwarded-for": incoming.socket.remoteAddress },
  });
  outgoing.setTimeout(silence, () => outgoing.destroy(new Error("timeout")));
  outgoing.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answerHeaders(answer, slot, added())).flushHeaders();
    // An answer that breaks off takes the visitor's connection with it: nobody is to mistake it for a whole one.
    answer.on("error", () => response.destroy()).pipe(response);
  });
  outgoing.on("error", (error: NodeJS.ErrnoException) => {
    if (!response.headersSent) refuse(response, error.code ?? error.message, { "x-slot": slot, ...added() });
  });
  response.on("close", () => outgoing.destroy());
  incoming.pipe(outgoing);
}

/** The door's own answer: there is none from the slot. */
export function refuse(response: ServerResponse, why: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(502, { ...headers, "x-door-error": why, "content-type": "text/plain" });
  response.end(`The front door has no answer from the application: ${why}\n`);
}

function answerHeaders(
  answer: IncomingMessage,
  slot: Slot,
  { "set-cookie": cookie, ...added }: Readonly<Record<string, string>>,
): OutgoingHttpHeaders {
  const commit = answer.headers["x-commit"];
  const cookies = [...(answer.headers["set-cookie"] ?? []), ...(cookie === undefined ? [] : [cookie])];
  return {
    ...forwarded(answer.headers),
    ...added,
    ...(cookies.length > 0 ? { "set-cookie": cookies } : {}),
    ...(commit === undefined ? {} : { "x-served-commit": commit }),
    "x-slot": slot,
  };
}
