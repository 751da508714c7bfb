import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { routers } from "../../../src/adapters/routers/index.ts";
import type { Slot } from "../../../src/core/slots.ts";
import { other } from "../../../src/core/slots.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Router } from "../../../src/stages/ports/router.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";

/** The definition of a split as the router writes it. */
export function rule(first: Slot, weight: number): Record<string, unknown> {
  return {
    state: "ENABLED",
    variants: { blue: "blue", green: "green" },
    defaultVariant: first,
    targeting: {
      fractional: [
        [first, 100 - weight],
        [other(first), weight],
      ],
    },
  };
}

/** Parses inputs as the configuration would, and opens the router. */
export function openRouter(inputs: Record<string, string>, effects: Effects): Router {
  const adapter = routers.find("flagd");
  if (adapter === undefined) throw new Error("flagd is not registered");
  const values = Object.entries(adapter.inputs).map(([name, field]) => {
    const given = inputs[name] ?? field.default;
    return [name, given === undefined ? undefined : field.parse(given)];
  });
  return adapter.open(Object.fromEntries(values), { effects, application: "shop", environment: "test" });
}

/** A folder with one flag file in it. */
export async function flagFile(content: unknown = { flags: { release: rule("blue", 0) } }) {
  const folder = await temporaryFolder();
  const path = join(folder.path, "flags.json");
  const put = (next: unknown) => writeFile(path, typeof next === "string" ? next : JSON.stringify(next));
  await put(content);
  const effects = testEffects({ folder: folder.path });
  return {
    folder: folder.path,
    path,
    put,
    text: () => readFile(path, "utf8"),
    open: (inputs: Record<string, string> = {}) => openRouter({ "flagd-file": "flags.json", ...inputs }, effects),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
