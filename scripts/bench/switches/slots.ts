import { stopSignal } from "../../../examples/quickstart/stop-signal.ts";
import { openSlots } from "../../../test/adapters/routers/under-load.ts";

// A process of its own: what the deployer does must not hold up an answer.
const stopping = stopSignal();
await using slots = await openSlots();
console.log(JSON.stringify({ event: "listening", ...slots.ports }));
await new Promise<void>((resolve) => stopping.addEventListener("abort", () => resolve()));
process.stdin.destroy();
