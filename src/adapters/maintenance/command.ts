import { basename } from "node:path";
import { ServiceError } from "../../kit/errors.ts";
import { duration, list, words } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Maintenance } from "../../stages/ports/maintenance.ts";
import { checkExempt } from "./exempt.ts";

/** Maintenance by commands of the user: a load balancer's, a provider's, a script. */
export const commandMaintenance = defineAdapter<Maintenance>()({
  name: "command",
  summary: "Commands of your own.",
  inputs: {
    "command-enter": words({
      description: "Turns it on; `$RETRY_AFTER` is in its environment, in seconds. Has to be safe to repeat.",
      required: true,
    }),
    "command-leave": words({ description: "Turns it off. Has to be safe to repeat.", required: true }),
    "command-state": words({ description: "Prints `on` or `off`, and nothing else.", required: true }),
    "command-exempt": list({
      description: "Paths that are served all the while; the first is asked by `confirm-url`.",
    }),
    "command-time-limit": duration({ description: "How long one of these commands may take.", default: "1m" }),
  },
  open(inputs, { effects, executor = effects.exec }) {
    const limit = { timeout: inputs["command-time-limit"] };
    const state = async () => {
      const command = inputs["command-state"];
      const { stdout } = await executor.run(command, limit);
      const said = stdout.trim();
      if (said === "on" || said === "off") return { on: said === "on" };
      throw new ServiceError(`\`${basename(command[0])}\` of \`command-state\` prints neither \`on\` nor \`off\``);
    };
    return {
      exempt: checkExempt("command-exempt", inputs["command-exempt"] ?? []),
      state,
      async enter(retryAfter) {
        await executor.run(inputs["command-enter"], { ...limit, env: { RETRY_AFTER: String(retryAfter) } });
      },
      async leave() {
        await executor.run(inputs["command-leave"], limit);
      },
      verify: async (on) => ((await state()).on === on ? "unknown" : "not-yet"),
    };
  },
});
