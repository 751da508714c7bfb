import { createServer } from "node:http";
import { ticketApp } from "./app.mjs";
import { openTickets } from "./tickets.mjs";

const { PORT = "3000", HOST = "127.0.0.1", DATABASE = "tickets.db" } = process.env;
const { VERSION = "unknown", RELEASE = "unknown", SLOT_TOKEN = "unknown" } = process.env;
const drainWithin = Number(process.env.DRAIN_WITHIN ?? 8_000);

const tickets = openTickets(DATABASE);
const release = { version: VERSION, commit: RELEASE, instance: SLOT_TOKEN };
let stopping = false;

const server = createServer(ticketApp({ tickets, release, isStopping: () => stopping }));

server.once("error", (error) => {
  say({ event: "failed", why: error.message });
  process.exit(1);
});
server.listen(Number(PORT), HOST, () => say({ event: "listening", port: server.address().port, version: VERSION }));

for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => stop(signal));

/** Takes no new connection, finishes what is in flight, and cuts off what is still there at the end of the bound. */
function stop(signal) {
  if (stopping) return;
  stopping = true;
  say({ event: "stopping", signal });
  const bound = setTimeout(() => {
    say({ event: "cut-off", after: drainWithin });
    process.exitCode = 1;
    server.closeAllConnections();
  }, drainWithin);
  server.close(() => {
    clearTimeout(bound);
    tickets.close();
    say({ event: "stopped" });
  });
}

function say(fact) {
  console.log(JSON.stringify(fact));
}
