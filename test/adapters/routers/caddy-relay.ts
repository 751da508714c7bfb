import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A way to an admin API on which harm can be done; it passes bytes, so that trailers stay what they are. */
export interface Relay extends AsyncDisposable {
  /** As `caddy-admin` names it. */
  readonly admin: string;
  /** Happens before a request is passed on; `head` is its first line. */
  before: (head: string) => Promise<unknown> | undefined;
  /** Makes something else of what is answered to it, after which the connection ends; null breaks it at once. */
  answer: (head: string, said: string) => string | null;
}

/** Stands on one loopback port in front of another. */
export async function relayBetween(port: number, target: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => client.destroy());
    }
    let head = "";
    client.on("data", async (data) => {
      head ||= data.toString().split("\r\n")[0] ?? "";
      await relay.before(head);
      upstream.write(data);
    });
    upstream.on("data", (data) => {
      const said = relay.answer(head, data.toString());
      if (said === null) client.destroy();
      else if (said === data.toString()) client.write(said);
      else client.end(said);
    });
    upstream.on("end", () => client.end());
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const relay: Relay = {
    admin: `http://127.0.0.1:${port}`,
    before: () => undefined,
    answer: (_, said) => said,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
  return relay;
}
