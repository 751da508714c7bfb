import process from "node:process";
import { openTarget } from "../../../src/adapters/targets/index.ts";
import { testEffects } from "../../effects.ts";

/** Takes the lock of the file that is its argument, says so, and holds it until it is ended. */
const effects = testEffects();
const url = `sqlite:${process.argv[2]}`;
const { target } = openTarget({ url, input: "url", exec: effects.exec, effects, folder: "/" });
await target.lock({ holder: "run 1 in another process", wait: 0 });
process.stdout.write("held\n");
setInterval(() => {}, 1000);
