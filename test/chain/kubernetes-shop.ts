import { createServer } from "node:http";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

/** The shop whose image the fake kubelet runs. Its ConfigMap says what is wrong with a release, and where its flag is asked. */
const { PORT, HOST, RELEASE, VERSION, SLOT = "", SLOT_TOKEN, CURRENCY, FAULT, FLAG } = process.env;

if (FAULT === "crash") {
  console.log("connecting to the database");
  console.error("no such table: orders");
  process.exit(3);
}

let [share, served] = [0, 0];
async function followFlag(url: string): Promise<never> {
  for (;;) {
    share = Number(await (await fetch(url)).text());
    await sleep(50);
  }
}
if (FLAG !== undefined) followFlag(FLAG).catch(() => process.exit(1));

const server = createServer((request, response) => {
  request.resume();
  const say = (status: number, body: object) =>
    response.writeHead(status, { "x-slot": SLOT, "content-type": "application/json" }).end(JSON.stringify(body));
  if (request.url?.split("?")[0] === "/health") {
    return say(200, { status: "ok", version: VERSION, commit: RELEASE, instance: SLOT_TOKEN });
  }
  if (FAULT === "checkout" && share >= 50) return say(500, { error: "the new checkout cannot count" });
  if (FAULT === "tired" && served++ > 10) return say(500, { error: "no connection is left in the pool" });
  return say(200, { orders: [], version: VERSION, currency: CURRENCY });
});
if (FAULT === "deaf") {
  // It neither listens nor ends when it is asked to.
  process.on("SIGTERM", () => console.log("not now"));
  setInterval(() => {}, 1000);
} else {
  server.listen(Number(PORT), HOST);
  process.once("SIGTERM", () => server.close(() => process.exit(0)));
}
