import { once } from "node:events";
import { createConnection, createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { temporaryFolder } from "../../effects.ts";

/** A socket in front of a Runtime API that can do harm. */
export interface Relay extends AsyncDisposable {
  readonly socket: string;
  /** Makes something else of an answer; null is silence. */
  during: (commands: string, answer: string) => string | null | Promise<string | null>;
  readonly heard: string[];
}

/** Passes everything on to the socket, and what the other side has answered back. */
export async function relayTo(target: string): Promise<Relay> {
  const folder = await temporaryFolder();
  const socket = join(folder.path, "relay.sock");
  const server = createServer((client) => {
    client.on("error", () => {});
    client.once("data", async (data) => {
      const commands = data.toString();
      relay.heard.push(commands);
      const connection = createConnection(target);
      connection.write(commands);
      const answer = await relay.during(commands, await text(connection));
      if (answer !== null) client.end(answer);
    });
  });
  server.listen(socket);
  await once(server, "listening");
  const relay: Relay = {
    socket,
    during: (_, answer) => answer,
    heard: [],
    async [Symbol.asyncDispose]() {
      server.close();
      await folder[Symbol.asyncDispose]();
    },
  };
  return relay;
}
