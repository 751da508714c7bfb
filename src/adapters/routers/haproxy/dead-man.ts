import type { Executor, Words } from "../../../kit/executor.ts";
import type { AdapterContext } from "../../../kit/registry.ts";
import type { DeadMan } from "../../../stages/ports/router.ts";
import { nameOf, patience } from "../../dead-man/place.ts";
import type { Step } from "../../dead-man/recipe.ts";
import { targetDeadMan } from "../../dead-man/target.ts";
import type { Place } from "./place.ts";
import { parseSettings } from "./raw.ts";
import { replacing } from "./replacing.ts";
import { type Address, socatWords } from "./socket.ts";
import { ordersFor } from "./write.ts";

interface Given {
  readonly exec: Executor;
  readonly place: Place;
  readonly address: Address;
  readonly stateFile: string | undefined;
}

/** Sets the earlier weights at the deadline, by `socat` there. */
export function haproxyDeadMan({ exec, place, address, stateFile }: Given, context: AdapterContext): DeadMan {
  const words: Words = socatWords(address);
  const to = words.at(-1) ?? "";
  const recipe = async (split: string) => {
    await exec.run(["socat", "-V"], { timeout: patience });
    const orders = ordersFor(place, parseSettings(place, split));
    const steps: readonly Step[] = [
      { words, input: "orders", isSilent: true },
      ...(stateFile === undefined ? [] : await keepState(exec, words, stateFile)),
    ];
    return { files: { orders: `${orders.join(";")}\n`, "show-state": "show servers state\n" }, steps };
  };
  return targetDeadMan({ exec, name: nameOf(context, "haproxy", [to, place.backend]), recipe });
}

/** How the file is replaced depends on whose it is now; at the deadline nobody asks. */
async function keepState(exec: Executor, words: Words, file: string): Promise<readonly Step[]> {
  const beside = `${file}.dead-man`;
  const commands = await replacing(exec, beside, file);
  return [{ words, input: "show-state", output: beside }, ...commands.map((command) => ({ words: command }))];
}
