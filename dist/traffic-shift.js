import { main } from "./index.js";

await main("traffic-shift");
