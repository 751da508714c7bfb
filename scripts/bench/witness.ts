import { createServer, request as requestTo, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Observation {
  /** Milliseconds since 1970, when the last byte had come. */
  readonly at: number;
  readonly status: number;
  /** The slot that has answered, by the door's header. */
  readonly slot: string | null;
}

/** Stands between the prober and the front door and writes down what the prober gets to see. */
export interface Witness extends AsyncDisposable {
  readonly url: string;
  readonly observations: readonly Observation[];
}

/** Passes every request on to the door and every answer back. */
export async function callWitness(door: string): Promise<Witness> {
  const observations: Observation[] = [];
  const server = createServer((incoming, response) => {
    const { method, headers } = incoming;
    const passed = requestTo(new URL(incoming.url ?? "/", door), { method, headers, agent: false });
    passed.on("response", (answer) => {
      const { "x-slot": slot } = answer.headers;
      const status = answer.statusCode ?? 0;
      answer.on("end", () =>
        observations.push({ at: Date.now(), status, slot: typeof slot === "string" ? slot : null }),
      );
      response.writeHead(status, answer.headers);
      answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    response.on("close", () => passed.destroy());
    incoming.pipe(passed);
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    observations,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** A server that stands for GitHub's API and counts who asks. */
export async function countRequests(): Promise<{ readonly url: string; count(): number } & AsyncDisposable> {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(500).end();
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    count: () => asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
}
