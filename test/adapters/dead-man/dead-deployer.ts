import process from "node:process";
import { openLink } from "../routers/link-places.ts";
import { homeEffects } from "./guarded.ts";

// A deployment that arms the switch, moves all traffic, and is then silent until somebody kills it.
const [root = "", home = "", within = ""] = process.argv.slice(2);
const router = openLink({ "link-root": root }, homeEffects(home));
const { raw } = await router.read();
await router.deadMan?.arm(raw, { within: Number(within), by: "process" });
await router.setWeight("green", 100);
process.stdout.write("moved\n");
setInterval(() => {}, 1000);
