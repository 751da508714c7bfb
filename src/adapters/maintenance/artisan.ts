import { posix } from "node:path";
import { AbortedError } from "../../kit/errors.ts";
import { list, text, words } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Maintenance } from "../../stages/ports/maintenance.ts";
import { checkExempt } from "./exempt.ts";

const patience = { timeout: 120_000 };

/** Laravel's own maintenance mode. Which paths are exempt, the application's middleware says. */
export const artisanMaintenance = defineAdapter<Maintenance>()({
  name: "artisan",
  summary: "Laravel's `php artisan down` and `up`.",
  inputs: {
    "artisan-folder": text({
      default: ".",
      description: "The folder of the application that serves: its `storage` holds the mark.",
    }),
    "artisan-command": words({ default: "php artisan", description: "The program, run in that folder." }),
    "artisan-exempt": list({
      description:
        "Paths that `PreventRequestsDuringMaintenance` excepts in your application; the first one is asked by `confirm-url`.",
    }),
  },
  open(inputs, { effects, executor = effects.exec }) {
    const folder = inputs["artisan-folder"];
    const mark = posix.join(folder, "storage/framework/down");
    const isOn = async () => (await executor.readFile(mark)) !== null;
    const run = (...more: readonly string[]) => {
      const [program, ...rest] = inputs["artisan-command"];
      return executor.run([program, ...rest, ...more, "--no-interaction"], { ...patience, cwd: folder });
    };
    return {
      exempt: checkExempt("artisan-exempt", inputs["artisan-exempt"] ?? []),
      state: async () => ({ on: await isOn() }),
      async enter(retryAfter) {
        // What is down already keeps the time that it was told first.
        if (await isOn()) await run("up");
        const { stdout, stderr } = await run("down", `--retry=${retryAfter}`);
        if (await isOn()) return;
        // Laravel ends with 0 where it could not write the mark.
        throw new AbortedError(
          `\`artisan down\` has left no \`${mark}\`: ${(stdout + stderr).trim().split("\n").at(-1)}`,
          {
            hint: "Let the user that runs it write to `storage/framework`, and name the folder that serves in `artisan-folder`.",
          },
        );
      },
      async leave() {
        if (await isOn()) await run("up");
      },
      // Every request looks for the mark.
      verify: async (on) => ((await isOn()) === on ? "in-effect" : "not-yet"),
    };
  },
});
