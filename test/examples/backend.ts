import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** An application behind the door, as the test wants it. */
export interface Backend {
  readonly url: string;
  readonly server: Server;
  /** How many requests have reached it. */
  readonly served: () => number;
  close(): Promise<void>;
}

/** Serves on a free port of this machine. */
export async function openBackend(listener: RequestListener): Promise<Backend> {
  let served = 0;
  const server = createServer((request, response) => {
    served += 1;
    return listener(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    served: () => served,
    async close() {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A release that answers everything with its name. */
export function named(commit: string): RequestListener {
  return (request, response) => {
    request.resume();
    response.writeHead(200, { "x-commit": commit }).end(commit);
  };
}
