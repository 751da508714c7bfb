import { main } from "./index.js";

await main("backup", "clean-up");
