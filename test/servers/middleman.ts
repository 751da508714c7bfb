import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** What happens to a request on its way. */
export type Interference =
  /** Answered here. */
  | { readonly answer: number; readonly body?: string }
  /** The connection breaks after that share of the request's body. */
  | { readonly cutRequest: number }
  /** The server gets it, and nobody hears its answer. */
  | { readonly loseAnswer: true }
  /** The connection breaks after that share of the answer's body. */
  | { readonly cutAnswer: number }
  /** One bit of the request's body is another one. */
  | { readonly flipBit: true };

/** One request as it passes; `number` counts those of the same method and path. */
export interface Passing {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly number: number;
}

/** A proxy between a client and a real server that can do harm. */
export interface Middleman extends AsyncDisposable {
  readonly url: string;
  /** Decides about each request; nothing happens to those for which it says nothing. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a rule that says nothing
  during: (passing: Passing) => Interference | undefined | void | Promise<Interference | undefined | void>;
  readonly seen: Passing[];
}

/** Starts a proxy in front of a server on this machine. */
export async function standBetween(target: string): Promise<Middleman> {
  const counts = new Map<string, number>();
  const seen: Passing[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = "", url: path = "", headers, socket } = incoming;
    const number = (counts.get(`${method} ${path}`) ?? 0) + 1;
    counts.set(`${method} ${path}`, number);
    const passing = { method, path, headers, number };
    seen.push(passing);
    handle(incoming, outgoing, passing).catch(() => socket.destroy());
  });
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse, passing: Passing) => {
    const harm = (await middleman.during(passing)) ?? null;
    if (harm !== null && "cutRequest" in harm) return cutRequest(incoming, harm.cutRequest);
    const body = await buffer(incoming);
    if (harm !== null && "answer" in harm) {
      outgoing.writeHead(harm.answer, { "content-type": "application/xml" }).end(harm.body);
      return;
    }
    if (harm !== null && "flipBit" in harm && body.length > 0) body[0] = (body[0] ?? 0) ^ 1;
    const { method, path, headers } = passing;
    const sent = request(new URL(path, target), { method, headers }).end(body);
    // A server that refuses early closes while the rest is still being sent; its answer is there all the same.
    sent.on("error", () => undefined);
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    const content = await buffer(answer);
    if (harm !== null && "loseAnswer" in harm) return void incoming.socket.destroy();
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    if (harm === null || !("cutAnswer" in harm)) return void outgoing.end(content);
    outgoing.write(content.subarray(0, Math.floor(content.length * harm.cutAnswer)), () => incoming.socket.destroy());
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const middleman: Middleman = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    during: () => undefined,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return middleman;
}

async function cutRequest(incoming: IncomingMessage, share: number): Promise<void> {
  // A request that is read no further forgets its connection.
  const { socket } = incoming;
  const limit = Number(incoming.headers["content-length"] ?? 0) * share;
  let seen = 0;
  for await (const chunk of incoming) {
    seen += chunk.length;
    if (seen >= limit) break;
  }
  socket.destroy();
}
