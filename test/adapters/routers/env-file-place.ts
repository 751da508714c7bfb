import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { envFileRouter } from "../../../src/adapters/routers/env-file.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Router } from "../../../src/stages/ports/router.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";

export const key = "SERVICETITAN_ROLLOUT_PERCENTAGE";

/** The program that a service is reloaded by: it notes what the file says at that time, and fails where there is `broken`. */
const reload = `
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import process from "node:process";
if (existsSync("broken")) process.exit(5);
appendFileSync("reloads", /^${key}=.*$/m.exec(readFileSync(".env.local", "utf8"))[0] + "\\n");
`;

export type EnvFile = Awaited<ReturnType<typeof envFile>>;

/** An environment file in a fresh folder; `reach` leads to where it is. */
export async function envFile(
  content = `${key}=0\n`,
  extra: Record<string, unknown> = {},
  reach?: (effects: Effects) => Executor,
) {
  const folder = await temporaryFolder();
  const effects = testEffects({ folder: folder.path });
  const executor = reach?.(effects);
  const at = (name: string) => join(folder.path, name);
  writeFileSync(at(".env.local"), content, { mode: 0o640 });
  writeFileSync(at("reload.mjs"), reload);
  const inputs = {
    "env-file-path": at(".env.local"),
    "env-file-key": key,
    "env-file-after": [[process.execPath, "reload.mjs"]],
    ...extra,
  };
  return {
    folder: folder.path,
    path: at(".env.local"),
    effects,
    executor,
    put: (text: string | Uint8Array, name = ".env.local") => writeFileSync(at(name), text),
    text: () => readFileSync(at(".env.local"), "utf8"),
    /** The line that each reload of the service has found, in order. */
    reloads: () => (existsSync(at("reloads")) ? readFileSync(at("reloads"), "utf8").trim().split("\n") : []),
    isUnfinished: () => existsSync(at("..env.local.unfinished")),
    open(more: Record<string, unknown> = {}, by = executor): Router {
      const given: Record<string, unknown> = { ...inputs, ...more };
      const values = Object.entries(envFileRouter.inputs).map(([name, field]) => {
        const value = given[name] ?? field.default;
        return [name, value === undefined ? undefined : field.parse(value)];
      });
      const context = { effects, application: "shop", environment: "test", ...(by && { executor: by }) };
      // biome-ignore lint/suspicious/noExplicitAny: the names are those of the inputs
      return envFileRouter.open(Object.fromEntries(values) as any, context);
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
