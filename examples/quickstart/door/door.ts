import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { stopSignal } from "../stop-signal.ts";
import { slotChooser } from "./choose.ts";
import { type FlagFile, followFlagFile } from "./flag-file.ts";
import { forward, refuse } from "./forward.ts";
import { visitorIn } from "./headers.ts";
import type { Slot } from "./rule.ts";

const drainWithin = 8_000;
const idleWithin = 60_000;

async function openDoor(): Promise<void> {
  const { port, host, flags: path, blue, green, silence } = readArguments();
  const flags = followFlagFile(path, say);
  const choose = await slotChooser(flags);
  const slots = { blue: new URL(blue), green: new URL(green) };
  const inFlight = { blue: 0, green: 0 };
  const stopping = stopSignal();

  const pass = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const known = visitorIn(incoming.headers.cookie);
    const visitor = known ?? randomUUID();
    const slot = await choose(visitor);
    inFlight[slot] += 1;
    response.on("close", () => {
      inFlight[slot] -= 1;
    });
    const added = () => ({
      ...(known === null ? { "set-cookie": `visitor=${visitor}; Path=/; HttpOnly; SameSite=Lax` } : {}),
      ...(stopping.aborted ? { connection: "close" } : {}),
    });
    forward({ incoming, response, slot, target: slots[slot], silence: Number(silence), added });
  };

  const server = createServer({ keepAliveTimeout: idleWithin }, (incoming, response) => {
    if (incoming.url === "/-/door") return tell(response, flags, inFlight);
    pass(incoming, response).catch((error: Error) => {
      say({ event: "error", why: error.message });
      if (!response.headersSent) refuse(response, "flag");
    });
  });
  server.once("error", fail);
  server.listen(Number(port), host, () => say({ event: "listening", port: (server.address() as AddressInfo).port }));
  stopping.addEventListener("abort", () => close(server, flags));
}

function readArguments(): Record<"port" | "host" | "flags" | "blue" | "green" | "silence", string> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "0" },
      host: { type: "string", default: "127.0.0.1" },
      flags: { type: "string" },
      blue: { type: "string" },
      green: { type: "string" },
      silence: { type: "string", default: "30000" },
    },
  });
  const { flags, blue, green } = values;
  if (flags && blue && green) return { ...values, flags, blue, green };
  throw new Error("--flags <file>, --blue <url> and --green <url> are needed");
}

function tell(response: ServerResponse, flags: FlagFile, inFlight: Readonly<Record<Slot, number>>): void {
  const { sha256, active, weight } = flags.current();
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify({ sha256, active, weight, inFlight }));
}

function close(server: Server, flags: FlagFile): void {
  say({ event: "stopping" });
  const bound = setTimeout(() => server.closeAllConnections(), drainWithin);
  server.close(() => {
    clearTimeout(bound);
    flags.close();
    say({ event: "stopped" });
    process.stdin.destroy();
  });
}

function say(fact: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify(fact));
}

function fail(error: Error): void {
  say({ event: "failed", why: error.message });
  process.exit(1);
}

openDoor().catch(fail);
