import { join } from "node:path";
import type { Company } from "../company.ts";
import { quickstart, type Stage } from "../stage.ts";
import { proxies } from "./index.ts";

/** Opens the front door: the quickstart's own, or the proxy of this machine that takes its place. */
export async function openDoor(stage: Stage, company: Company): Promise<void> {
  const { router, folder, environment } = stage;
  const args = router === "flagd" ? ownDoor(stage) : proxyDoor(stage, router);
  const door = company.start({ name: "the front door", args, folder, environment });
  await door.next("listening");
}

function ownDoor({ ports, doorPort, names }: Stage): readonly string[] {
  const slots = ["--blue", `http://127.0.0.1:${ports.blue}`, "--green", `http://127.0.0.1:${ports.green}`];
  const listen = ["--port", String(doorPort), "--flags", names.FLAGS as string];
  return [join(quickstart, "door/door.ts"), ...listen, ...slots];
}

function proxyDoor({ folder, doorPort, program }: Stage, name: keyof typeof proxies): readonly string[] {
  const { words, farewell } = proxies[name];
  const about = ["--port", String(doorPort), "--farewell", farewell];
  return [join(import.meta.dirname, "keep-open.ts"), ...about, "--", program, ...words(folder)];
}
