import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { commandRouter } from "../../../src/adapters/routers/command.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Router } from "../../../src/stages/ports/router.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";

/** The commands of a user: a split in a file, with a revision that each write raises. */
const program = `
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
const [deed, folder] = process.argv.slice(2);
const { WEIGHT_GREEN, WEIGHT_BLUE, SLOT, WEIGHT, REVISION } = process.env;
const file = folder + "/split.json";
if (deed === "read") process.stdout.write(readFileSync(file, "utf8"));
if (deed === "write") {
  appendFileSync(folder + "/log", JSON.stringify({ WEIGHT_GREEN, WEIGHT_BLUE, SLOT, WEIGHT, REVISION }) + "\\n");
  if (existsSync(folder + "/edited")) console.error("edited by alice");
  if (existsSync(folder + "/edited")) process.exit(3);
  const revision = String(Number(REVISION ?? 0) + 1);
  if (!existsSync(folder + "/lazy")) writeFileSync(file, JSON.stringify({ green: Number(WEIGHT_GREEN), revision, at: Date.now() }));
}
if (deed === "verify") process.exitCode = existsSync(folder + "/code") ? Number(readFileSync(folder + "/code", "utf8")) : 0;
`;

/** A split that commands read and write; `reach` leads to where they run. */
export async function commandPlace(extra: Record<string, unknown> = {}, reach?: (effects: Effects) => Executor) {
  const folder = await temporaryFolder();
  const effects = testEffects({ folder: folder.path });
  const executor = reach?.(effects);
  const at = (name: string) => join(folder.path, name);
  writeFileSync(at("split.mjs"), program);
  writeFileSync(at("split.json"), '{"green": 0, "revision": "1"}\n');
  const words = (deed: string) => [process.execPath, at("split.mjs"), deed, folder.path];
  const inputs = {
    "command-read": words("read"),
    "command-write": words("write"),
    "command-verify": words("verify"),
    ...extra,
  };
  return {
    at,
    effects,
    put: (name: string, text = "") => writeFileSync(at(name), text),
    /** The variables of each write, in order. */
    writes: (): Record<string, string>[] =>
      existsSync(at("log"))
        ? readFileSync(at("log"), "utf8")
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line))
        : [],
    open(more: Record<string, unknown> = {}): Router {
      const given: Record<string, unknown> = { ...inputs, ...more };
      const values = Object.entries(commandRouter.inputs).map(([name, field]) => {
        const value = given[name] ?? field.default;
        return [name, value === undefined ? undefined : field.parse(value)];
      });
      const context = { effects, application: "shop", environment: "test", ...(executor && { executor }) };
      // biome-ignore lint/suspicious/noExplicitAny: the names are those of the inputs
      return commandRouter.open(Object.fromEntries(values) as any, context);
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
