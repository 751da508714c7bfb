import { posix } from "node:path";
import { AbortedError, ActionError } from "../../kit/errors.ts";
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
        const present = await executor.readFile(mark);
        if (present !== null) {
          const text = withRetry(present, retryAfter);
          // Being down counts for more than how long visitors are told to wait.
          if (text !== null) await executor.writeFile(mark, text, { mode: 0o644 }).catch(() => {});
          return;
        }
        try {
          const { stdout, stderr } = await run("down", `--retry=${retryAfter}`);
          // Laravel ends with 0 where it could not write the mark.
          if (!(await isOn())) throw unmarked("down", mark, stdout + stderr);
        } catch (error) {
          // It may be down all the same: by a mark elsewhere, or by one of which nobody has heard.
          await run("up").catch((second: unknown) => addTo(error, second));
          throw error;
        }
      },
      async leave() {
        const { stdout, stderr } = await run("up");
        if (await isOn()) throw unmarked("up", mark, stdout + stderr);
      },
      // Every request looks for the mark.
      verify: async (on) => ((await isOn()) === on ? "in-effect" : "not-yet"),
    };
  },
});

/** Laravel's mark with other seconds to wait; null for what is none. */
function withRetry(mark: string, retry: number): string | null {
  try {
    const present: unknown = JSON.parse(mark);
    const isMark = typeof present === "object" && present !== null && !Array.isArray(present);
    return isMark ? JSON.stringify({ ...present, retry }, null, 4) : null;
  } catch {
    return null;
  }
}

/** It has ended well, and the mark is not as it should be. */
function unmarked(command: "down" | "up", mark: string, said: string): AbortedError {
  const what = command === "down" ? "left no" : "not removed";
  return new AbortedError(`\`artisan ${command}\` has ${what} \`${mark}\`: ${said.trim().split("\n").at(-1)}`, {
    hint: "Let the user that runs it write to `storage/framework`, name the folder that serves in `artisan-folder`, and set `APP_MAINTENANCE_DRIVER=file`.",
  });
}

function addTo(error: unknown, second: unknown): void {
  if (!(error instanceof ActionError)) return;
  error.message = `${error.message.replace(/\.$/, "")}. The application may be down: ${(second as Error).message}`;
}
